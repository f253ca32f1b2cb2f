import { dataOf, unreachable } from '../attempt.ts'
import { interruptible } from '../interruption.ts'
import type { SettledOptions } from '../settled-options.ts'

/** How long a server may be silent while it sends a snapshot; milliseconds. */
const SILENCE = 45_000

/**
 * Asks the server for a snapshot, and gives its bytes as they come.
 * @throws DemurError
 */
export async function* fetchSnapshot(
  options: SettledOptions,
  dataUse: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const requestId = crypto.randomUUID()
  const attempt = { operation: 'Snapshot', document: '', requestId, body: '', token: '', accept: '', signal }
  const url = new URL('snapshot', options.url)
  url.searchParams.set('dataUse', dataUse)
  const limits = { clock: options.clock, signal, timeout: SILENCE, requestId }
  const leaving = new AbortController()
  try {
    const response = await interruptible(limits, async () => {
      const { auth } = options
      const token = typeof auth === 'string' ? auth : await auth({ refused: false })
      return options
        .fetch(url.href, {
          headers: { authorization: `Bearer ${token}`, accept: 'application/octet-stream', 'x-request-id': requestId },
          signal: leaving.signal,
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          redirect: 'manual',
        })
        .catch((error: unknown) => Promise.reject(unreachable(attempt, error)))
    })
    if (response.status !== 200 || response.body === null) {
      dataOf(options, attempt, response, await response.text())
      return
    }
    const reader = response.body.getReader()
    for (;;) {
      const { value, done } = await interruptible(limits, () =>
        reader.read().catch((error: unknown) => Promise.reject(unreachable(attempt, error))),
      )
      if (done) return
      yield value
    }
  } finally {
    leaving.abort()
  }
}

/** The bytes of a snapshot as they are handed in. */
export async function* piecesOf(
  source: Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (source instanceof Uint8Array) return yield source
  const stream = source instanceof Blob ? source.stream() : source
  if (!('getReader' in stream)) return yield* stream
  // Not every browser can iterate over a stream.
  const reader = stream.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
}
