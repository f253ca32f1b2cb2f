import type { ByteWriter } from './byte-writer.ts'

/**
 * Keys of members as bytes that a string is compared with directly, unit by unit: nothing is decoded to look one up. A
 * key begins with a byte that says its form (the lowest two bits) and how many bytes follow (the others; 63: as the next
 * two bytes say). Every string has exactly one such form, so equal bytes and equal keys are the same thing.
 */
const FORM = {
  /** A byte for each unit of UTF-16: no character is above U+00FF. */
  narrow: 0,
  /** Two bytes for each unit of UTF-16, the lower first. */
  wide: 1,
  /** A UUID in lower case with hyphens, as its 16 bytes. */
  uuid: 2,
} as const

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const UUID_LENGTH = 36
/** Behind which of its bytes a UUID has a hyphen. */
const HYPHEN_AFTER = [false, false, false, true, false, true, false, true, false, true]
const HYPHEN = 45
const LONG = 63

export function writeKey(out: ByteWriter, key: string): void {
  if (key.length === UUID_LENGTH && UUID.test(key)) {
    writeHead(out, FORM.uuid, 16)
    const digits = key.replaceAll('-', '')
    for (let at = 0; at < 32; at += 2) out.byte(Number.parseInt(digits.slice(at, at + 2), 16))
    return
  }
  let [highest, at] = [0, 0]
  for (; at < key.length; at += 1) highest |= key.charCodeAt(at)
  const isWide = highest > 255
  writeHead(out, isWide ? FORM.wide : FORM.narrow, isWide ? key.length * 2 : key.length)
  for (at = 0; at < key.length; at += 1) {
    if (isWide) out.uint16(key.charCodeAt(at))
    else out.byte(key.charCodeAt(at))
  }
}

function writeHead(out: ByteWriter, form: number, length: number): void {
  if (length < LONG) return out.byte(length * 4 + form)
  out.byte(LONG * 4 + form)
  out.uint16(length)
}

/** Where the key that begins at an offset ends. */
export function keyEnd(bytes: Uint8Array, offset: number): number {
  const length = (bytes[offset] ?? 0) >>> 2
  return length < LONG ? offset + 1 + length : offset + 3 + longLength(bytes, offset)
}

function longLength(bytes: Uint8Array, offset: number): number {
  return (bytes[offset + 1] ?? 0) + (bytes[offset + 2] ?? 0) * 256
}

/** Whether the key that begins at an offset is this one. */
export function isKeyAt(bytes: Uint8Array, offset: number, key: string): boolean {
  const head = bytes[offset] as number
  // Most keys are short and narrow.
  if ((head & 3) === FORM.narrow && head >>> 2 < LONG) return isNarrowAt(bytes, offset + 1, head >>> 2, key)
  return isOtherKeyAt(bytes, offset, key)
}

function isNarrowAt(bytes: Uint8Array, start: number, length: number, key: string): boolean {
  if (length !== key.length) return false
  for (let at = 0; at < length; at += 1) if (bytes[start + at] !== key.charCodeAt(at)) return false
  return true
}

function isOtherKeyAt(bytes: Uint8Array, offset: number, key: string): boolean {
  const head = bytes[offset] ?? 0
  const isLong = head >>> 2 === LONG
  const length = isLong ? longLength(bytes, offset) : head >>> 2
  const start = isLong ? offset + 3 : offset + 1
  if ((head & 3) === FORM.narrow) return isNarrowAt(bytes, start, length, key)
  if ((head & 3) === FORM.uuid) return isUuidAt(bytes, start, key)
  if (length !== key.length * 2) return false
  for (let at = 0; at < key.length; at += 1) {
    if ((bytes[start + at * 2] ?? 0) + (bytes[start + at * 2 + 1] ?? 0) * 256 !== key.charCodeAt(at)) return false
  }
  return true
}

function isUuidAt(bytes: Uint8Array, start: number, key: string): boolean {
  if (key.length !== UUID_LENGTH) return false
  let unit = 0
  for (let at = 0; at < 16; at += 1) {
    const byte = bytes[start + at] ?? 0
    if (key.charCodeAt(unit) !== digit(byte >>> 4) || key.charCodeAt(unit + 1) !== digit(byte & 15)) return false
    unit += 2
    if (HYPHEN_AFTER[at] === true) {
      if (key.charCodeAt(unit) !== HYPHEN) return false
      unit += 1
    }
  }
  return true
}

/** The UTF-16 unit of a hexadecimal digit in lower case. */
function digit(value: number): number {
  return value < 10 ? 48 + value : 87 + value
}

/** The key that begins at an offset. */
export function readKey(bytes: Uint8Array, offset: number): string {
  const end = keyEnd(bytes, offset)
  const length = (bytes[offset] ?? 0) >>> 2 === LONG ? longLength(bytes, offset) : (bytes[offset] ?? 0) >>> 2
  const content = bytes.subarray(end - length, end)
  switch ((bytes[offset] ?? 0) & 3) {
    case FORM.narrow:
      return String.fromCharCode(...content)
    case FORM.uuid: {
      const hex = Array.from(content, (byte) => byte.toString(16).padStart(2, '0')).join('')
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    }
    default: {
      const units = Array.from(
        { length: length / 2 },
        (_, at) => (content[at * 2] ?? 0) + (content[at * 2 + 1] ?? 0) * 256,
      )
      return String.fromCharCode(...units)
    }
  }
}

/** How many numbers `packKey` writes: four units each, and the last says whether they are the key. */
export const PACKED_KEY = 16
const MOST_PACKED = (PACKED_KEY - 1) * 4

/**
 * Writes the units of a key into `words` from a place on, four to a number, and gives its hash: 32 bits, well mixed. The
 * seed keeps others from choosing keys that meet. What is written is there for `isPackedAt`: reading a string once is
 * cheaper than twice.
 */
export function packKey(key: string, seed: number, words: Int32Array, from: number): number {
  const { length } = key
  if (length > MOST_PACKED) {
    words[from + PACKED_KEY - 1] = 0
    return hashKey(key, seed)
  }
  let hash = seed ^ length
  let units = 0
  let place = from
  let at = 0
  for (; at + 4 <= length; at += 4) {
    const a = key.charCodeAt(at)
    const b = key.charCodeAt(at + 1)
    const c = key.charCodeAt(at + 2)
    const d = key.charCodeAt(at + 3)
    units |= a | b | c | d
    const word = a | (b << 8) | (c << 16) | (d << 24)
    words[place] = word
    place += 1
    hash = mixed(hash, word)
  }
  if (at < length) {
    let word = 0
    for (let shift = 0; at < length; at += 1, shift += 8) {
      const unit = key.charCodeAt(at)
      units |= unit
      word |= unit << shift
    }
    words[place] = word
    hash = mixed(hash, word)
  }
  words[from + PACKED_KEY - 1] = units < 256 ? 1 : 0
  return finished(hash)
}

/** Whether the key that begins at an offset is this one, which was packed. `bytes` and `view` are of the same bytes. */
export function isPackedAt(
  bytes: Uint8Array,
  view: DataView,
  offset: number,
  key: string,
  words: Int32Array,
  from: number,
): boolean {
  const { length } = key
  if (words[from + PACKED_KEY - 1] === 0 || length < 4 || bytes[offset] !== length * 4 + FORM.narrow) {
    return isKeyAt(bytes, offset, key)
  }
  const whole = length >>> 2
  const start = offset + 1
  for (let at = 0; at < whole; at += 1) {
    if (view.getInt32(start + at * 4, true) !== words[from + at]) return false
  }
  const rest = (length & 3) * 8
  if (rest === 0) return true
  // The last four units reach back into the number before.
  const last = ((words[from + whole - 1] as number) >>> rest) | ((words[from + whole] as number) << (32 - rest))
  return view.getInt32(start + length - 4, true) === last
}

/** 32 bits of a key, as `packKey` gives them. */
export function hashKey(key: string, seed: number): number {
  let hash = seed ^ key.length
  for (let at = 0; at < key.length; at += 4) {
    let word = 0
    // Beyond the end there are no bits.
    for (let unit = 0; unit < 4; unit += 1) word |= key.charCodeAt(at + unit) << (unit * 8)
    hash = mixed(hash, word)
  }
  return finished(hash)
}

/** The same of the key that begins at an offset. */
export function hashKeyAt(bytes: Uint8Array, offset: number, seed: number): number {
  if (((bytes[offset] ?? 0) & 3) !== FORM.narrow) return hashKey(readKey(bytes, offset), seed)
  const end = keyEnd(bytes, offset)
  let at = (bytes[offset] ?? 0) >>> 2 < LONG ? offset + 1 : offset + 3
  let hash = seed ^ (end - at)
  for (; at < end; at += 4) {
    let word = 0
    for (let byte = 0; byte < 4 && at + byte < end; byte += 1) word |= (bytes[at + byte] ?? 0) << (byte * 8)
    hash = mixed(hash, word)
  }
  return finished(hash)
}

function mixed(hash: number, word: number): number {
  const mix = Math.imul(hash ^ word, 0x9e3779b1)
  return mix ^ (mix >>> 15)
}

function finished(mix: number): number {
  const first = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return second ^ (second >>> 16)
}
