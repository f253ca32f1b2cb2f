import type { Instant, Vantage } from '@demur/eligibility'

/** SQL constants for statements that take no parameters. Whatever the value, what is written is digits and hex. */

export function integerLiteral(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`)
  return `(${value})::bigint`
}

/**
 * A value that is read once for a statement, however large it is and however many rows look into it: as a subquery it is
 * neither copied about by the planner nor computed again.
 */
export function once(literal: string): string {
  return `(SELECT ${literal})`
}

export function bytesLiteral(bytes: Uint8Array): string {
  return `decode('${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}', 'base64')`
}

/** Byte by byte: a function that converts would be called for every row. */
export function textLiteral(text: string): string {
  return `E'${Buffer.from(text)
    .toString('hex')
    .replace(/../g, (byte) => `\\x${byte}`)}'`
}

export function instantLiteral(at: Instant): string {
  return `'${instantText(at)}'::timestamptz`
}

/** A list that `(list)[n]` reads, counted from 1; null where there is no instant. */
export function instantsLiteral(instants: readonly (Instant | null)[]): string {
  return `'{${instants.map((at) => (at === null ? 'NULL' : `"${instantText(at)}"`)).join(',')}}'::timestamptz[]`
}

/** As Postgres reads every year: more than four digits without a sign, and years before 1 with their era. */
function instantText(at: Instant): string {
  const date = new Date(at)
  const year = date.getUTCFullYear()
  const rest = date.toISOString().slice(-20, -1).replace('T', ' ')
  return year >= 1 ? `${String(year).padStart(4, '0')}${rest}+00` : `${String(1 - year).padStart(4, '0')}${rest}+00 BC`
}

/** Whether a fact is in sight from a vantage. */
export function inSight(alias: string, { at, position }: Vantage): string {
  return `${alias}.position <= ${integerLiteral(position)} AND ${alias}.effective_at <= ${instantLiteral(at)}`
}
