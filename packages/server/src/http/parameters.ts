import type { IncomingMessage } from 'node:http'
import { type Instant, type Position, parseInstant, positionOf } from '@demur/eligibility'
import { BadRequest } from './body.ts'

/** The parameters in the address of a request, each read as what it is. */
export class Parameters {
  readonly #query: URLSearchParams

  /**
   * @param of what is asked for, such as `an export`
   * @param names all that it can be asked with
   * @throws BadRequest for any other, as a misspelt “asKnownAt” would silently mean the head, and for one that comes twice
   */
  constructor({ url = '/' }: IncomingMessage, of: string, names: readonly string[]) {
    this.#query = new URL(url, 'http://localhost').searchParams
    for (const name of this.#query.keys()) {
      if (!names.includes(name)) throw new BadRequest(400, `“${name}” is no parameter of ${of}.`)
      if (this.#query.getAll(name).length > 1) throw new BadRequest(400, `“${name}” is given more than once.`)
    }
  }

  /** Null where it is not given. */
  text(name: string): string | null {
    return this.#query.get(name)
  }

  /**
   * @param what what it should be, such as `the key of a run`
   * @throws BadRequest where it is not given
   */
  required(name: string, what: string): string {
    const text = this.#query.get(name)
    if (text === null) throw new BadRequest(400, `“${name}” is missing: ${what}.`)
    return text
  }

  /** @throws BadRequest for anything but `true`, `false` and nothing, which is false */
  flag(name: string): boolean {
    const text = this.#query.get(name) ?? 'false'
    if (text !== 'true' && text !== 'false') throw new BadRequest(400, `“${name}” is neither true nor false.`)
    return text === 'true'
  }

  /** A position of the ledger; null where it is not given. */
  position(name: string): Position | null {
    const text = this.#query.get(name)
    if (text === null) return null
    if (!/^\d{1,15}$/.test(text)) throw new BadRequest(400, `“${name}” is no position.`)
    return positionOf(Number(text))
  }

  /** Null where it is not given. */
  instant(name: string): Instant | null {
    const text = this.#query.get(name)
    const instant = parseInstant(text)
    if (text !== null && instant === null) {
      throw new BadRequest(400, `“${name}” is no RFC 3339 instant, such as 2026-11-01T00:00:00Z.`)
    }
    return instant
  }
}
