import type { JsonObject } from '@demur/eligibility'
import { formatReceipt, formatVerifierKey, type Trust } from '@demur/eligibility/evidence'
import { type Given, signerOf, TestLog } from './support.ts'

/** A small register, and a receipt of it that tests take and change. */
export const ORIGIN = 'register.example'
export const log = signerOf(ORIGIN)
export const other = signerOf('other.example')
export const vkey = formatVerifierKey(log.key)
export const trust: Trust = { publicKeys: [vkey], origin: ORIGIN }

export const at = '2026-01-01T00:00:00.000Z'
export const about = (member: string, fields: JsonObject = {}): JsonObject => ({
  actor: member,
  effectiveAt: at,
  member,
  ...fields,
})
export const GIVEN: readonly Given[] = [
  { type: 'MemberRegistered', fields: about('ada') },
  { type: 'NoticeServed', fields: about('ada', { notice: 'training', version: '2026-01', channel: 'mail' }) },
  { type: 'NoticeServed', fields: about('bob', { notice: 'training', version: '2026-01' }) },
  {
    type: 'Objected',
    fields: about('ada', { setting: 'genai-improvement', channel: 'settings', idempotencyKey: 'k' }),
  },
  { type: 'SignalReceived', fields: about('ada', { signal: 'GPC', value: { sec: 1, words: ['é', '😀'] } }) },
  { type: 'ConsentGiven', fields: about('ada', { setting: 'ads' }) },
  { type: 'NoticeServed', fields: about('ada', { notice: 'training', version: '2026-02' }) },
]
export const OBJECTED = 4
export const register = new TestLog(ORIGIN, GIVEN)
export const receipt = await register.receipt(OBJECTED, [log], 2)
export const document = formatReceipt(receipt)

/** The document with one place changed. */
export function withChange(path: readonly string[], value: unknown, of: string = document): string {
  const json = JSON.parse(of)
  const parent = path.slice(0, -1).reduce((node, name) => node[name], json)
  parent[path.at(-1) ?? ''] = value
  return JSON.stringify(json)
}

/** A hash that is of nothing. */
export const badHash = 'ab'.repeat(32)
