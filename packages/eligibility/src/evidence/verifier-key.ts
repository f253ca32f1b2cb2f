import { concatBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'
import { sha256 } from './sha256.ts'

/** A public key of those who sign notes (C2SP `signed-note`). Name and id together say which key made a signature. */
export interface VerifierKey {
  /** Non-empty, without spaces and `+`. For a log: its origin. */
  readonly name: string
  /** 4 bytes in lower-case hexadecimal. */
  readonly id: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
}

export type KeyReading =
  | { readonly key: VerifierKey; readonly problem: null }
  | { readonly key: null; readonly problem: string }

/** The type byte of Ed25519 signatures over the text of a note. */
const ED25519 = 1

/** Whether a text can name a key: a line of a note must have one reading. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s\p{Cc}+]/u.test(name) && name.isWellFormed()
}

/** The key with this name and these 32 bytes. */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  const id = sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(ED25519), publicKey)).subarray(0, 4)
  return { name, id: toHex(id), publicKey }
}

/** `name+id+base64(type, key)`: the one line in which public keys are passed on. */
export function formatVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${toBase64(concatBytes(Uint8Array.of(ED25519), publicKey))}`
}

/** Reads such a line; white space around it is left out. */
export function readVerifierKey(text: string): KeyReading {
  const parts = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text.trim())
  const [, name = '', id = '', encoded = ''] = parts ?? []
  if (parts === null) return refused('a verifier key looks like name+id+key, such as example.com/log+1a2b3c4d+AbCd…')
  if (!isKeyName(name)) return refused('the name before the first + must be neither empty nor hold spaces')
  if (fromHex(id)?.length !== 4) return refused(`the id “${id}” must be 8 lower-case hexadecimal digits`)
  const bytes = fromBase64(encoded)
  if (bytes === null) return refused('what stands after the second + must be base 64')
  if (bytes[0] !== ED25519 || bytes.length !== 33) return refused('it must be an Ed25519 key: type 1 and 32 bytes')
  const key = verifierKey(name, bytes.subarray(1))
  return key.id === id ? { key, problem: null } : refused(`the id “${id}” is not that of this key, which is ${key.id}`)
}

function refused(problem: string): KeyReading {
  return { key: null, problem }
}
