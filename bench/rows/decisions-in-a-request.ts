import { interleave } from '../harness/interleave.ts'
import { answersPerSecond } from '../harness/load.ts'
import { serveDemur, startServer } from '../harness/processes.ts'
import { populatedRegister, someItems } from '../harness/register.ts'
import { ANSWER, DECISIONS, SERVICE } from '../questions.ts'
import type { Row } from '../row.ts'

const QUESTIONS = 500
const CONNECTIONS = 4

/** A batch of questions: what a pipeline sends that asks the server and not a gate. */
export const row: Row = {
  name: 'decisions-in-a-request',
  work: `${QUESTIONS} decisions in one request over HTTP, ${CONNECTIONS} connections, one server process`,
  against: {
    limit: { is: 'raw node:http, pg and JSON of the same answer', reach: { atLeast: 0.9 } },
  },
  async run(context) {
    const { repetitions, seconds, say } = context
    const url = await populatedRegister(context)
    const keys = await someItems(url, 8 * QUESTIONS)
    const bodies = Array.from({ length: 8 }, (_, index) =>
      bodyAbout(keys.slice(index * QUESTIONS, (index + 1) * QUESTIONS)),
    )
    const [demur, limit] = await Promise.all([
      serveDemur(url),
      startServer('bench/limits/raw-server.ts', [], { DATABASE_URL: url, ANSWER: JSON.stringify(ANSWER) }),
    ])
    const measure = (name: string, server: { readonly url: string }) => async () => {
      const load = {
        url: `${server.url}/graphql`,
        headers: SERVICE,
        bodies,
        connections: CONNECTIONS,
        duration: seconds,
      }
      const rate = QUESTIONS * (await answersPerSecond(load))
      say(`${name}: ${Math.round(rate)} decisions/s`)
      return rate
    }
    try {
      const rates = await interleave(repetitions, { demur: measure('demur', demur), limit: measure('limit', limit) })
      return {
        figures: [{ against: 'limit', unit: 'decisions/s', own: rates.demur, other: rates.limit }],
        notes: [
          'A register of 20,000 items and 2,000 members; 8 batches of 500 items, none twice in a batch.',
          'The limit runs the statement that Demur loads facts with, and writes an answer of the same length without looking at what came back.',
        ],
      }
    } finally {
      await Promise.all([demur.stop(), limit.stop()])
    }
  },
}

function bodyAbout(keys: readonly string[]): string {
  const questions = keys.map((key) => ({ item: { key }, dataUse: 'genai.training' }))
  return JSON.stringify({ query: DECISIONS, variables: { questions } })
}
