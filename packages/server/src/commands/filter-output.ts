import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { CommandFailed, EXIT } from './exit.ts'

/** How far a filter has come: so much of its input is in so much of its files. */
interface Progress {
  /** What is asked, in words: another question is not gone on with. */
  readonly asked: string
  readonly lines: number
  readonly passed: number
  readonly outBytes: number
  readonly rejectedBytes: number
  /** What the answers must reflect at least. */
  readonly position: string
}

/**
 * The files of a filter. What is written of them counts once their progress says so, in a file beside them that is
 * replaced as a whole: after a kill, what is beyond it is cut off, and the input is gone on with behind it.
 */
export class FilterFiles {
  readonly #file: string
  readonly #out: number
  readonly #rejected: number | null
  #progress: Progress

  constructor(out: string, rejected: string | undefined, asked: string) {
    this.#file = `${out}.progress`
    this.#progress = progressOf(this.#file, asked)
    for (const file of [out, rejected]) {
      if (file !== undefined && existsSync(file) && !existsSync(this.#file)) {
        throw new CommandFailed(EXIT.usage, `“${file}” is there already.`)
      }
    }
    // From here on what the files hold is known to be of this filter, even before its first batch.
    if (!existsSync(this.#file)) this.#keep(this.#progress)
    this.#out = openAt(out, this.#progress.outBytes)
    this.#rejected = rejected === undefined ? null : openAt(rejected, this.#progress.rejectedBytes)
  }

  get progress(): Progress {
    return this.#progress
  }

  /** Writes what came of some lines, and then that it did. */
  write(lines: number, passed: readonly string[], rejected: readonly string[], position: string): void {
    const { outBytes, rejectedBytes, ...before } = this.#progress
    const outEnd = append(this.#out, passed, outBytes)
    const rejectedEnd = this.#rejected === null ? 0 : append(this.#rejected, rejected, rejectedBytes)
    this.#keep({
      ...before,
      lines: before.lines + lines,
      passed: before.passed + passed.length,
      outBytes: outEnd,
      rejectedBytes: rejectedEnd,
      position,
    })
  }

  /** Everything is in the files. */
  finish(): void {
    this.close()
    rmSync(this.#file)
  }

  close(): void {
    closeSync(this.#out)
    if (this.#rejected !== null) closeSync(this.#rejected)
  }

  #keep(progress: Progress): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(progress), { flush: true })
    renameSync(`${this.#file}.new`, this.#file)
    this.#progress = progress
  }
}

function progressOf(file: string, asked: string): Progress {
  if (!existsSync(file)) return { asked, lines: 0, passed: 0, outBytes: 0, rejectedBytes: 0, position: '0' }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Progress
  if (kept.asked === asked) return kept
  throw new CommandFailed(EXIT.usage, `“${file}” is of another question: ${kept.asked}.`)
}

function openAt(file: string, bytes: number): number {
  const descriptor = openSync(file, existsSync(file) ? 'r+' : 'w')
  ftruncateSync(descriptor, bytes)
  return descriptor
}

function append(descriptor: number, lines: readonly string[], end: number): number {
  if (lines.length === 0) return end
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, end + at)
  fdatasyncSync(descriptor)
  return end + bytes.length
}
