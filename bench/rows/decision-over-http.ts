import type { BenchContext } from '../harness/context.ts'
import { interleave } from '../harness/interleave.ts'
import { answersPerSecond } from '../harness/load.ts'
import { type ServerProcess, serveDemur, startServer } from '../harness/processes.ts'
import { populatedRegister, someItems } from '../harness/register.ts'
import { ANSWER, DECISION, FACTS, SERVICE } from '../questions.ts'
import type { Figure, Row } from '../row.ts'

const CONNECTIONS = 16
const QUESTIONS = 2000

/** One decision in a request, by sixteen clients at once. */
export const row: Row = {
  name: 'decision-over-http',
  work: 'one decision over HTTP, 16 connections, one server process',
  against: {
    postgraphile: { is: 'PostGraphile 5 answering the same facts', reach: { atLeast: 2 } },
    limit: { is: 'raw node:http and pg, one prepared statement', reach: { atLeast: 0.5 } },
  },
  async run(context) {
    const url = await populatedRegister(context)
    const keys = await someItems(url, QUESTIONS)
    const env = { DATABASE_URL: url, ANSWER: JSON.stringify(ANSWER) }
    const [demur, limit, postgraphile] = await Promise.all([
      serveDemur(url),
      startServer('bench/limits/raw-server.ts', [], env),
      startServer('bench/peers/postgraphile-server.mjs', [], { ...env, GRAPHILE_ENV: 'production' }),
    ])
    const servers = { demur, limit, postgraphile }
    try {
      const questions = keys.map((key) => ({ item: { key }, dataUse: 'genai.training' }))
      const asked = questions.map((question) => JSON.stringify({ query: DECISION, variables: { question } }))
      const facts = keys.map((key) => JSON.stringify({ query: FACTS, variables: { key } }))
      return await measure(context, servers, { demur: asked, limit: asked, postgraphile: facts })
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()))
    }
  },
}

type Contestant = 'demur' | 'limit' | 'postgraphile'

async function measure(
  { repetitions, seconds, say }: BenchContext,
  servers: Record<Contestant, ServerProcess>,
  bodies: Record<Contestant, readonly string[]>,
) {
  const processorTime: Record<Contestant, number[]> = { demur: [], limit: [], postgraphile: [] }
  const measureOne = (name: Contestant) => async () => {
    const { url, processorTime: used } = servers[name]
    const before = used()
    const rate = await answersPerSecond({
      url: `${url}/graphql`,
      headers: SERVICE,
      bodies: bodies[name],
      connections: CONNECTIONS,
      duration: seconds,
    })
    processorTime[name].push((used() - before) / (rate * seconds))
    say(`${name}: ${Math.round(rate)} answers/s`)
    return rate
  }
  const rates = await interleave(repetitions, {
    demur: measureOne('demur'),
    limit: measureOne('limit'),
    postgraphile: measureOne('postgraphile'),
  })
  const against = (other: 'limit' | 'postgraphile'): Figure => ({
    against: other,
    unit: 'answers/s',
    own: rates.demur,
    other: rates[other],
  })
  const spent = (name: Contestant) => `${name} ${Math.round(1000 * Math.min(...processorTime[name]))} µs`
  return {
    figures: [against('postgraphile'), against('limit')],
    notes: [
      `${QUESTIONS} items of a register of 20,000 items and 2,000 members, asked in turn by autocannon.`,
      `Processor time of the server process for each answer, at best: ${(['demur', 'postgraphile', 'limit'] as const).map(spent).join(', ')}. Load generator and Postgres run on the same machine.`,
      'Demur decides, with reasons and the end of validity; PostGraphile gives the facts that the decision is made from, and nobody has decided yet; the limit runs the statement of Demur and answers without looking at what it gave.',
    ],
  }
}
