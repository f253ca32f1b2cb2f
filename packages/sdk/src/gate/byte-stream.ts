import { DemurProtocolError } from '../error.ts'

/** Takes a stream in pieces of the sizes that a format asks for. Holds no more than one of them and what came with it. */
export class ByteStream {
  readonly #pieces: AsyncIterator<Uint8Array>
  #piece: Uint8Array = new Uint8Array(0)
  /** How much of the piece is taken. */
  #at = 0

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /**
   * The next bytes, with some room before them.
   * @throws DemurProtocolError where the stream ends before
   */
  async take(length: number, room = 0): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(room + length)
    for (let filled = room; filled < taken.length; ) {
      if (this.#at === this.#piece.length) await this.#next()
      const part = this.#piece.subarray(this.#at, this.#at + taken.length - filled)
      taken.set(part, filled)
      filled += part.length
      this.#at += part.length
    }
    return taken
  }

  /** A number in four bytes, the lowest first, then as many bytes: with the four in front, and some room before them. */
  async takeCounted(most: number, room = 0): Promise<Uint8Array<ArrayBuffer>> {
    const count = await this.take(4)
    const length = new DataView(count.buffer).getUint32(0, true)
    if (length > most) {
      throw new DemurProtocolError('The snapshot cannot be used: a part of it is larger than it can be.', {
        code: 'BAD_SNAPSHOT',
      })
    }
    const taken = await this.take(length, room + 4)
    taken.set(count, room)
    return taken
  }

  /** Gives up on what is left. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #next(): Promise<void> {
    const { value, done } = await this.#pieces.next()
    if (done) {
      throw new DemurProtocolError('The snapshot cannot be used: it ends too early.', { code: 'BAD_SNAPSHOT' })
    }
    this.#piece = value
    this.#at = 0
  }
}
