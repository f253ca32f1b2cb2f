import type { IncomingMessage, ServerResponse } from 'node:http'
import { readCheckpointKeys, readCheckpoints } from '../evidence/checkpoints.ts'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'

/**
 * `GET /checkpoint` is the latest checkpoint as a signed note, `GET /checkpoint-keys` the public keys that ever signed,
 * one a line. Both need no token: a checkpoint is made to be kept by as many others as possible, and tells no more than
 * how many entries there are.
 */
export async function serveCheckpoint(
  { connection }: Engine,
  path: '/checkpoint' | '/checkpoint-keys',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    throw new BadRequest(405, 'Checkpoints are read with GET.')
  }
  const [latest] = await readCheckpoints(connection.db, 1, null)
  if (latest === undefined) throw new BadRequest(404, 'No checkpoint was published yet.')
  const keys = path === '/checkpoint' ? [] : await readCheckpointKeys(connection.db)
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.setHeader('cache-control', 'no-cache')
  const body = path === '/checkpoint' ? latest.note : keys.map(({ verifier }) => `${verifier}\n`).join('')
  response.writeHead(200).end(request.method === 'HEAD' ? undefined : body)
}
