import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailed, EXIT } from './exit.ts'
import type { FilterJob } from './filter-request.ts'

/** An input that is filtered, and what came of it. */
interface DoneInput {
  readonly file: string
  readonly size: number
  readonly rows: number
  readonly passed: number
  /** What its last answers reflect. */
  readonly position: string
}

interface Manifest {
  readonly format: 'demur.filter-folder/1'
  /** What is asked of every row, in words. */
  readonly asked: string
  readonly inputs: readonly DoneInput[]
}

const MANIFEST = 'filter.json'

/** A folder of outputs, and which of them are done. More inputs can be added later. */
export class FilterFolder {
  readonly #file: string
  #manifest: Manifest

  private constructor(file: string, manifest: Manifest) {
    this.#file = file
    this.#manifest = manifest
  }

  static open(folder: string, asked: string): FilterFolder {
    mkdirSync(folder, { recursive: true })
    const file = join(folder, MANIFEST)
    if (!existsSync(file)) return new FilterFolder(file, { format: 'demur.filter-folder/1', asked, inputs: [] })
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    if (manifest.format !== 'demur.filter-folder/1') {
      throw new CommandFailed(EXIT.usage, `“${file}” is no list of what a filter has done.`)
    }
    if (manifest.asked === asked) return new FilterFolder(file, manifest)
    throw new CommandFailed(EXIT.usage, `“${file}” is of another question: ${manifest.asked}.`)
  }

  /** What came of a job before; null where it is not done, or an output of it is gone. */
  done({ inputs: [input], out, rejected }: FilterJob): DoneInput | null {
    const found = this.#manifest.inputs.find(({ file }) => file === input?.file)
    if (found !== undefined && found.size !== input?.size) {
      throw new CommandFailed(
        EXIT.usage,
        `“${found.file}” was filtered when it had ${found.size} bytes: choose another folder.`,
      )
    }
    return [out, rejected].every((output) => output === undefined || existsSync(output)) ? (found ?? null) : null
  }

  add({ inputs: [input] }: FilterJob, { rows, passed, position }: Omit<DoneInput, 'file' | 'size'>): void {
    const done = { file: input?.file ?? '', size: input?.size ?? 0, rows, passed, position }
    const others = this.#manifest.inputs.filter(({ file }) => file !== done.file)
    this.#manifest = { ...this.#manifest, inputs: [...others, done] }
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(this.#manifest, null, 2)}\n`, { flush: true })
    renameSync(`${this.#file}.new`, this.#file)
  }
}
