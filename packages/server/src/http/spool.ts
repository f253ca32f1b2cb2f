import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Takes a body whole into a temporary file before the work on it begins: what holds a lock while it reads must not wait
 * for a slow sender. A body that breaks off never gets to the work.
 */
export async function spooled<R>(body: Readable, work: (bytes: AsyncIterable<Uint8Array>) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'demur-'))
  try {
    const file = join(folder, 'body')
    await pipeline(body, createWriteStream(file, { mode: 0o600 }))
    return await work(createReadStream(file))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
