import { fromBase64, toBase64 } from './bytes.ts'
import { type VerifyEd25519, verifyEd25519 } from './ed25519.ts'
import type { TreeHead } from './merkle.ts'
import { readSignedNote, type Signer, signNote, verifyNote } from './signed-note.ts'
import { readVerifierKey, type VerifierKey } from './verifier-key.ts'

/** The head of a log's tree, as it is signed and published (C2SP `tlog-checkpoint`). */
export interface Checkpoint extends TreeHead {
  /** Which log: a name that no other log has. */
  readonly origin: string
}

export type CheckpointReading =
  | { readonly checkpoint: Checkpoint; readonly problem: null }
  | { readonly checkpoint: null; readonly problem: string }

/** The text that is signed: three lines. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`
  const { problem } = readCheckpoint(text)
  if (problem !== null) throw new RangeError(`this can be no checkpoint: ${problem}`)
  return text
}

/** Signs a checkpoint: a whole note. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly Signer[]): Promise<string> {
  return signNote(checkpointText(checkpoint), signers)
}

/** Reads the text of a note as a checkpoint. Lines after the third are extensions, which mean nothing here. */
export function readCheckpoint(text: string): CheckpointReading {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) {
    return refused('a checkpoint is three lines, none of them empty: origin, size, root')
  }
  const [origin = '', digits = '', encoded = ''] = lines
  const size = /^(?:0|[1-9]\d*)$/.test(digits) ? Number(digits) : Number.NaN
  if (!Number.isSafeInteger(size)) return refused(`the size “${digits.slice(0, 40)}” is no whole number below 2^53`)
  const root = fromBase64(encoded)
  if (root?.length !== 32) return refused('the root must be 32 bytes in base 64')
  return { checkpoint: { origin, size, root }, problem: null }
}

function refused(problem: string): CheckpointReading {
  return { checkpoint: null, problem }
}

/** Why a checkpoint is not believed, and what each reason means. */
export const CHECKPOINT_REFUSALS = {
  CHECKPOINT_MALFORMED: 'The checkpoint is no signed note, or its text is no checkpoint.',
  KEY_MALFORMED: 'A key that was given to verify with cannot be read.',
  KEY_UNKNOWN: 'None of the given keys signed the checkpoint.',
  KEY_REVOKED: 'Of the given keys, only such signed the checkpoint as are not to be believed any more.',
  SIGNATURE_INVALID: 'A signature names a given key and is not of that key over this text.',
  ORIGIN_MISMATCH: 'It is signed, and it is of another log.',
  ED25519_UNAVAILABLE: 'This platform cannot verify Ed25519, or the page is not secure. Nothing is known.',
} as const
export type CheckpointRefusalCode = keyof typeof CHECKPOINT_REFUSALS

/** What to believe. */
export interface Trust {
  /** Verifier keys, `name+id+key`: of the log, and of each key that it had before. */
  readonly publicKeys: readonly string[]
  /** Verifier keys that became known to others. A checkpoint counts where another key signed it too. */
  readonly revokedKeys?: readonly string[] | undefined
  /** The log. Default: that of the name of the key that signed, as C2SP recommends to name keys. */
  readonly origin?: string | undefined
  /** In place of WebCrypto. */
  readonly verifyEd25519?: VerifyEd25519 | undefined
}

export type CheckpointVerification =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly signedBy: readonly VerifierKey[] }
  | { readonly ok: false; readonly code: CheckpointRefusalCode; readonly message: string }

/** Verifies a signed checkpoint. Nothing of it is looked at before a signature is verified. */
export async function verifyCheckpoint(text: string, trust: Trust): Promise<CheckpointVerification> {
  const trusted = readKeys(trust.publicKeys)
  if ('message' in trusted) return trusted
  const revoked = readKeys(trust.revokedKeys ?? [])
  if ('message' in revoked) return revoked
  const isRevoked = (key: VerifierKey) => revoked.some(({ name, id }) => name === key.name && id === key.id)
  const { note, problem } = readSignedNote(text)
  if (note === null) return refuse('CHECKPOINT_MALFORMED', `The checkpoint is no signed note: ${problem}.`)
  const verified = await verifyNote(note, [...trusted, ...revoked], trust.verifyEd25519 ?? verifyEd25519)
  if (verified === null) {
    return refuse('ED25519_UNAVAILABLE', 'This platform cannot verify Ed25519 signatures, or the page is not secure.')
  }
  if (verified.signedBy === null) {
    const { name, id } = verified.forged
    return refuse(
      'SIGNATURE_INVALID',
      `The signature in the name of ${name} (${id}) is not of that key over this text.`,
    )
  }
  const signedBy = verified.signedBy.filter((key) => !isRevoked(key))
  if (signedBy.length === 0 && verified.signedBy.length > 0) {
    return refuse('KEY_REVOKED', `Only revoked keys signed the checkpoint: ${names(verified.signedBy)}.`)
  }
  if (signedBy.length === 0) {
    return refuse(
      'KEY_UNKNOWN',
      `None of the given keys signed the checkpoint; it is signed by ${names(note.signatures)}.`,
    )
  }
  return checkOrigin(note.text, signedBy, trust.origin)
}

function checkOrigin(text: string, signedBy: readonly VerifierKey[], expected?: string): CheckpointVerification {
  const { checkpoint, problem } = readCheckpoint(text)
  if (checkpoint === null) return refuse('CHECKPOINT_MALFORMED', `The note is no checkpoint: ${problem}.`)
  const origins = expected === undefined ? signedBy.map(({ name }) => name) : [expected]
  if (origins.includes(checkpoint.origin)) return { ok: true, checkpoint, signedBy }
  return refuse('ORIGIN_MISMATCH', `The checkpoint is of “${checkpoint.origin}”, not of “${origins.join('” or “')}”.`)
}

function refuse(code: CheckpointRefusalCode, message: string): CheckpointVerification & { readonly ok: false } {
  return { ok: false, code, message }
}

function names(keys: readonly { readonly name: string; readonly id: string }[]): string {
  return keys.map(({ name, id }) => `${name} (${id})`).join(', ')
}

function readKeys(texts: readonly string[]): VerifierKey[] | (CheckpointVerification & { readonly ok: false }) {
  const keys: VerifierKey[] = []
  for (const [at, text] of texts.entries()) {
    const { key, problem } = readVerifierKey(text)
    if (key === null) return refuse('KEY_MALFORMED', `Key ${at + 1} cannot be read: ${problem}.`)
    keys.push(key)
  }
  return keys
}
