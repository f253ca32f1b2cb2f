import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'

const PIECE_BYTES = 1_048_576

/** A named file with its size in bytes, or standard input. */
export interface Input {
  /** Null: standard input. */
  readonly file: string | null
  readonly size: number
}

export function nameOf({ file }: Input): string {
  return file ?? 'standard input'
}

/** Some text of an input. */
export interface TextPiece {
  readonly bytes: Buffer
  /** Which share of the file is read with it; null of standard input, whose end nobody knows. */
  readonly share: number | null
}

/** Whether reading can begin in the middle. */
export function canSeek({ file }: Input): boolean {
  return file !== null && unpackerOf(file) === null
}

/** Reads the text of an input in pieces, from an offset on where it can seek. What is packed, by its name, is unpacked. */
export async function* textOf({ file, size }: Input, offset = 0): AsyncGenerator<TextPiece> {
  if (file === null) {
    for await (const bytes of process.stdin as AsyncIterable<Buffer>) yield { bytes, share: null }
    return
  }
  const opened = createReadStream(file, { highWaterMark: PIECE_BYTES, start: offset })
  const unpacker = unpackerOf(file)
  // An error of either is thrown by whoever reads the last.
  const text = unpacker === null ? opened : pipeline(opened, unpacker, () => {})
  for await (const bytes of text as AsyncIterable<Buffer>) {
    yield { bytes, share: Math.min((offset + opened.bytesRead) / Math.max(size, 1), 1) }
  }
}

function unpackerOf(file: string): NodeJS.ReadWriteStream | null {
  if (file.endsWith('.gz')) return createGunzip()
  return file.endsWith('.zst') ? createZstdDecompress() : null
}
