/** What a command ends with, for scripts. */
export const EXIT = {
  /** Done; the item is eligible. */
  ok: 0,
  /** A fault of the program or the database. */
  fault: 1,
  /** The command line or a file cannot be understood. */
  usage: 2,
  /** The register says no: the item is not eligible, the import, objection or rulebook is refused. */
  refused: 3,
  /** The register cannot be reached: the folder is in use, the server is away, the token is not accepted. */
  unreachable: 4,
  /** A receipt that is not signed yet. */
  pending: 5,
} as const

/** Ends a command with a message for people and a code for scripts. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly code: number
  /** What `--json` prints instead of the message. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
