import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { positionOf } from '@demur/eligibility'
import type { OpenRegister } from '@demur/server'
import pg from 'pg'
import { to as copyOut } from 'pg-copy-streams'
import { openEligibleExport } from '../../packages/server/src/bulk/eligible-export.ts'
import { type ExportFormat, rowWriter } from '../../packages/server/src/bulk/export-formats.ts'
import { type BulkWorld, bulkWorld, ITEMS_PER_MEMBER, SHARES, type Share } from '../harness/bulk-worlds.ts'
import type { BenchContext } from '../harness/context.ts'
import { interleave } from '../harness/interleave.ts'
import { serveDemur } from '../harness/processes.ts'
import { openOn } from '../harness/register.ts'
import { SERVICE } from '../questions.ts'
import type { Figure, Row } from '../row.ts'

const MILLIONS = [1, 3, 10] as const
const USUAL: Share = 0.15
const MOST_REPETITIONS = 3

/** A register that is open, and how large it is. */
interface Opened extends BulkWorld {
  readonly register: OpenRegister
}

/** What is measured for each item: a size with the usual share, or a share in the largest. */
interface Case {
  readonly world: Opened
  readonly share: Share
}

/** Every item of a register that may be used, in a file. */
export const row: Row = {
  name: 'bulk-export',
  work: 'a list of every eligible item of a register, in a file or over HTTP',
  against: {
    copy: { is: 'COPY of the keys of all items, without any rule', reach: { atMost: 4 } },
    itself: { is: 'the cheapest of itself, for each item looked at', reach: { atMost: 1.3 } },
  },
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), 'demur-bench-'))
    const opened: Opened[] = []
    let server: Awaited<ReturnType<typeof serveDemur>> | null = null
    try {
      for (const millions of MILLIONS) {
        const world = await bulkWorld(context, millions * 1_000_000 * context.scale)
        opened.push({ ...world, register: await openOn(world.url) })
      }
      const largest = opened.at(-1)
      if (largest === undefined) throw new Error('there is no register')
      server = await serveDemur(largest.url)
      return await measure(context, { opened, largest, url: server.url, file: join(folder, 'items') })
    } finally {
      await server?.stop()
      for (const { register } of opened) await register.close()
      rmSync(folder, { recursive: true })
    }
  },
}

function nameOf({ world, share }: Case): string {
  return `${(world.items / 1e6).toLocaleString('en')} million items, ${share * 100} % objected`
}

/** What is measured, and where to. */
interface Measured {
  readonly opened: readonly Opened[]
  readonly largest: Opened
  /** Of a server of the largest. */
  readonly url: string
  readonly file: string
}

async function measure(context: BenchContext, { opened, largest, url, file }: Measured) {
  const usual = { world: largest, share: USUAL }
  const others: Case[] = [
    ...opened.slice(0, -1).map((world) => ({ world, share: USUAL })),
    ...SHARES.filter((share) => share !== USUAL).map((share) => ({ world: largest, share })),
  ]
  const eligible = new Map<string, number>()
  const timed = (name: string, work: () => Promise<unknown>) => async () => {
    const [began, used] = [performance.now(), process.cpuUsage()]
    await work()
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(used)
    context.say(`${name}: ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time here`)
    return seconds
  }
  const exporting = (one: Case, format: ExportFormat) =>
    timed(`${format}, ${nameOf(one)}`, async () => eligible.set(nameOf(one), await exportTo(file, one, format)))
  const times: Readonly<Record<string, number[]>> = await interleave(Math.min(context.repetitions, MOST_REPETITIONS), {
    copy: timed('COPY', () => copyTo(file, largest.url)),
    parquet: exporting(usual, 'parquet'),
    http: timed('NDJSON over HTTP', () => listTo(file, url, usual)),
    [nameOf(usual)]: exporting(usual, 'ndjson'),
    ...Object.fromEntries(others.map((one) => [nameOf(one), exporting(one, 'ndjson')])),
  })
  const series = (name: string) => times[name] ?? []
  const perItem = (one: Case) => series(nameOf(one)).map((seconds) => (seconds * 1e6) / one.world.items)
  const all = [usual, ...others].map(perItem)
  const cheapest = perItem(usual).map((_, turn) => Math.min(...all.map((each) => each[turn] ?? Number.NaN)))
  const copied = (format: string, own: readonly number[]): Figure => ({
    against: 'copy',
    case: `${nameOf(usual)}, ${format}`,
    unit: 's',
    own,
    other: series('copy'),
  })
  return {
    figures: [
      copied('NDJSON', series(nameOf(usual))),
      copied('Parquet', series('parquet')),
      copied('NDJSON streamed over HTTP', series('http')),
      ...[usual, ...others].map((one) => {
        return { against: 'itself', case: nameOf(one), unit: 'µs/item', own: perItem(one), other: cheapest }
      }),
    ],
    notes: notesOn(opened, [usual, ...others], eligible),
  }
}

function notesOn(opened: readonly Opened[], cases: readonly Case[], eligible: ReadonlyMap<string, number>): string[] {
  const sizes = opened.map(({ items }) => items.toLocaleString('en')).join(', ')
  const found = cases.map((one) => `${eligible.get(nameOf(one))?.toLocaleString('en')} (${nameOf(one)})`).join(', ')
  return [
    `Registers of ${sizes} items, ${ITEMS_PER_MEMBER} of each member. The shares are those of one register in which more and more people objected, as known at three positions of its ledger. A world is generated and imported, and repeated under other keys.`,
    `The cost of an item is that of one that is looked at: every item is. Eligible are ${found}.`,
    'The export reads the classes of all members, decides every item and writes the keys of those that are eligible; COPY, in its binary format, writes the keys of all. Both run in one process and write to a file, but for the list over HTTP, which a server sends; all of them share the machine with Postgres. COPY keeps one core of Postgres and some of a second one busy, the export two.',
    `At most ${MOST_REPETITIONS} repetitions.`,
  ]
}

/** Gives how many items are eligible. */
async function exportTo(file: string, { world, share }: Case, format: ExportFormat): Promise<number> {
  const { register, positionOf: positions } = world
  const asKnownAt = positionOf(positions.get(share) ?? 0)
  const question = { dataUse: 'genai.training', wanted: 'eligible', at: null, asKnownAt } as const
  const { head, batches } = await openEligibleExport(register, register.clock(), {
    ...question,
    after: null,
    storage: null,
  })
  const writer = await rowWriter(format, head)
  let eligible = 0
  async function* written() {
    yield writer.begin()
    for await (const { rows } of batches) {
      eligible += rows.count
      yield writer.rows(rows, 0, rows.count)
    }
    yield writer.end()
  }
  await pipeline(Readable.from(written()), createWriteStream(file))
  return eligible
}

/** As a pipeline gets its list: from a server, over HTTP. */
async function listTo(file: string, url: string, { world, share }: Case): Promise<void> {
  const query = `dataUse=genai.training&asKnownAt=${world.positionOf.get(share)}`
  const headers = { ...SERVICE, accept: 'application/x-ndjson' }
  const response = await fetch(`${url}/export/eligible?${query}`, { headers })
  if (response.status !== 200 || response.body === null) throw new Error(`the list was answered ${response.status}`)
  await pipeline(Readable.fromWeb(response.body as WebStream), createWriteStream(file))
}

/** As whoever has Node and Postgres copies a column into a file. */
async function copyTo(file: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const copied = client.query(copyOut('COPY (SELECT key FROM demur.content_item) TO STDOUT (FORMAT binary)'))
    await pipeline(copied, createWriteStream(file))
  } finally {
    await client.end()
  }
}
