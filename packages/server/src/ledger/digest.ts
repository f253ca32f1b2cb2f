import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '@demur/eligibility'

/** `sha256:` and the hash of a JSON value in its canonical form (RFC 8785). */
export function digestOf(value: Json): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`
}
