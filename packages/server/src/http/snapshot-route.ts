import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatInstant } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { type GateSnapshot, openGateSnapshot, SnapshotRefused } from '../bulk/gate-snapshot.ts'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'
import { BulkStream } from './bulk-stream.ts'
import { sendJson } from './ledger-route.ts'
import { sendLines } from './lines.ts'

const STATUS_OF_REFUSAL = { NOT_FOUND: 404, NOT_CONFIGURED: 501 } as const

const SNAPSHOTS = new BulkStream('snapshots', 10)

/**
 * `GET /snapshot?dataUse=…` streams what a gate decides by: everybody's facts as far as one data use asks, at the head of
 * the ledger, signed. The format is in docs/gate.md. A stream that is not complete breaks its connection.
 */
export async function serveSnapshot(
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
  stallTimeout: number,
): Promise<void> {
  SNAPSHOTS.admit(viewer, request, response)
  const dataUse = dataUseOf(new URL(request.url ?? '/', 'http://localhost').searchParams)
  await SNAPSHOTS.serve(engine, request, response, {
    stallTimeout,
    open: () => open(engine, dataUse, response),
    send: ({ pieces }) => sendLines(response, pieces),
  })
}

async function open(engine: Engine, dataUse: string, response: ServerResponse): Promise<GateSnapshot | null> {
  try {
    const found = await openGateSnapshot(engine, dataUse)
    const { at, position, rulebookVersion } = found.head
    response.setHeader('content-type', 'application/octet-stream')
    response.setHeader('cache-control', 'no-store')
    response.setHeader('demur-at', formatInstant(at))
    response.setHeader('demur-position', String(position))
    response.setHeader('demur-rulebook-version', encodeURIComponent(rulebookVersion))
    response.writeHead(200)
    return found
  } catch (error) {
    if (!(error instanceof SnapshotRefused)) throw error
    const { code, message } = error
    sendJson(response, STATUS_OF_REFUSAL[code], { errors: [{ message, extensions: { code } }] })
    return null
  }
}

function dataUseOf(query: URLSearchParams): string {
  for (const name of query.keys()) {
    if (name !== 'dataUse') throw new BadRequest(400, `“${name}” is no parameter of a snapshot.`)
  }
  const dataUse = query.get('dataUse')
  if (dataUse === null) throw new BadRequest(400, '“dataUse” is missing: the key of a data use.')
  return dataUse
}
