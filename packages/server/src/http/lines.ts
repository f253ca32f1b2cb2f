import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Sends text or bytes as fast as it is read, and stops making it when the reader is gone. Where making it fails, the connection
 * breaks: the status is out, and that is what is left to tell that the stream is not complete.
 */
export async function sendLines(response: ServerResponse, lines: AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), response)
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!gone) throw error
  }
}
