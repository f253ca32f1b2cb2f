/** Trains on what may be used: `node pipeline.ts <run>`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@demur/sdk'
import { type Passage, readPassages } from './passages.ts'
import { encode, learnMerges } from './tokens.ts'

const DATA_USE = 'genai.training'
/** How many tokens are learned beside the 256 bytes. */
const LEARNED = 200

const {
  DEMUR_URL = 'http://127.0.0.1:4000',
  DEMUR_TOKEN = 'dev-service',
  // The public keys of the register, fetched once and kept.
  DEMUR_KEYS = 'demur.keys',
  // The command line of @demur/server, with its first arguments.
  DEMUR_COMMAND = 'demur',
} = process.env
const [, , run] = process.argv
if (run === undefined) throw new Error('Which run? node pipeline.ts <run>')

const register = createClient({ url: `${DEMUR_URL}/graphql`, auth: DEMUR_TOKEN })
const folder = join('runs', run)
await mkdir(folder, { recursive: true })

// 1. From here on it is fixed what the run may use: at this instant, as the register knows it at this position.
const pin = await openedRun(run)

// 2. The part of the data set that the run may use. Nothing that is recorded meanwhile changes it, so where it is there
// from before a kill, all of it is.
if (!existsSync(join(folder, 'allowed.jsonl')))
  await filter('passages.jsonl', 'allowed.jsonl', ['--at', pin.at, '--as-known-at', pin.asKnownAt])

// 3. Right before training, a gate leaves out whoever has objected since: they would be late, and need not be. After a
// kill that is done anew, because time has passed.
for (const name of await readdir(folder))
  if (name.includes('used.jsonl')) await rm(join(folder, name), { recursive: true })
const gate = ['--gate', '--key', DEMUR_KEYS, '--max-staleness', '60s']
await filter(join(folder, 'allowed.jsonl'), 'used.jsonl', [
  ...gate,
  '--described',
  '--member',
  'author',
  '--created-at',
  'writtenAt',
])

// 4. What is trained on is what the manifest will list, no more and no less.
const used = await readPassages(join(folder, 'used.jsonl'))
const listed = new Set<string>()
for await (const { key } of register.runs.items(run)) listed.add(key)
if (used.length !== listed.size || used.some(({ id }) => !listed.has(id))) {
  await register.runs.abandon(run)
  throw new Error(`Somebody objected since ${run} was opened, so it is given up: begin another one.`)
}

// 5. The training itself.
const tokens = await train(used)

// 6. The manifest, of which the ledger has the digest: what was used, for whoever asks years later.
const sealed = await register.runs.seal(run, { timeout: 600_000 })
if (!sealed.ok) throw new Error(sealed.error.message)
const { itemCount, manifestDigest } = sealed.run
process.stdout.write(
  `${JSON.stringify({ run, used: used.length, tokens, itemCount, manifestDigest, late: sealed.lateItemCount })}\n`,
)

/** Opens the run, or finds it as it was opened before a kill. */
async function openedRun(key: string): Promise<{ at: string; asKnownAt: string }> {
  const known = await register.runs.get(key)
  if (known?.status === 'OPEN') return known
  const opened = await register.runs.open({ key, dataUse: DATA_USE, description: 'byte-pair encoding of the passages' })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.run
}

/** Runs `demur filter`, which ends well only where everything is decided. After a kill it goes on where it was. */
async function filter(input: string, out: string, how: readonly string[]): Promise<void> {
  const [command = '', ...first] = DEMUR_COMMAND.split(' ')
  const files = ['--out', join(folder, out), '--rejected', join(folder, `left-out-of-${out}`)]
  const args = [...first, 'filter', input, '--use', DATA_USE, '--url', DEMUR_URL, ...files, ...how]
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, DEMUR_TOKEN } })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`demur filter ended with ${code}.`)
}

/** Learns tokens, and writes the passages in them, shuffled, one behind the other. Gives how many tokens that makes. */
async function train(passages: readonly Passage[]): Promise<number> {
  const merges = learnMerges(
    passages.map(({ text }) => text),
    LEARNED,
  )
  const sequences = shuffled(passages).map(({ text }) => encode(text, merges))
  const tokens = Uint16Array.from(sequences.flat())
  await writeFile(join(folder, 'tokens.bin'), tokens)
  const works = Object.groupBy(passages, ({ by }) => by)
  const passagesBy = Object.fromEntries(Object.entries(works).map(([by, of = []]) => [by, of.length]))
  await writeFile(join(folder, 'training-set.json'), `${JSON.stringify({ merges, passagesBy }, null, 2)}\n`)
  return tokens.length
}

/** In an order that is the same for the same passages, and says nothing of where they came from. */
function shuffled(passages: readonly Passage[]): Passage[] {
  let seed = 1
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  return passages
    .map((passage) => ({ passage, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ passage }) => passage)
}
