import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatInstant } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { type GateSnapshot, openGateSnapshot, SnapshotRefused } from '../bulk/gate-snapshot.ts'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'
import { sendJson } from './ledger-route.ts'
import { sendLines } from './lines.ts'

const STATUS_OF_REFUSAL = { NOT_FOUND: 404, NOT_CONFIGURED: 501 } as const

/** How many snapshots a process makes at a time: each holds a connection that others wait for. */
const MOST = 2
const RUNNING = new WeakMap<Engine, number>()

/**
 * `GET /snapshot?use=…` streams what a gate decides by: everybody's facts as far as one data use asks, at the head of the
 * ledger, signed. The format is in docs/gate.md. A stream that is not complete breaks its connection.
 */
export async function serveSnapshot(
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
  stallTimeout: number,
): Promise<void> {
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET')
    throw new BadRequest(405, 'Snapshots are asked for with GET.')
  }
  if (!viewer.roles.some((role) => role !== 'MEMBER')) {
    throw new BadRequest(403, 'Only services, operators and auditors have snapshots.')
  }
  const dataUse = useOf(new URL(request.url ?? '/', 'http://localhost').searchParams)
  const running = RUNNING.get(engine) ?? 0
  if (running >= MOST) {
    response.setHeader('retry-after', '10')
    return refuse(response, 503, 'UNAVAILABLE', `${MOST} snapshots are being made already.`)
  }
  RUNNING.set(engine, running + 1)
  const cutOff = (): void => void response.destroy()
  try {
    const found = await open(engine, dataUse, response)
    if (found === null) return
    // Whoever stops reading would keep others from theirs.
    request.socket.setTimeout(stallTimeout, cutOff)
    await sendLines(response, found.pieces)
  } finally {
    request.socket.setTimeout(0, cutOff).removeListener('timeout', cutOff)
    RUNNING.set(engine, (RUNNING.get(engine) ?? 1) - 1)
  }
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
    refuse(response, STATUS_OF_REFUSAL[error.code], error.code, error.message)
    return null
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ message, extensions: { code } }] })
}

function useOf(query: URLSearchParams): string {
  for (const name of query.keys()) {
    if (name !== 'use') throw new BadRequest(400, `“${name}” is no parameter of a snapshot.`)
  }
  const use = query.get('use')
  if (use === null) throw new BadRequest(400, '“use” is missing: the key of a data use.')
  return use
}
