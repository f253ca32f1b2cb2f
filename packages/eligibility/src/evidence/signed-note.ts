import { concatBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'
import type { VerifyEd25519 } from './ed25519.ts'
import { isKeyName, type VerifierKey } from './verifier-key.ts'

/** A text with signatures (C2SP `signed-note`). None of it is to be believed before a signature is verified. */
export interface SignedNote {
  /** What is signed: ends with a line feed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteSignature {
  readonly name: string
  /** 4 bytes in lower-case hexadecimal. */
  readonly id: string
  readonly signature: Uint8Array
}

export type NoteReading =
  | { readonly note: SignedNote; readonly problem: null }
  | { readonly note: null; readonly problem: string }

/** Who signs: the public half of a key, and what makes signatures with the other half. */
export interface Signer {
  readonly key: VerifierKey
  /** An Ed25519 signature, 64 bytes. */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
}

const MOST_CHARACTERS = 100_000
const MOST_SIGNATURES = 64
const DASH = '\u2014'

/** Signs a text, which ends with a line feed. One line for each signer, in their order. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  const lines = signers.map(async ({ key, sign }) => {
    const id = fromHex(key.id)
    if (!isKeyName(key.name) || id?.length !== 4) throw new RangeError(`“${key.name}” cannot name a key`)
    return `${DASH} ${key.name} ${toBase64(concatBytes(id, await sign(utf8(text))))}\n`
  })
  const note = `${text}\n${(await Promise.all(lines)).join('')}`
  const { problem } = readSignedNote(note)
  if (problem !== null) throw new RangeError(`a text cannot be signed as a note: ${problem}`)
  return note
}

/** Takes a note apart. It verifies nothing. */
export function readSignedNote(note: string): NoteReading {
  if (note.length > MOST_CHARACTERS) return refused(`it is longer than ${MOST_CHARACTERS} characters`)
  if ([...note].some((character) => character < ' ' && character !== '\n'))
    return refused('it holds control characters other than line feeds')
  if (!note.isWellFormed()) return refused('it is not well-formed Unicode')
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0) return refused('there is no blank line before the signatures')
  const lines = note.slice(blank + 2).split('\n')
  if (lines.pop() !== '' || lines.length === 0) return refused('it must end with lines of signatures')
  if (lines.length > MOST_SIGNATURES) return refused(`it has more than ${MOST_SIGNATURES} signatures`)
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = readSignature(line)
    if (signature === null) return refused(`“${line.slice(0, 60)}” is no line of a signature`)
    signatures.push(signature)
  }
  return { note: { text: note.slice(0, blank + 1), signatures }, problem: null }
}

function readSignature(line: string): NoteSignature | null {
  const [dash, name = '', encoded = '', ...more] = line.split(' ')
  const bytes = fromBase64(encoded)
  if (dash !== DASH || !isKeyName(name) || bytes === null || bytes.length < 5 || more.length > 0) return null
  return { name, id: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) }
}

function refused(problem: string): NoteReading {
  return { note: null, problem }
}

/** What signatures say of a note: who of the keys signed it, or whose signature is none. */
export type NoteVerification =
  | { readonly signedBy: readonly VerifierKey[]; readonly forged: null }
  | { readonly signedBy: null; readonly forged: NoteSignature }

/**
 * Verifies every signature that names one of the keys and ignores all others: they may be of witnesses, or of keys that
 * come or go. One that names a known key and is not its signature spoils the note. Null: the platform cannot verify.
 */
export async function verifyNote(
  { text, signatures }: SignedNote,
  keys: readonly VerifierKey[],
  verifyEd25519: VerifyEd25519,
): Promise<NoteVerification | null> {
  const message = utf8(text)
  const signedBy = new Set<VerifierKey>()
  for (const signature of signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.id)
    if (key === undefined) continue
    const valid = await verifyEd25519(key.publicKey, message, signature.signature)
    if (valid === null) return null
    if (!valid) return { signedBy: null, forged: signature }
    signedBy.add(key)
  }
  return { signedBy: [...signedBy], forged: null }
}
