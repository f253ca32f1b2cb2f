import { type Decider, RegisterDecider } from '../filter/decider.ts'
import { filterRows } from '../filter/filter-rows.ts'
import { FilterOutputs } from '../filter/outputs.ts'
import { type AccessOptions, openAccess } from './access.ts'
import { EXIT } from './exit.ts'
import { FilterFolder } from './filter-folder.ts'
import { type FilterFlags, type FilterJob, type FilterRequest, openFormat, readRequest } from './filter-request.ts'
import { LookedProgress } from './looked-progress.ts'
import { type OutputOptions, print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'

export interface FilterOptions extends AccessOptions, OutputOptions, PointOptions, FilterFlags {
  readonly progress?: boolean
}

/** `demur filter [files…] --use … --out …`: of rows about items those that may be used. */
export async function filterItems(files: readonly string[], options: FilterOptions): Promise<number> {
  const request = readRequest(files, options)
  for (const job of request.jobs) await openFormat(request, job)
  const deciding = await openDeciding(request, options)
  const began = performance.now()
  try {
    const folder = request.folder === null ? null : FilterFolder.open(request.folder, deciding.asked)
    const filtering = new Filtering(request, deciding, folder, options)
    for (const job of request.jobs) await filtering.run(job)
    const { rows, passed, position, before } = filtering.done()
    const rate = Math.round(((rows - before) * 1000) / Math.max(performance.now() - began, 1))
    const text = `${passed} of ${rows} items may be used for ${request.use}, as known at position ${position}; ${rate} items/s.`
    print(options, { rows, passed, position }, text)
    return EXIT.ok
  } finally {
    await deciding.close()
  }
}

/** The jobs of a filter, one after the other, by one decider. */
class Filtering {
  readonly #request: FilterRequest
  readonly #deciding: Deciding
  readonly #folder: FilterFolder | null
  readonly #options: FilterOptions
  readonly #total: number
  #progress: LookedProgress | null = null
  /** How large the inputs of the jobs are that are done. */
  #size = 0
  #rows = 0
  #passed = 0
  /** How many rows were done before this call. */
  #before = 0
  #position = '0'

  constructor(request: FilterRequest, deciding: Deciding, folder: FilterFolder | null, options: FilterOptions) {
    this.#request = request
    this.#deciding = deciding
    this.#folder = folder
    this.#options = options
    this.#total = Math.max(sizeOf(request.jobs.flatMap(({ inputs }) => inputs)), 1)
  }

  async run(job: FilterJob): Promise<void> {
    const known = this.#folder?.done(job) ?? null
    if (known !== null) {
      this.#take(known)
      this.#before += known.rows
    } else await this.#filter(job)
    this.#size += sizeOf(job.inputs)
  }

  /** What came of all jobs. */
  done(): { rows: number; passed: number; position: string; before: number } {
    this.#progress?.stop()
    return { rows: this.#rows, passed: this.#passed, position: this.#position, before: this.#before }
  }

  async #filter(job: FilterJob): Promise<void> {
    const asked = JSON.stringify({
      ...JSON.parse(this.#deciding.asked),
      inputs: job.inputs,
      rejected: job.rejected ?? null,
    })
    const outputs = await FilterOutputs.open(job.out, job.rejected, asked)
    this.#before += outputs.progress.rows
    try {
      if (!outputs.progress.complete) await this.#decide(job, outputs)
      // Known to be done before it is forgotten how far it was: a kill in between finds it either way.
      await outputs.finish(() => this.#folder?.add(job, outputs.progress))
    } catch (error) {
      this.#progress?.stop()
      throw error
    } finally {
      await outputs.close()
    }
    this.#take(outputs.progress)
  }

  async #decide({ inputs }: FilterJob, outputs: FilterOutputs): Promise<void> {
    const { rows, passed, position } = outputs.progress
    const decider = await this.#deciding.open()
    decider.atLeast(later(position, this.#position))
    const before = { looked: this.#rows + rows, passed: this.#passed + passed }
    this.#progress ??= new LookedProgress(shownBy(this.#options), before)
    await filterRows(await openFormat(this.#request, { inputs }), decider, outputs, (looked, kept, input, share) => {
      const behind = this.#size + sizeOf(inputs.slice(0, input))
      const read = share === null ? null : (behind + share * (inputs[input]?.size ?? 0)) / this.#total
      this.#progress?.add(looked, read, kept)
    })
  }

  #take({ rows, passed, position }: { rows: number; passed: number; position: string }): void {
    this.#rows += rows
    this.#passed += passed
    this.#position = later(position, this.#position)
  }
}

function sizeOf(inputs: FilterJob['inputs']): number {
  return inputs.reduce((sum, { size }) => sum + size, 0)
}

function later(position: string, other: string): string {
  return BigInt(position) > BigInt(other) ? position : other
}

/** Who decides, before it is known from where on. */
interface Deciding {
  /** What is asked of every row, in words. */
  readonly asked: string
  /** The decider, which is opened once. */
  open(): Promise<Decider>
  close(): Promise<void>
}

async function openDeciding(request: FilterRequest, options: FilterOptions): Promise<Deciding> {
  const { use, gate, mapping, format, delimiter } = request
  const question = { use, mapping, format, delimiter }
  let decider: Decider | null = null
  if (gate !== null) {
    return {
      asked: JSON.stringify(question),
      open: async () => {
        decider ??= await (await import('../filter/gate-decider.ts')).openGateDecider(gate)
        return decider
      },
      close: async () => decider?.close(),
    }
  }
  const access = await openAccess(options)
  try {
    const point = await readPoint(access, options)
    return {
      asked: JSON.stringify({ ...question, ...point }),
      open: async () => {
        decider ??= new RegisterDecider(access, { dataUse: use, ...point })
        return decider
      },
      close: () => access.close(),
    }
  } catch (error) {
    await access.close()
    throw error
  }
}

function shownBy({ json, progress }: FilterOptions): 'always' | 'never' | 'on a terminal' {
  if (progress === true) return 'always'
  return json === true ? 'never' : 'on a terminal'
}
