import { createHash } from 'node:crypto'
import { formatInstant } from '@demur/eligibility'
import type { LedgerEntryRecord } from '@demur/schema'

/** A message: its id, which stays the same however often it is sent, and its body. */
export interface Message {
  readonly id: string
  readonly body: string
}

/** The message about an entry for an endpoint. What the viewer may not see of the entry is not in the record. */
export function messageOf(webhook: string, entry: LedgerEntryRecord): Message {
  const { position, recordedAt, effectiveAt, type, member, item, body } = entry
  const data = {
    position: String(position),
    type,
    member,
    item,
    effectiveAt: formatInstant(effectiveAt),
    recordedAt: formatInstant(recordedAt),
    body,
  }
  return { id: messageId(webhook, String(position)), body: messageBody(type, formatInstant(recordedAt), data) }
}

/** The body of a message, as Standard Webhooks lays it out. */
export function messageBody(type: string, timestamp: string, data: object): string {
  return JSON.stringify({ type, timestamp, data })
}

/** An id that holds no full stop, whatever the key of the endpoint is, and that two endpoints never share. */
export function messageId(webhook: string, suffix: string): string {
  return `msg_${createHash('sha256').update(webhook).digest('hex').slice(0, 16)}_${suffix}`
}
