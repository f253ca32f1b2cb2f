import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandFailed, EXIT } from '../commands/exit.ts'
import { lockFolder } from '../database/folder-lock.ts'
import type { Place } from './row-format.ts'

/** How far a filter has come, as its file says it: so much of its inputs is in so much of its outputs. */
interface Kept {
  readonly format: 'demur.filter/1'
  /** What is asked, in words: another question is not gone on with. */
  readonly asked: string
  readonly rows: number
  readonly passed: number
  readonly next: Place
  /** What the answers must reflect at least. */
  readonly position: string
  /** Of the rows that may be used, and of the others where they are wanted. */
  readonly outputs: readonly Written[]
  /** Everything is in the outputs, and they only have to get their names. */
  readonly complete: boolean
}

interface Written {
  readonly bytes: number
  /** What the end of the file will need: of Parquet, the row groups. */
  readonly notes: readonly unknown[]
}

const NOTHING: Written = { bytes: 0, notes: [] }

/** A file that is being written, beside its place. */
export class OutputFile {
  readonly #file: FileHandle
  readonly #notes: unknown[]
  #bytes: number

  constructor(file: FileHandle, { bytes, notes }: Written) {
    this.#file = file
    this.#bytes = bytes
    this.#notes = [...notes]
  }

  /** What is beyond `written` was not finished when a kill came, and is cut off. */
  static async open(path: string, written: Written): Promise<OutputFile> {
    const file = await open(path, existsSync(path) ? 'r+' : 'w')
    await file.truncate(written.bytes)
    return new OutputFile(file, written)
  }

  get bytes(): number {
    return this.#bytes
  }

  get notes(): readonly unknown[] {
    return this.#notes
  }

  note(value: unknown): void {
    this.#notes.push(value)
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#bytes)
      done += bytesWritten
      this.#bytes += bytesWritten
    }
  }

  async sync(): Promise<Written> {
    await this.#file.datasync()
    return { bytes: this.#bytes, notes: this.#notes }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/**
 * The files of a filter. They are written beside their places, and get their names when they are complete: whoever finds
 * one, finds all of it. What is in them counts once `<out>.progress` says so, which is replaced as a whole.
 */
export class FilterOutputs {
  readonly #progress: string
  readonly #names: readonly string[]
  readonly #release: () => void
  #files: readonly OutputFile[] = []
  #kept: Kept

  private constructor(names: readonly string[], progress: string, kept: Kept, release: () => void) {
    this.#release = release
    this.#names = names
    this.#progress = progress
    this.#kept = kept
  }

  static async open(out: string, rejected: string | undefined, asked: string): Promise<FilterOutputs> {
    const names = rejected === undefined ? [out] : [out, rejected]
    for (const name of names) mkdirSync(dirname(name), { recursive: true })
    const release = takeLock(`${out}.lock`)
    try {
      return await FilterOutputs.#openLocked(names, asked, release)
    } catch (error) {
      release()
      throw error
    }
  }

  static async #openLocked(names: readonly string[], asked: string, release: () => void): Promise<FilterOutputs> {
    const progress = `${names[0]}.progress`
    const kept = keptIn(progress, asked)
    if (kept === null) {
      const taken = names.find(existsSync)
      if (taken !== undefined) throw new CommandFailed(EXIT.usage, `“${taken}” is there already.`)
    }
    const first = { input: 0, offset: 0, rows: 0 }
    const start: Kept = {
      format: 'demur.filter/1',
      asked,
      rows: 0,
      passed: 0,
      next: first,
      position: '0',
      outputs: [],
      complete: false,
    }
    const outputs = new FilterOutputs(names, progress, kept ?? start, release)
    // From here on what the files hold is known to be of this filter, even before its first batch.
    if (kept === null) outputs.#keep(start)
    if (!outputs.#kept.complete) await outputs.#openFiles()
    return outputs
  }

  get progress(): Kept {
    return this.#kept
  }

  get isNew(): boolean {
    return this.#kept.outputs.length === 0
  }

  get passed(): OutputFile {
    const [passed] = this.#files
    if (passed === undefined) throw new Error('the files of a filter are not open')
    return passed
  }

  get rejected(): OutputFile | null {
    return this.#files[1] ?? null
  }

  /** Says durably that what is written counts. */
  async checkpoint(state: Pick<Kept, 'rows' | 'passed' | 'next' | 'position'>, complete = false): Promise<void> {
    const outputs = await Promise.all(this.#files.map((file) => file.sync()))
    this.#keep({ ...this.#kept, ...state, outputs, complete })
  }

  /** Gives the outputs their names. A kill in between leaves something that the next call brings to its end. */
  async finish(beforeForgotten: () => void = () => {}): Promise<void> {
    await this.#closeFiles()
    for (const name of this.#names) if (existsSync(partial(name))) renameSync(partial(name), name)
    beforeForgotten()
    rmSync(this.#progress)
  }

  /** Leaves the files as they are, to be gone on with by whoever opens them next. */
  async close(): Promise<void> {
    await this.#closeFiles()
    this.#release()
  }

  async #closeFiles(): Promise<void> {
    const files = this.#files
    this.#files = []
    await Promise.all(files.map((file) => file.close()))
  }

  async #openFiles(): Promise<void> {
    const files: OutputFile[] = []
    for (const [index, name] of this.#names.entries()) {
      const written = this.#kept.outputs[index] ?? NOTHING
      if (written.bytes > 0 && !existsSync(partial(name))) {
        throw new CommandFailed(EXIT.usage, `“${partial(name)}” is gone: remove “${this.#progress}” to begin anew.`)
      }
      files.push(await OutputFile.open(partial(name), written))
    }
    this.#files = files
  }

  #keep(kept: Kept): void {
    writeFileSync(`${this.#progress}.new`, JSON.stringify(kept, toJson), { flush: true })
    renameSync(`${this.#progress}.new`, this.#progress)
    this.#kept = kept
  }
}

/** Keeps a second filter from writing the same files, until it is released or the process ends, however it ends. */
function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const unlock = lockFolder(folder, 'wait for it, or choose another --out')
  return () => {
    unlock()
    rmSync(folder, { recursive: true, force: true })
  }
}

function partial(name: string): string {
  return `${name}.partial`
}

function keptIn(file: string, asked: string): Kept | null {
  if (!existsSync(file)) return null
  const kept = JSON.parse(readFileSync(file, 'utf8'), fromJson) as Kept
  if (kept.format !== 'demur.filter/1') throw new CommandFailed(EXIT.usage, `“${file}” is no progress of a filter.`)
  if (kept.asked === asked) return kept
  throw new CommandFailed(EXIT.usage, `“${file}” is of another question: ${kept.asked}.`)
}

/** Numbers beyond 2^53 and bytes, which JSON has not. */
function toJson(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $integer: String(value) }
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value
}

function fromJson(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$integer' in value) return BigInt(String(value.$integer))
  return '$bytes' in value ? new Uint8Array(Buffer.from(String(value.$bytes), 'base64')) : value
}
