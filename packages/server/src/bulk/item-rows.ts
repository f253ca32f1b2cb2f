/** Keys of items, and what blocks each, close together: millions of strings would be objects of their own. */
export class ItemRows {
  #keys: Buffer = Buffer.allocUnsafe(65_536)
  /** Where each key ends. */
  #ends = new Uint32Array(4096)
  #masks = new Int32Array(4096)
  count = 0

  /** Adds a key in UTF-8, from somebody else's buffer. */
  add(bytes: Buffer, start: number, length: number, mask: number): void {
    const from = this.end(this.count - 1)
    if (this.count === this.#ends.length) {
      this.#ends = grown(this.#ends, new Uint32Array(this.count * 2))
      this.#masks = grown(this.#masks, new Int32Array(this.count * 2))
    }
    if (from + length > this.#keys.length) {
      this.#keys = grown(this.#keys, Buffer.allocUnsafe(Math.max(this.#keys.length * 2, from + length)))
    }
    // Most keys are short, and calling out to copy them takes longer than copying.
    const keys = this.#keys
    for (let at = 0; at < length; at += 1) keys[from + at] = bytes[start + at] as number
    this.#ends[this.count] = from + length
    this.#masks[this.count] = mask
    this.count += 1
  }

  addKey(key: string, mask: number): void {
    const bytes = Buffer.from(key)
    this.add(bytes, 0, bytes.length, mask)
  }

  /** The keys in UTF-8, one behind the other; another buffer when rows are added. */
  get bytes(): Buffer {
    return this.#keys
  }

  /** Where the key of a row begins in the bytes. */
  start(row: number): number {
    return this.end(row - 1)
  }

  /** Where it ends. */
  end(row: number): number {
    return row < 0 ? 0 : (this.#ends[row] ?? 0)
  }

  key(row: number): string {
    return this.#keys.toString('utf8', this.start(row), this.end(row))
  }

  /** What blocks, as bits of `BLOCKING_REASONS`; 0: nothing. */
  mask(row: number): number {
    return this.#masks[row] ?? 0
  }
}

/** Moves numbers into an array with more room. */
export function grown<A extends Uint8Array | Uint32Array | Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
