/** Of the slots that are taken, beyond which they are laid out anew. */
const FULL = 0.85
/** Of the slots, how many are taken after that, */
const GROWN = 0.6
/** and where no more are expected. */
const TRIMMED = 0.75
const FIRST_SLOTS = 1024
const HASHES = 4_294_967_296

/** What a slot holds in place of an address: nothing was ever in it; something was. Every address is lower. */
const EMPTY = 0xffff_ffff
const REMOVED = 0xffff_fffe

/** The place of what is not there. */
export const NOWHERE = -1

/**
 * Addresses by hash, in slots of eight bytes with hash and address side by side: looking one up is one place in memory.
 * Different things can have one hash, so whoever looks compares what lies at the address, and goes on to the `next`.
 */
export class HashIndex {
  #slots = new Uint32Array(FIRST_SLOTS * 2).fill(EMPTY)
  #capacity = FIRST_SLOTS
  /** Makes a place of a hash: as far into the slots as the hash is into all hashes, so that their number is free. */
  #scale = FIRST_SLOTS / HASHES
  /** How many slots are not empty. */
  #taken = 0
  size = 0

  get bytes(): number {
    return this.#slots.byteLength
  }

  /** Where to begin to look for a hash. */
  first(hash: number): number {
    return (((hash >>> 0) * this.#scale) | 0) << 1
  }

  /** Reads the slot where looking for a hash begins, so that it is near when it is asked for. */
  touch(hash: number): number {
    return this.#slots[this.first(hash)] as number
  }

  /** From a place on, that of the next slot with a hash; `NOWHERE` where there is none. */
  next(hash: number, from: number): number {
    const slots = this.#slots
    const wanted = hash >>> 0
    for (let place = from; ; place += 2) {
      if (place === slots.length) place = 0
      const entry = slots[place + 1] as number
      if (entry === EMPTY) return NOWHERE
      if (slots[place] === wanted && entry !== REMOVED) return place
    }
  }

  addressAt(place: number): number {
    return this.#slots[place + 1] as number
  }

  moveTo(place: number, address: number): void {
    this.#slots[place + 1] = address
  }

  add(hash: number, address: number): void {
    if (this.#taken + 1 > this.#capacity * FULL) this.#layOut(this.size / GROWN)
    this.#put(hash >>> 0, address)
    this.size += 1
  }

  removeAt(place: number): void {
    this.#slots[place + 1] = REMOVED
    this.size -= 1
  }

  /** Visits everything, in no order. The visitor may move what it is at. */
  visit(visitor: (place: number, address: number) => void): void {
    const slots = this.#slots
    for (let place = 0; place < slots.length; place += 2) {
      const address = slots[place + 1] as number
      if (address < REMOVED) visitor(place, address)
    }
  }

  /** Gives back what is not needed soon. */
  trim(): void {
    this.#layOut(this.size / TRIMMED)
  }

  #put(hash: number, address: number): void {
    const slots = this.#slots
    let place = this.first(hash)
    while ((slots[place + 1] as number) < REMOVED) {
      place += 2
      if (place === slots.length) place = 0
    }
    if (slots[place + 1] === EMPTY) this.#taken += 1
    slots[place] = hash
    slots[place + 1] = address
  }

  #layOut(capacity: number): void {
    const before = this.#slots
    this.#capacity = Math.max(Math.ceil(capacity), FIRST_SLOTS)
    this.#scale = this.#capacity / HASHES
    this.#slots = new Uint32Array(this.#capacity * 2).fill(EMPTY)
    this.#taken = 0
    for (let place = 0; place < before.length; place += 2) {
      const address = before[place + 1] as number
      if (address < REMOVED) this.#put(before[place] as number, address)
    }
  }
}
