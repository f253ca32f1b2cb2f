import { ImportRefused } from '../ledger/import-refused.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** What every command understands about its output. */
export interface OutputOptions {
  readonly json?: boolean
}

/** Prints a result: the value as JSON, or the text for people. */
export function print({ json }: OutputOptions, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`)
}

/** Whether an error says that whoever reads what is printed has had enough of it, as `head` has. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

/** Then there is nobody to go on for. */
function endWithReader(error: Error): void {
  if (!isReaderGone(error)) throw error
  process.exit()
}

/** Runs a command; what it throws becomes a message on standard error and an exit code. */
export async function run(options: OutputOptions, command: () => Promise<number>): Promise<void> {
  process.stdout.on('error', endWithReader)
  try {
    process.exitCode = await command()
  } catch (error) {
    const failure = await failureOf(error)
    process.exitCode = failure.code
    const details = { error: failure.message, ...failure.details }
    process.stderr.write(options.json ? `${JSON.stringify(details)}\n` : `demur: ${failure.message}\n`)
  }
}

/** Errors that people can do something about, by name: their classes would load the database with them. */
const KNOWN: Readonly<Record<string, number>> = {
  ConfigurationError: EXIT.usage,
  FolderLocked: EXIT.unreachable,
  LedgerDamaged: EXIT.fault,
  NoRegister: EXIT.unreachable,
  ReplicaBehind: EXIT.unreachable,
  ENOENT: EXIT.usage,
  EISDIR: EXIT.usage,
  EACCES: EXIT.usage,
  ECONNREFUSED: EXIT.unreachable,
  ECONNRESET: EXIT.unreachable,
  ETIMEDOUT: EXIT.unreachable,
  EHOSTUNREACH: EXIT.unreachable,
  ENOTFOUND: EXIT.unreachable,
  EAI_AGAIN: EXIT.unreachable,
  EADDRINUSE: EXIT.unreachable,
  // Postgres: no such user, a wrong password, no such database, too many connections, starting or stopping.
  '28000': EXIT.unreachable,
  '28P01': EXIT.unreachable,
  '3D000': EXIT.unreachable,
  '53300': EXIT.unreachable,
  '57P03': EXIT.unreachable,
}

async function failureOf(error: unknown): Promise<CommandFailed> {
  if (error instanceof CommandFailed) return error
  if (error instanceof ImportRefused) {
    const { message, line, problems } = error
    return new CommandFailed(EXIT.refused, `${message}. Nothing was imported.`, { line, problems })
  }
  if (error instanceof Error) {
    const code = KNOWN[error.name] ?? KNOWN['code' in error ? String(error.code) : '']
    if (code !== undefined) return new CommandFailed(code, error.message)
  }
  const { describeFault } = await import('../http/faults.ts')
  const { name, message, sqlState, stack = [] } = describeFault(error)
  return new CommandFailed(EXIT.fault, [`${name}: ${message ?? `SQLSTATE ${sqlState}`}`, ...stack].join('\n'))
}
