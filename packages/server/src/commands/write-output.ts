import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { isReaderGone } from './output.ts'

/** Writes to standard output. Whoever reads it may stop reading, as `head` does: that is no fault. */
export async function writeOutput(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(bytes, process.stdout, { end: false })
  } catch (error) {
    if (!isReaderGone(error)) throw error
  }
}

/** Writes a file whole or not at all: beside its place first, and into it once it is complete. */
export async function writeWhole(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  // What is no regular file, such as a pipe, is written to as it is.
  const place = existsSync(file) && !statSync(file).isFile() ? file : `${file}.partial`
  // Opened before anything can fail: one that is opened later would appear after it was taken away.
  const opened = await open(place, 'w')
  try {
    await pipeline(bytes, opened.createWriteStream())
    if (place !== file) renameSync(place, file)
  } catch (error) {
    if (place !== file) rmSync(place, { force: true })
    throw error
  }
}
