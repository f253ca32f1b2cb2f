/** Bytes that are no text in UTF-8. */
export class NotUtf8 extends Error {
  override readonly name = 'NotUtf8'
  /** The line that they stand in, from 1. */
  readonly line: number
  readonly problem = 'is no UTF-8'

  constructor(line: number) {
    super(`line ${line} is no UTF-8`)
    this.line = line
  }
}

const LINE_FEED = 10

/**
 * Splits a stream of bytes into lines without holding more than a chunk and the line that it breaks off in.
 * @throws NotUtf8 after every line before it was given
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let begun: Uint8Array[] = []
  let given = 0
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(LINE_FEED)
    if (end === -1) {
      begun.push(chunk)
      continue
    }
    const whole = Buffer.concat([...begun, chunk.subarray(0, end)])
    begun = [chunk.subarray(end + 1)]
    const lines = decoded(whole, given === 0)?.split('\n')
    if (lines === undefined) yield* linesBeforeFault(whole, given)
    else {
      given += lines.length
      yield* lines
    }
  }
  const rest = Buffer.concat(begun)
  if (rest.length === 0) return
  const line = decoded(rest, given === 0)
  if (line === null) throw new NotUtf8(given + 1)
  yield line
}

const FIRST = new TextDecoder('utf-8', { fatal: true })
const FURTHER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Null: no UTF-8. A mark of the order of bytes is left out where it begins the stream. */
function decoded(bytes: Uint8Array, isFirst: boolean): string | null {
  try {
    return (isFirst ? FIRST : FURTHER).decode(bytes)
  } catch {
    return null
  }
}

/** Where bytes cannot be decoded together, they are line by line, up to the one that cannot. */
function* linesBeforeFault(bytes: Uint8Array, given: number): Generator<string> {
  let number = given
  for (let start = 0; start <= bytes.length; ) {
    const next = bytes.indexOf(LINE_FEED, start)
    const end = next === -1 ? bytes.length : next
    const line = decoded(bytes.subarray(start, end), number === 0)
    number += 1
    if (line === null) throw new NotUtf8(number)
    yield line
    start = end + 1
  }
}
