import {
  type ByteWriter,
  hashKey,
  hashKeyAt,
  isKeyAt,
  keyEnd,
  keyStart,
  MOST_BLOCK_BYTES,
  recordEnd,
} from '@demur/eligibility/gate'

/** Records lie in chunks of at most this many bytes, so that an address is the number of a chunk and an offset in it. */
const CHUNK_BYTES = MOST_BLOCK_BYTES
const OFFSET_BITS = 22
const OFFSET_MASK = CHUNK_BYTES - 1
/** As many as an address of 32 bits can tell apart. */
const MOST_CHUNKS = 1024
const FIRST_CHUNK_BYTES = 65_536
const FIRST_SLOTS = 1024
/** Of the slots that are taken, beyond which there are made twice as many. */
const FULL = 0.7
/** Less waste than this is not worth tidying up; bytes. */
const LEAST_WASTE = 1_048_576

const EMPTY = 0
const REMOVED = 1

/** Who is not there. */
export const NOBODY = -1

/**
 * Records of members by key: a hash table of addresses into chunks of bytes. Beside each address stands a byte of the
 * hash, and what it finds is compared with the key itself, so that nobody is ever taken for somebody else. Ten bytes a
 * member beside the record, where the table is half full.
 */
export class MemberStore {
  readonly #seed: number
  #chunks: Uint8Array[] = []
  #chunk: Uint8Array = new Uint8Array(0)
  /** How much of the last chunk is written. */
  #used = 0
  /** Bytes of records that were replaced or removed. */
  #waste = 0
  #bytes = 0
  #tags = new Uint8Array(FIRST_SLOTS)
  #slots = new Uint32Array(FIRST_SLOTS)
  #taken = 0
  size = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** What is allocated. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0) + this.#tags.length * 5
  }

  /** The address of a member's record; `NOBODY` where there is none. */
  find(key: string): number {
    const hash = hashKey(key, this.#seed)
    const tag = tagOf(hash)
    const tags = this.#tags
    const slots = this.#slots
    const mask = tags.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = tags[slot]
      if (found === EMPTY) return NOBODY
      if (found !== tag) continue
      const address = slots[slot] as number
      const chunk = this.#chunks[address >>> OFFSET_BITS] as Uint8Array
      if (isKeyAt(chunk, keyStart(chunk, address & OFFSET_MASK), key)) return address
    }
  }

  /** The bytes in which a record stands. */
  chunkOf(address: number): Uint8Array {
    return this.#chunks[address >>> OFFSET_BITS] as Uint8Array
  }

  /** Where in them it begins. */
  offsetOf(address: number): number {
    return address & OFFSET_MASK
  }

  /** Adds a record that stands in some bytes. Its key must not be there yet: false where it is, and nothing is added. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    if ((this.#taken + 1) / this.#tags.length > FULL) this.#rehash()
    const key = keyStart(bytes, start)
    const hash = hashKeyAt(bytes, key, this.#seed)
    const slot = this.#freeSlot(hash, bytes, key, end)
    if (slot < 0) return false
    if (this.#tags[slot] === EMPTY) this.#taken += 1
    this.#tags[slot] = tagOf(hash)
    this.#slots[slot] = this.#append(bytes, start, end)
    this.size += 1
    return true
  }

  /** Puts another record in the place of one with the same key. */
  replace(address: number, record: ByteWriter): void {
    const slot = this.#slotOf(address)
    this.#waste += this.#lengthAt(address)
    this.#slots[slot] = this.#append(record.written, 0, record.length)
    this.#tidy()
  }

  remove(address: number): void {
    const slot = this.#slotOf(address)
    this.#waste += this.#lengthAt(address)
    this.#tags[slot] = REMOVED
    this.size -= 1
    this.#tidy()
  }

  /** Visits every record. */
  visit(visitor: (chunk: Uint8Array, offset: number, address: number) => void): void {
    for (const [slot, tag] of this.#tags.entries()) {
      if (tag <= REMOVED) continue
      const address = this.#slots[slot] ?? 0
      visitor(this.chunkOf(address), this.offsetOf(address), address)
    }
  }

  /** Gives back the room that is left in the last chunk. */
  trim(): void {
    if (this.#chunks.length === 0) return
    this.#chunk = this.#chunk.slice(0, this.#used)
    this.#chunks[this.#chunks.length - 1] = this.#chunk
  }

  #lengthAt(address: number): number {
    const offset = this.offsetOf(address)
    return recordEnd(this.chunkOf(address), offset) - offset
  }

  #slotOf(address: number): number {
    const chunk = this.chunkOf(address)
    const hash = hashKeyAt(chunk, keyStart(chunk, this.offsetOf(address)), this.#seed)
    const mask = this.#tags.length - 1
    for (let slot = hash & mask; this.#tags[slot] !== EMPTY; slot = (slot + 1) & mask) {
      if (this.#tags[slot] !== REMOVED && this.#slots[slot] === address) return slot
    }
    throw new RangeError('there is no record at this address')
  }

  /** Where a key can be put; −1 where it is already. */
  #freeSlot(hash: number, bytes: Uint8Array, key: number, end: number): number {
    const tag = tagOf(hash)
    const mask = this.#tags.length - 1
    let free = -1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#tags[slot]
      if (found === EMPTY) return free < 0 ? slot : free
      if (found === REMOVED) {
        if (free < 0) free = slot
      } else if (found === tag && this.#isSameKey(this.#slots[slot] ?? 0, bytes, key, end)) return -1
    }
  }

  /** Equal bytes are equal keys: each has one form. */
  #isSameKey(address: number, bytes: Uint8Array, key: number, end: number): boolean {
    const chunk = this.chunkOf(address)
    const start = keyStart(chunk, this.offsetOf(address))
    const length = keyEnd(bytes, key) - key
    for (let at = 0; at < length && key + at < end; at += 1) if (chunk[start + at] !== bytes[key + at]) return false
    return true
  }

  #append(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (this.#used + length > this.#chunk.length) this.#open(length)
    this.#chunk.set(bytes.subarray(start, end), this.#used)
    const address = ((this.#chunks.length - 1) << OFFSET_BITS) + this.#used
    this.#used += length
    this.#bytes += length
    return address >>> 0
  }

  #open(least: number): void {
    if (this.#chunks.length === MOST_CHUNKS || least > CHUNK_BYTES)
      throw new RangeError('a gate can hold no more members')
    // A small register gets small chunks.
    const room = Math.max(Math.min(Math.max(this.#bytes / 4, FIRST_CHUNK_BYTES), CHUNK_BYTES), least)
    this.#chunk = new Uint8Array(Math.ceil(room))
    this.#chunks.push(this.#chunk)
    this.#used = 0
  }

  /** Writes everything anew once half of it is waste. */
  #tidy(): void {
    if (this.#waste < LEAST_WASTE || this.#waste * 2 < this.#bytes) return
    const before = this.#chunks
    this.#chunks = []
    this.#chunk = new Uint8Array(0)
    this.#used = 0
    this.#waste = 0
    this.#bytes = 0
    for (const [slot, tag] of this.#tags.entries()) {
      if (tag <= REMOVED) continue
      const address = this.#slots[slot] ?? 0
      const chunk = before[address >>> OFFSET_BITS] as Uint8Array
      const offset = address & OFFSET_MASK
      this.#slots[slot] = this.#append(chunk, offset, recordEnd(chunk, offset))
    }
  }

  #rehash(): void {
    const tags = this.#tags
    const slots = this.#slots
    const length = this.size / tags.length > FULL / 2 ? tags.length * 2 : tags.length
    this.#tags = new Uint8Array(length)
    this.#slots = new Uint32Array(length)
    this.#taken = this.size
    const mask = length - 1
    for (let from = 0; from < tags.length; from += 1) {
      if ((tags[from] ?? EMPTY) <= REMOVED) continue
      const address = slots[from] ?? 0
      const chunk = this.chunkOf(address)
      const hash = hashKeyAt(chunk, keyStart(chunk, address & OFFSET_MASK), this.#seed)
      let slot = hash & mask
      while (this.#tags[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#tags[slot] = tagOf(hash)
      this.#slots[slot] = address
    }
  }
}

/** A byte of a hash that is neither that of an empty slot nor that of one that was emptied. */
function tagOf(hash: number): number {
  return (hash >>> 25) + 128
}
