import type { BenchContext } from '../harness/context.ts'
import { query } from '../harness/context.ts'
import { interleave } from '../harness/interleave.ts'
import { answersPerSecond } from '../harness/load.ts'
import { serveDemur } from '../harness/processes.ts'
import { fill, someItems } from '../harness/register.ts'
import { DECISION, SERVICE } from '../questions.ts'
import type { Row } from '../row.ts'

const CONNECTIONS = 16
const QUESTIONS = 2000
/** Members of the world that is generated, and how often it is repeated: ten million entries. */
const WORLD = 62_000
const TIMES = 10
const PAST = '2026-01-01T00:00:00Z'

/** What the register knew then of what was so then: both times of a question in the past. */
export const row: Row = {
  name: 'decision-in-the-past',
  work: `one decision as of the past, as it was known then, in a ledger of ten million entries, over HTTP, ${CONNECTIONS} connections`,
  against: { now: { is: 'the same of now', reach: { atLeast: 0.5 } } },
  async run(context) {
    const members = Math.max(Math.round(WORLD * context.scale), 100)
    const url = await context.keptDatabase(`past_${TIMES}_${members}`, (filling) =>
      fill(filling, { members, itemsPerMember: 10 }, TIMES),
    )
    const keys = await someItems(url, QUESTIONS)
    const [ledger] = await query<{ head: string }>(url, 'SELECT position AS head FROM demur.ledger_head')
    const head = Number(ledger?.head ?? 0)
    const server = await serveDemur(url)
    try {
      const then = { at: PAST, asKnownAt: String(Math.floor(head / 2)) }
      const rates = await interleave(context.repetitions, {
        past: asking(context, server.url, keys, then),
        now: asking(context, server.url, keys, {}),
      })
      return {
        figures: [{ against: 'now', unit: 'answers/s', own: rates.past, other: rates.now }],
        notes: [
          `${QUESTIONS} items of a register whose head is at position ${head.toLocaleString('en')}, asked in turn. The past is half of the ledger, at an instant ten months before its end. Facts of people who were not known then are read and passed over.`,
          `A rate of half is twice the time. ${WORLD.toLocaleString('en')} members are generated and imported, and repeated ${TIMES} times under other keys and positions; of the ledger itself only what was imported is there, since no decision reads it.`,
        ],
      }
    } finally {
      await server.stop()
    }
  },
}

function asking({ seconds, say }: BenchContext, url: string, keys: readonly string[], point: object) {
  const bodies = keys.map((key) =>
    JSON.stringify({
      query: DECISION,
      variables: { question: { item: { key }, dataUse: 'genai.training', ...point } },
    }),
  )
  return async () => {
    const load = { url: `${url}/graphql`, headers: SERVICE, bodies, connections: CONNECTIONS, duration: seconds }
    const rate = await answersPerSecond(load)
    say(`${'at' in point ? 'then' : 'now'}: ${Math.round(rate)} answers/s`)
    return rate
  }
}
