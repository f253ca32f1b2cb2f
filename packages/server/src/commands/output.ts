import { SingleBar } from 'cli-progress'
import { ConfigurationError } from '../configuration.ts'
import { FolderLocked } from '../database/folder-lock.ts'
import { describeFault } from '../http/faults.ts'
import { ImportRefused } from '../ledger/import.ts'
import { LedgerDamaged } from '../register/open.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** What every command understands about its output. */
export interface OutputOptions {
  readonly json?: boolean
}

/** Prints a result: the value as JSON, or the text for people. */
export function print({ json }: OutputOptions, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`)
}

/** Runs a command; what it throws becomes a message on standard error and an exit code. */
export async function run(options: OutputOptions, command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command()
  } catch (error) {
    const failure = failureOf(error)
    process.exitCode = failure.code
    const details = { error: failure.message, ...failure.details }
    process.stderr.write(options.json ? `${JSON.stringify(details)}\n` : `demur: ${failure.message}\n`)
  }
}

function failureOf(error: unknown): CommandFailed {
  if (error instanceof CommandFailed) return error
  if (error instanceof ImportRefused) {
    return new CommandFailed(EXIT.refused, `${error.message}. Nothing was imported.`, {
      line: error.line,
      problems: error.problems,
    })
  }
  if (error instanceof ConfigurationError) return new CommandFailed(EXIT.usage, error.message)
  if (error instanceof FolderLocked) return new CommandFailed(EXIT.unreachable, error.message)
  if (error instanceof LedgerDamaged) return new CommandFailed(EXIT.fault, error.message)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
    return new CommandFailed(EXIT.usage, (error as Error).message)
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EADDRINUSE') {
    return new CommandFailed(EXIT.unreachable, (error as Error).message)
  }
  const { name, message, sqlState, stack } = describeFault(error)
  return new CommandFailed(
    EXIT.fault,
    `${name}: ${message ?? sqlState}\n${(stack as string[] | undefined)?.join('\n') ?? ''}`,
  )
}

/** A progress bar on a terminal, and nothing on a pipe. */
export class Progress {
  readonly #bar: SingleBar | null

  /** `total` may be 0 where it is not known. */
  constructor(total: number, unit: string, quiet: boolean) {
    const shown = process.stderr.isTTY && !quiet
    const format =
      total > 0
        ? ` {bar} {percentage} % | {value}/{total} ${unit} | {duration_formatted} | {eta_formatted} left`
        : ` {value} ${unit} | {duration_formatted}`
    this.#bar = shown ? new SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 30 }) : null
    this.#bar?.start(total, 0)
  }

  advance(by: number): void {
    this.#bar?.increment(by)
  }

  stop(): void {
    this.#bar?.stop()
  }
}
