import { type Instant, parseInstant } from '@demur/eligibility'
import type { Access } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** The flags that say which point on both time axes a command reads at. */
export interface PointOptions {
  readonly at?: string
  readonly asKnownAt?: string
}

/** The point as GraphQL takes it. Known time may be given as an instant: what the register knew then. */
export async function readPoint(
  access: Access,
  { at, asKnownAt }: PointOptions,
): Promise<{ at: string | undefined; asKnownAt: string | undefined }> {
  return { at, asKnownAt: asKnownAt === undefined ? undefined : await knownPosition(access, asKnownAt) }
}

/** A ledger position, or the last one recorded by an instant. */
export async function knownPosition(access: Access, text: string): Promise<string> {
  if (/^\d{1,15}$/.test(text)) return text
  if (Number.isNaN(Date.parse(text))) {
    throw new CommandFailed(
      EXIT.usage,
      `“${text}” is neither a ledger position nor an instant such as 2026-03-01T12:00:00Z.`,
    )
  }
  const { positionAt } = await access.execute('query ($at: DateTime!) { positionAt(at: $at) }', { at: text })
  return String(positionAt)
}

/** `--at` as an instant. */
export function instantOption(text: string): Instant {
  const instant = parseInstant(text)
  if (instant === null) throw new CommandFailed(EXIT.usage, `--at must be an RFC 3339 instant, not “${text}”.`)
  return instant
}
