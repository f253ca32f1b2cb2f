import type pg from 'pg'
import type { CopiedRows } from './copy-rows.ts'

/** Messages of Postgres by their first byte. */
const [COPY_OUT, COPY_DATA, COPY_DONE] = [0x48, 0x64, 0x63]
/** What may come in between, and is the business of the driver: notices, parameters, notifications. */
const OTHERS: ReadonlySet<number> = new Set([0x4e, 0x53, 0x41])
/** The first byte of a message, and its length without that byte. */
const HEAD_BYTES = 5

/** What a query of the driver is to the driver, as far as a copy needs. */
type Submittable = pg.Submittable & {
  handleError(error: Error): void
  handleCommandComplete(): void
  handleReadyForQuery(): void
}

/**
 * `COPY … TO STDOUT`, read where it arrives: Postgres sends every row as a message of its own, and making a message of
 * it, a chunk of a stream and a row again takes longer than what is done with most rows. While it lasts it stands in for
 * the driver on the socket, and hands back whatever is no row.
 */
export class CopyOut implements Submittable {
  readonly #text: string
  readonly #rows: CopiedRows
  readonly #done = Promise.withResolvers<void>()
  #rest: Buffer = Buffer.alloc(0)
  /** The driver, on the socket. */
  #driver: (bytes: Buffer) => void = () => {}
  #detach = (): void => {}

  constructor(text: string, rows: CopiedRows) {
    this.#text = text
    this.#rows = rows
  }

  /** Resolves once everything was read. Where it rejects, the connection may be in the middle of it: close it. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  submit(connection: pg.Connection): void {
    const { stream } = connection
    const [driver] = stream.listeners('data') as ((bytes: Buffer) => void)[]
    if (driver === undefined) throw new Error('the driver does not listen on its connection')
    const take = (bytes: Buffer): void => this.#take(bytes)
    this.#driver = driver
    // First one comes, then the other goes: a socket that nobody listens to may stop.
    this.#detach = () => void stream.on('data', driver).off('data', take)
    stream.on('data', take).off('data', driver)
    connection.query(this.#text)
  }

  handleError(error: Error): void {
    this.#done.reject(error)
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    try {
      this.#rows.end()
      this.#done.resolve()
    } catch (error) {
      this.#done.reject(error)
    }
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (bytes.length - at >= HEAD_BYTES) {
      const [code = 0, end] = [bytes[at], at + 1 + view.getInt32(at + 1)]
      if (code !== COPY_DATA && code !== COPY_OUT && !OTHERS.has(code)) {
        this.#detach()
        return this.#driver(bytes.subarray(code === COPY_DONE ? end : at))
      }
      if (end > bytes.length) break
      if (code === COPY_DATA) this.#visit(bytes, view, at + HEAD_BYTES, end)
      else if (code !== COPY_OUT) this.#driver(bytes.subarray(at, end))
      at = end
    }
    this.#rest = bytes.subarray(at)
  }

  #visit(bytes: Buffer, view: DataView, from: number, until: number): void {
    try {
      this.#rows.take(bytes, view, from, until)
    } catch (error) {
      this.#done.reject(error)
    }
  }
}
