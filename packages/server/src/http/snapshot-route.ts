import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatInstant } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { openGateSnapshot, type SnapshotHead } from '../bulk/gate-snapshot.ts'
import type { Engine } from '../register/engine.ts'
import { BulkStream } from './bulk-stream.ts'
import { sendLines } from './lines.ts'
import { Parameters } from './parameters.ts'

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
  const dataUse = new Parameters(request, 'a snapshot', ['dataUse']).required('dataUse', 'the key of a data use')
  await SNAPSHOTS.serve(engine, request, response, {
    stallTimeout,
    open: () => openGateSnapshot(engine, dataUse),
    send({ head, pieces }) {
      sendHead(response, head)
      return sendLines(response, pieces)
    },
  })
}

/** Says of what the snapshot is. */
function sendHead(response: ServerResponse, { at, position, rulebookVersion }: SnapshotHead): void {
  response.setHeader('content-type', 'application/octet-stream')
  response.setHeader('cache-control', 'no-store')
  response.setHeader('demur-at', formatInstant(at))
  response.setHeader('demur-position', String(position))
  response.setHeader('demur-rulebook-version', encodeURIComponent(rulebookVersion))
  response.writeHead(200)
}
