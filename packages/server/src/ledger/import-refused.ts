import type { Problem } from '@demur/eligibility'

/** A file that cannot be imported, and where it goes wrong. Nothing of it was recorded. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
  /** Counted from 1. */
  readonly line: number
  readonly problems: readonly Problem[]

  constructor(line: number, problems: readonly Problem[]) {
    const [first] = problems
    super(`line ${line}: ${[first?.path.join('.'), first?.message].filter(Boolean).join(' ')}`)
    this.line = line
    this.problems = problems
  }
}
