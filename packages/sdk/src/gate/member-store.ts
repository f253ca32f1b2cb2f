import {
  type ByteWriter,
  hashKeyAt,
  isPackedAt,
  keyEnd,
  keyStart,
  MOST_BLOCK_BYTES,
  PACKED_KEY,
  packKey,
  recordEnd,
} from '@demur/eligibility/gate'
import { HashIndex, NOWHERE } from './hash-index.ts'

/** Records lie in chunks of at most this many bytes, so that an address is the number of a chunk and an offset in it. */
const CHUNK_BYTES = MOST_BLOCK_BYTES
const OFFSET_BITS = 22
const OFFSET_MASK = CHUNK_BYTES - 1
/** An address has 32 bits, and the highest are those of nobody. */
const MOST_CHUNKS = 1023
const FIRST_CHUNK_BYTES = 65_536
/** Less waste than this is not worth tidying up; bytes. */
const LEAST_WASTE = 1_048_576

/** Who is not there. */
export const NOBODY = 0xffff_ffff
/** How many members `findMany` looks up at most. */
export const MOST_FOUND = 64

/**
 * Records of members by key: an index of addresses into chunks of bytes. What it finds is compared with the key itself, so
 * that nobody is ever taken for somebody else. Some eleven bytes a member beside the record.
 */
export class MemberStore {
  readonly #seed: number
  readonly #index = new HashIndex()
  #chunks: Uint8Array[] = []
  #views: DataView[] = []
  #chunk: Uint8Array = new Uint8Array(0)
  /** How much of the last chunk is written. */
  #used = 0
  /** Bytes of records that were replaced or removed. */
  #waste = 0
  #bytes = 0
  readonly #hashes = new Int32Array(MOST_FOUND)
  /** The keys that are looked up, packed. */
  readonly #keys = new Int32Array(MOST_FOUND * PACKED_KEY)
  /** What was read only to have it near. It is kept so that no compiler leaves the reading out. */
  touched = 0

  /** How often records came, went or moved: addresses are good for as long as this stays the same. */
  changes = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  get size(): number {
    return this.#index.size
  }

  /** What is allocated. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0) + this.#index.bytes
  }

  /** The address of a member's record; `NOBODY` where there is none. */
  find(key: string): number {
    return this.#findPacked(key, packKey(key, this.#seed, this.#keys, 0), 0)
  }

  #findPacked(key: string, hash: number, from: number): number {
    const index = this.#index
    let place = index.next(hash, index.first(hash))
    while (place !== NOWHERE) {
      const address = index.addressAt(place)
      if (this.#isOf(address, key, from)) return address
      place = index.next(hash, place + 2)
    }
    return NOBODY
  }

  /**
   * The addresses of so many members, into `addresses`. What tells where to read next is read for all of them before
   * anything is made of it: memory takes long to answer a question, and hardly longer to answer many at once.
   */
  findMany(keys: readonly string[], count: number, addresses: Uint32Array): void {
    const index = this.#index
    const hashes = this.#hashes
    for (let at = 0; at < count; at += 1) {
      hashes[at] = packKey(keys[at] as string, this.#seed, this.#keys, at * PACKED_KEY)
    }
    let touched = 0
    for (let at = 0; at < count; at += 1) touched ^= index.touch(hashes[at] as number)
    for (let at = 0; at < count; at += 1) {
      const hash = hashes[at] as number
      const place = index.next(hash, index.first(hash))
      addresses[at] = place === NOWHERE ? NOBODY : index.addressAt(place)
    }
    for (let at = 0; at < count; at += 1) {
      const address = addresses[at] as number
      if (address !== NOBODY) touched ^= this.viewOf(address).getUint8(this.offsetOf(address))
    }
    for (let at = 0; at < count; at += 1) {
      const address = addresses[at] as number
      const key = keys[at] as string
      if (address === NOBODY || this.#isOf(address, key, at * PACKED_KEY)) continue
      addresses[at] = this.#findPacked(key, hashes[at] as number, at * PACKED_KEY)
    }
    this.touched = touched
  }

  #isOf(address: number, key: string, from: number): boolean {
    const chunk = this.chunkOf(address)
    return isPackedAt(chunk, this.viewOf(address), keyStart(chunk, this.offsetOf(address)), key, this.#keys, from)
  }

  /** The bytes in which a record stands. */
  chunkOf(address: number): Uint8Array {
    return this.#chunks[address >>> OFFSET_BITS] as Uint8Array
  }

  /** A view of the same bytes. */
  viewOf(address: number): DataView {
    return this.#views[address >>> OFFSET_BITS] as DataView
  }

  /** Where in them it begins. */
  offsetOf(address: number): number {
    return address & OFFSET_MASK
  }

  /** Adds a record that stands in some bytes. Its key must not be there yet: false where it is, and nothing is added. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const key = keyStart(bytes, start)
    const hash = hashKeyAt(bytes, key, this.#seed)
    if (this.#has(hash, bytes, key, end)) return false
    this.changes += 1
    this.#index.add(hash, this.#append(bytes, start, end))
    return true
  }

  /** Puts another record in the place of one with the same key. */
  replace(address: number, record: ByteWriter): void {
    const place = this.#placeOf(address)
    this.changes += 1
    this.#waste += this.#lengthAt(address)
    this.#index.moveTo(place, this.#append(record.written, 0, record.length))
    this.#tidy()
  }

  remove(address: number): void {
    this.changes += 1
    this.#index.removeAt(this.#placeOf(address))
    this.#waste += this.#lengthAt(address)
    this.#tidy()
  }

  /** Visits every record. */
  visit(visitor: (chunk: Uint8Array, offset: number, address: number) => void): void {
    this.#index.visit((_, address) => visitor(this.chunkOf(address), this.offsetOf(address), address))
  }

  /** Gives back room that is not needed soon. */
  trim(): void {
    this.#index.trim()
    if (this.#chunks.length === 0) return
    this.#chunk = this.#chunk.slice(0, this.#used)
    this.#chunks.pop()
    this.#views.pop()
    this.#add(this.#chunk)
  }

  #lengthAt(address: number): number {
    const offset = this.offsetOf(address)
    return recordEnd(this.chunkOf(address), offset) - offset
  }

  #placeOf(address: number): number {
    const chunk = this.chunkOf(address)
    const hash = hashKeyAt(chunk, keyStart(chunk, this.offsetOf(address)), this.#seed)
    let place = this.#index.next(hash, this.#index.first(hash))
    while (place !== NOWHERE && this.#index.addressAt(place) !== address) place = this.#index.next(hash, place + 2)
    if (place === NOWHERE) throw new RangeError('there is no record at this address')
    return place
  }

  #has(hash: number, bytes: Uint8Array, key: number, end: number): boolean {
    let place = this.#index.next(hash, this.#index.first(hash))
    while (place !== NOWHERE) {
      if (this.#isSameKey(this.#index.addressAt(place), bytes, key, end)) return true
      place = this.#index.next(hash, place + 2)
    }
    return false
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
    this.#add(this.#chunk)
    this.#used = 0
  }

  #add(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#views.push(new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  }

  /** Writes everything anew once half of it is waste. */
  #tidy(): void {
    if (this.#waste < LEAST_WASTE || this.#waste * 2 < this.#bytes) return
    const before = this.#chunks
    this.#chunks = []
    this.#views = []
    this.#chunk = new Uint8Array(0)
    this.#used = 0
    this.#waste = 0
    this.#bytes = 0
    this.#index.visit((place, address) => {
      const chunk = before[address >>> OFFSET_BITS] as Uint8Array
      const offset = address & OFFSET_MASK
      this.#index.moveTo(place, this.#append(chunk, offset, recordEnd(chunk, offset)))
    })
  }
}
