import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DemurInputError } from '../../error.ts'
import type { SnapshotSource } from '../options.ts'

/** How much of a file is read at once: many hashes of a MiB cost less than many reads of the 64 KiB that Node takes. */
const PIECE_BYTES = 1_048_576

/**
 * A snapshot that lies in a file, as `GET /snapshot` gave it. The file is opened when a gate loads it, and read in
 * pieces; where that fails, `ready()` throws a DemurInputError whose code is `NO_FILE`.
 *
 * @example
 * ```ts
 * import { createGate } from '@demur/sdk/gate'
 * import { readPublicKeys, snapshotFile } from '@demur/sdk/gate/node'
 *
 * const gate = createGate({
 *   dataUse: 'genai.training',
 *   maxStaleness: 3_600_000,
 *   publicKeys: await readPublicKeys('demur.keys'),
 *   snapshot: snapshotFile('training.snapshot'),
 * })
 * await gate.ready()
 * ```
 */
export function snapshotFile(path: string | URL): SnapshotSource {
  return { [Symbol.asyncIterator]: () => piecesOf(path) }
}

/**
 * The public keys in a file, one a line, as `GET /checkpoint-keys` gave them.
 *
 * @example
 * ```ts
 * import { readPublicKeys } from '@demur/sdk/gate/node'
 *
 * const publicKeys = await readPublicKeys(new URL('../demur.keys', import.meta.url))
 * ```
 * @throws DemurInputError where the file cannot be read, or has no key
 */
export async function readPublicKeys(path: string | URL): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => Promise.reject(unread(path, error)))
  const keys = text.split('\n').flatMap((line) => line.trim() || [])
  if (keys.length === 0) throw new DemurInputError(`There is no key in “${path}”.`, { code: 'NO_KEY' })
  return keys
}

async function* piecesOf(path: string | URL): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: PIECE_BYTES })
  } catch (error) {
    throw unread(path, error)
  }
}

function unread(path: string | URL, error: unknown): DemurInputError {
  const why = error instanceof Error ? error.message : String(error)
  return new DemurInputError(`“${path}” cannot be read: ${why}`, { code: 'NO_FILE' })
}
