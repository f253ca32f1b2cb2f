import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OpenRegister } from '@demur/server'
import { openEligibleExport } from '../../packages/server/src/bulk/eligible-export.ts'
import { type ExportFormat, rowWriter } from '../../packages/server/src/bulk/export-formats.ts'
import type { BenchContext } from '../harness/context.ts'
import { interleave } from '../harness/interleave.ts'
import { openOn, populatedWith } from '../harness/register.ts'
import type { Figure, Row } from '../row.ts'

/** Millions of items, and the share of members who object. */
interface Case {
  readonly millions: number
  readonly objected: number
}

const USUAL: Case = { millions: 3, objected: 0.15 }
const LARGEST: Case = { millions: 10, objected: 0.15 }
const OTHERS: readonly Case[] = [
  { millions: 1, objected: 0.15 },
  { millions: 3, objected: 0.01 },
  { millions: 3, objected: 0.6 },
]
/** Of how many members a world is generated, before it is repeated. */
const WORLD = 50_000
const ITEMS_PER_MEMBER = 10

/** Every item of a register that may be used, in a file. */
export const row: Row = {
  name: 'bulk-export',
  work: 'every eligible item of a register in a file',
  against: {
    copy: { is: 'COPY of the keys of all items, without any rule', reach: { atMost: 4 } },
    itself: { is: 'itself with 3 million items, 15 % objected, for each item', reach: { atMost: 1.3 } },
  },
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), 'demur-bench-'))
    const opened = new Map<Case, OpenRegister>()
    try {
      for (const one of [USUAL, LARGEST, ...OTHERS]) opened.set(one, await register(context, one))
      return await measure(context, opened, join(folder, 'items'))
    } finally {
      for (const { close } of opened.values()) await close()
      rmSync(folder, { recursive: true })
    }
  },
}

async function register(context: BenchContext, one: Case): Promise<OpenRegister> {
  const members = Math.max(Math.round((one.millions * 1_000_000 * context.scale) / ITEMS_PER_MEMBER), 100)
  const times = Math.max(Math.round(members / WORLD), 1)
  context.say(`${nameOf(one)}: filling a register`)
  const options = { members: Math.round(members / times), itemsPerMember: ITEMS_PER_MEMBER, objected: one.objected }
  return openOn(await populatedWith(context, options, times))
}

function nameOf({ millions, objected }: Case): string {
  return `${millions} million items, ${objected * 100} % objected`
}

async function measure(context: BenchContext, opened: ReadonlyMap<Case, OpenRegister>, file: string) {
  const { repetitions, say } = context
  const sizes = new Map<Case, number>()
  const ask = (one: Case) => opened.get(one) as OpenRegister
  const timed = (name: string, work: () => Promise<unknown>) => async () => {
    const began = performance.now()
    await work()
    const seconds = (performance.now() - began) / 1000
    say(`${name}: ${seconds.toFixed(2)} s`)
    return seconds
  }
  const exporting = (one: Case, format: ExportFormat) =>
    timed(`${format}, ${nameOf(one)}`, async () => sizes.set(one, await exportTo(file, ask(one), format)))
  const times: Readonly<Record<string, number[]>> = await interleave(repetitions, {
    copy: timed('COPY', () => copyTo(file, ask(LARGEST))),
    ndjson: exporting(LARGEST, 'ndjson'),
    parquet: exporting(LARGEST, 'parquet'),
    usual: exporting(USUAL, 'ndjson'),
    ...Object.fromEntries(OTHERS.map((one) => [nameOf(one), exporting(one, 'ndjson')])),
  })
  const series = (name: string) => times[name] ?? []
  const perItem = (name: string, one: Case) => series(name).map((seconds) => (seconds * 1e6) / (sizes.get(one) ?? 1))
  const against = (other: 'copy' | 'itself', name: string, own: readonly number[]): Figure => ({
    against: other,
    case: name,
    unit: other === 'copy' ? 's' : 'µs/item',
    own,
    other: other === 'copy' ? series('copy') : perItem('usual', USUAL),
  })
  return {
    figures: [
      against('copy', `${nameOf(LARGEST)}, NDJSON`, series('ndjson')),
      against('copy', `${nameOf(LARGEST)}, Parquet`, series('parquet')),
      against('itself', nameOf(LARGEST), perItem('ndjson', LARGEST)),
      ...OTHERS.map((one) => against('itself', nameOf(one), perItem(nameOf(one), one))),
    ],
    notes: [
      `Registers of ${[...sizes.values()].map((size) => size.toLocaleString('en')).join(', ')} items in all, ${ITEMS_PER_MEMBER} of each member: ${WORLD.toLocaleString('en')} members are generated and imported, and repeated under other keys. All of them are looked at; the time is divided by how many that are.`,
      'The export reads the classes of all members, decides every item and writes the keys of those that are eligible; COPY, in its binary format and over the same connection, writes the keys of all. Both run in one process and write to a file; the clients of both share the machine with Postgres.',
    ],
  }
}

/** Gives how many items were looked at. */
async function exportTo(file: string, engine: OpenRegister, format: ExportFormat): Promise<number> {
  const question = { dataUse: 'genai.training', wanted: 'eligible', at: null, asKnownAt: null } as const
  const { head, batches } = await openEligibleExport(engine, engine.clock(), {
    ...question,
    after: null,
    storage: null,
  })
  const writer = await rowWriter(format, head)
  let items = 0
  async function* written() {
    yield writer.begin()
    for await (const { rows, looked } of batches) {
      items += looked
      yield writer.rows(rows, 0, rows.count)
    }
    yield writer.end()
  }
  await pipeline(Readable.from(written()), createWriteStream(file))
  return items
}

function copyTo(file: string, { connection }: OpenRegister): Promise<void> {
  const keys = 'SELECT key FROM demur.content_item'
  return connection.readBulk((copy) => pipeline(Readable.from(copy(keys)), createWriteStream(file)), [])
}
