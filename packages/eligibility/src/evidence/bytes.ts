/** Bytes and their texts. Browsers and Node have all of this in different places, and some of it only lately. */

/** A value of the platform that this package is compiled without; browsers, workers and Node have it. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> }

/** `text` in UTF-8. A lone surrogate becomes U+FFFD: whoever hashes texts refuses it before. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Whether two byte strings are equal. Not in constant time: nothing that is compared here is secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += (byte + 256).toString(16).slice(1)
  return text
}

/** Reads lower-case hexadecimal; null where the text is none. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base 64 of RFC 4648, section 4: with padding, without line breaks. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
    const group = (a << 16) | (b << 8) | c
    for (let shift = 18; shift >= 0; shift -= 6) text += BASE64[(group >> shift) & 63]
  }
  const missing = (3 - (bytes.length % 3)) % 3
  return text.slice(0, text.length - missing) + '='.repeat(missing)
}

/** Reads base 64; null where the text is not the one form that these bytes have, so that no two texts mean the same. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  const digits = text.replaceAll('=', '')
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let group = 0
  for (let at = 0, written = 0; at < digits.length; at += 1) {
    group = ((group << 6) | BASE64.indexOf(digits.charAt(at))) & 0xffffff
    if (at % 4 !== 0) {
      bytes[written] = (group >> (6 - 2 * (at % 4))) & 255
      written += 1
    }
  }
  return toBase64(bytes) === text ? bytes : null
}
