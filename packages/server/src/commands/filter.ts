import { type Decider, RegisterDecider } from '../filter/decider.ts'
import { FilterOutputs } from '../filter/outputs.ts'
import type { Items, RowBatch, RowFormat, Verdict } from '../filter/row-format.ts'
import { type AccessOptions, openAccess } from './access.ts'
import { EXIT } from './exit.ts'
import { type FilterFlags, type FilterRequest, openFormat, readRequest } from './filter-request.ts'
import { LookedProgress, type Shown } from './looked-progress.ts'
import { type OutputOptions, print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'

export interface FilterOptions extends AccessOptions, OutputOptions, PointOptions, FilterFlags {
  readonly progress?: boolean
}

/** How often it is said durably how far it is; milliseconds. What was done since is done again after a kill. */
const CHECKPOINT_EVERY = 250
/** How many times as long as a checkpoint takes there is none: where much has to be said, it is said more seldom. */
const CHECKPOINT_PAUSE = 20

/** `demur filter [files…] --use … --out …`: of rows about items those that may be used. */
export async function filterItems(files: readonly string[], options: FilterOptions): Promise<number> {
  const request = readRequest(files, options)
  const format = await openFormat(request)
  const deciding = await openDeciding(request, options)
  let decider: Decider | null = null
  try {
    const outputs = await FilterOutputs.open(request.out, request.rejected, deciding.asked)
    const before = outputs.progress.rows
    const began = performance.now()
    try {
      if (!outputs.progress.complete) {
        decider = await deciding.open(outputs.progress.position)
        await filterRows(format, decider, outputs, request, shownBy(options))
      }
      await outputs.finish()
    } finally {
      await outputs.close()
    }
    const { rows, passed, position } = outputs.progress
    const rate = Math.round(((rows - before) * 1000) / Math.max(performance.now() - began, 1))
    const text = `${passed} of ${rows} items may be used for ${request.use}, as known at position ${position}; ${rate} items/s.`
    print(options, { rows, passed, position }, text)
    return EXIT.ok
  } finally {
    await (decider ?? deciding).close()
  }
}

/** Who decides, before it is known from where on. */
interface Deciding {
  /** What is asked, in words. */
  readonly asked: string
  open(since: string): Promise<Decider>
  close(): Promise<void>
}

async function openDeciding(request: FilterRequest, options: FilterOptions): Promise<Deciding> {
  const { use, gate, inputs, mapping, format, delimiter, rejected = null } = request
  const question = { use, inputs, mapping, format, delimiter, rejected }
  if (gate !== null) {
    const open = async (since: string) => (await import('../filter/gate-decider.ts')).openGateDecider(gate, since)
    return { asked: JSON.stringify(question), open, close: async () => {} }
  }
  const access = await openAccess(options)
  try {
    const point = await readPoint(access, options)
    const open = async (since: string) => new RegisterDecider(access, { dataUse: use, ...point }, since)
    return { asked: JSON.stringify({ ...question, ...point }), open, close: () => access.close() }
  } catch (error) {
    await access.close()
    throw error
  }
}

async function filterRows(
  format: RowFormat,
  decider: Decider,
  outputs: FilterOutputs,
  { inputs }: FilterRequest,
  shown: Shown,
): Promise<void> {
  const progress = new LookedProgress(shown, true)
  const share = shareOf(inputs)
  let { rows, passed, next } = outputs.progress
  let checkpointAt = 0
  const begin = async (): Promise<void> => {
    await format.begin(outputs.passed, false)
    if (outputs.rejected !== null) await format.begin(outputs.rejected, true)
  }
  const checkpoint = async (complete = false): Promise<void> => {
    const began = performance.now()
    await outputs.checkpoint({ rows, passed, next, position: decider.position }, complete)
    const ended = performance.now()
    checkpointAt = ended + Math.max(CHECKPOINT_EVERY, CHECKPOINT_PAUSE * (ended - began))
  }
  try {
    let hasBegun = !outputs.isNew
    for await (const batch of format.batches(next)) {
      if (!hasBegun) await begin()
      hasBegun = true
      const verdicts: Verdict[] = []
      for (const slice of slicesOf(batch)) {
        const decided = await decider.decide(slice)
        const kept = decided.reduce((sum, verdict) => sum + (verdict === null ? 1 : 0), 0)
        for (const verdict of decided) verdicts.push(verdict)
        passed += kept
        const read = batch.shareOf(verdicts.length)
        progress.add(slice.count, read === null ? null : share(batch.next.input, read), kept)
      }
      await batch.write(verdicts, rows, outputs.passed, outputs.rejected)
      rows += batch.count
      next = batch.next
      if (performance.now() >= checkpointAt) await checkpoint()
    }
    if (!hasBegun) await begin()
    await format.end(outputs.passed, false)
    if (outputs.rejected !== null) await format.end(outputs.rejected, true)
    await checkpoint(true)
  } finally {
    progress.stop()
  }
}

/** How many items are decided before it is said how far it is. */
const SLICE = 5000

function* slicesOf(batch: RowBatch): Generator<Items> {
  for (let from = 0; from < batch.count; from += SLICE) {
    yield { count: Math.min(SLICE, batch.count - from), item: (index) => batch.item(from + index) }
  }
}

/** Which share of all inputs is read, by their sizes. */
function shareOf(inputs: FilterRequest['inputs']): (input: number, share: number) => number {
  const total = inputs.reduce((sum, { size }) => sum + size, 0)
  return (input, share) => {
    const before = inputs.slice(0, input).reduce((sum, { size }) => sum + size, 0)
    return (before + share * (inputs[input]?.size ?? 0)) / Math.max(total, 1)
  }
}

function shownBy({ json, progress }: FilterOptions): Shown {
  if (progress === true) return 'always'
  return json === true ? 'never' : 'on a terminal'
}
