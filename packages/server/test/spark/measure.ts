/**
 * `pnpm bench:spark`: the statement of a snapshot over 20 million items and a million members on a Spark cluster with
 * two workers, beside a plain scan and count of the same items. Prints a table; nothing is kept.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ClassColumns, instantOf, parseInstant } from '@demur/eligibility'
import { population } from '@demur/fixtures'
import { importEntries, openRegister } from '@demur/server'
import { openSnapshot, type Snapshot } from '../../src/snapshot/open-snapshot.ts'
import { DEFAULT_NAMES, eligibilityStatement } from '../../src/snapshot/statement.ts'
import { writeSnapshot } from '../../src/snapshot/write-snapshot.ts'
import { runPython, sessionSettings } from './ask.ts'
import { startCluster } from './cluster.ts'

const AT = parseInstant('2026-11-20T00:00:00Z') ?? instantOf(0)
/** Those whom a register really holds here; the snapshot repeats their classes. */
const SAMPLE = 2000

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '20000000' },
    members: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    'warm-ups': { type: 'string', default: '1' },
  },
})
const [items, members] = [Number(values.items), Number(values.members)]
const [rounds, warmUps] = [Number(values.rounds), Number(values['warm-ups'])]

const work = mkdtempSync(join(tmpdir(), 'demur-measure-'))
const say = (text: string) => void process.stdout.write(`${text}\n`)
try {
  const began = performance.now()
  const { snapshot, written, peak } = await writeLarge(join(work, 'snapshot'))
  say(`${written} members were written in ${seconds(performance.now() - began)} s; ${peak} MB of memory at most.`)
  const cluster = await startCluster('3g')
  try {
    const request = {
      settings: {
        ...sessionSettings(cluster.master),
        'spark.executor.memory': '2g',
        'spark.sql.shuffle.partitions': '16',
        'spark.ui.enabled': 'true',
        'spark.ui.port': '0',
      },
      snapshot: join(work, 'snapshot'),
      statement: eligibilityStatement(snapshot, DEFAULT_NAMES, null),
      items,
      members,
      rounds,
      warmUps,
      work,
    }
    const lines = await runPython([fileURLToPath(new URL('measure.py', import.meta.url))], JSON.stringify(request))
    report(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Round),
    )
  } finally {
    cluster.stop()
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Seconds on the clock, and of processors in tasks. */
interface Spent {
  readonly clock: number
  readonly processor: number
}

interface Round {
  readonly scan: Spent
  readonly statement: Spent
  readonly eligible: number
}

/** A snapshot of a register with a few members, with as many rows as were asked for. */
async function writeLarge(folder: string): Promise<{ snapshot: string; written: number; peak: number }> {
  const settings = { url: null, folder: null, poolSize: 1, statementTimeout: 60_000, erasureSecret: null }
  const register = await openRegister(settings)
  try {
    await importEntries(register.connection, register, lines(), 'measure')
    const small = await openSnapshot(register, AT, { dataUse: 'genai.training', at: AT, asKnownAt: null })
    let peak = 0
    const manifest = await writeSnapshot(
      folder,
      repeated(small),
      () => ({}),
      () => {
        peak = Math.max(peak, process.memoryUsage.rss())
      },
    )
    return { snapshot: manifest.snapshot, written: manifest.members.rows, peak: Math.round(peak / 1e6) }
  } finally {
    await register.close()
  }
}

async function* lines(): AsyncGenerator<string> {
  yield* population({ members: SAMPLE, itemsPerMember: 0 })
}

function repeated(small: Snapshot): Snapshot {
  const { columns, table } = small
  const large = new ClassColumns(members, table.classes.length)
  // Row 0 is nobody's.
  for (let row = 0; row < members; row += 1) large.set(row, columns.at(1 + (row % (columns.rows - 1))))
  return { ...small, columns: large, members: keyed() }
}

async function* keyed(): AsyncGenerator<{ key: string; row: number }[]> {
  for (let from = 0; from < members; from += 65_536) {
    const count = Math.min(65_536, members - from)
    yield Array.from({ length: count }, (_, nth) => ({ key: `member-${from + nth}`, row: from + nth }))
  }
}

function report(found: readonly Round[]): void {
  const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
  const [cpu] = cpus()
  say(`${cpu?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`)
  say(
    `${items} items, ${found[0]?.eligible ?? 0} of them eligible, ${members} members; ${found.length} rounds, in turns`,
  )
  say('| | s, median | all | processor s, median | all |\n| - | - | - | - | - |')
  for (const name of ['scan', 'statement'] as const) {
    const cells = (['clock', 'processor'] as const).flatMap((kind) => {
      const all = found.map((round) => round[name][kind])
      return [median(all).toFixed(1), all.map((one) => one.toFixed(1)).join(', ')]
    })
    say(`| ${name} | ${cells.join(' | ')} |`)
  }
  for (const kind of ['clock', 'processor'] as const) {
    const ratio = median(found.map(({ scan, statement }) => statement[kind] / scan[kind]))
    say(`By the ${kind} the statement takes ${ratio.toFixed(1)} times the scan.`)
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1)
}
