/** Writes the receipt that the documentation takes apart, and the public key that it verifies with. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { type JsonObject, parseInstant } from '@demur/eligibility'
import { formatReceipt, formatVerifierKey } from '@demur/eligibility/evidence'
import { type Given, signerOf, TestLog } from '../packages/eligibility/test/evidence/support.ts'

const folder = new URL('../docs/examples/', import.meta.url)
const ORIGIN = 'register.example/demur'

/** When something was recorded, by whom, and about whom. */
function entry(type: string, recordedAt: string, actor: string, member: string, fields: JsonObject = {}): Given {
  const instant = parseInstant(recordedAt)
  if (instant === null) throw new Error(`${recordedAt} is no instant`)
  return { type, recordedAt: instant, fields: { actor, effectiveAt: recordedAt, member, ...fields } }
}

const NOTICE = { notice: 'genai-training', version: '2025-09', channel: 'mail' }
const OBJECTION = { setting: 'genai-improvement', channel: 'settings' }

/** A ledger of eleven entries. Its tree is no full one: the right edge is where proofs are easily read wrongly. */
const ENTRIES: readonly Given[] = [
  entry('MemberRegistered', '2025-09-18T08:00:00.000Z', 'import', 'member-17'),
  entry('MemberRegistered', '2025-09-18T08:00:00.000Z', 'import', 'member-18'),
  entry('ResidenceRecorded', '2025-09-18T08:00:00.000Z', 'import', 'member-17', { country: 'DE' }),
  entry('NoticeServed', '2025-09-18T09:00:00.000Z', 'notices', 'member-17', NOTICE),
  entry('NoticeServed', '2025-09-18T09:00:00.017Z', 'notices', 'member-18', NOTICE),
  entry('Objected', '2025-10-31T21:14:05.123Z', 'member-18', 'member-18', OBJECTION),
  entry('Objected', '2025-11-02T07:30:00.250Z', 'member-17', 'member-17', OBJECTION),
  entry('MemberRegistered', '2025-11-02T09:00:00.000Z', 'import', 'member-19'),
  entry('ResidenceRecorded', '2025-11-02T09:00:00.000Z', 'import', 'member-19', { country: 'FR' }),
  entry('ObjectionWithdrawn', '2025-11-02T18:45:59.999Z', 'member-18', 'member-18', OBJECTION),
  entry('NoticeServed', '2025-11-03T00:00:00.000Z', 'notices', 'member-19', NOTICE),
]
const [OBJECTED, SERVED] = [7, 4]

/** Deterministic: salts and key are made from texts, as no real one may be. */
export async function generateEvidenceExample(): Promise<void> {
  const log = signerOf(ORIGIN)
  const receipt = await new TestLog(ORIGIN, ENTRIES).receipt(OBJECTED, [log], SERVED)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('receipt.json', folder), `${formatReceipt(receipt)}\n`)
  writeFileSync(new URL('public-key.txt', folder), `${formatVerifierKey(log.key)}\n`)
}
