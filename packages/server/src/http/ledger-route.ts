import type { IncomingMessage, ServerResponse } from 'node:http'
import { positionOf } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { BEYOND_HEAD, openExport } from '../ledger/export.ts'
import { importEntries } from '../ledger/import.ts'
import { ImportRefused } from '../ledger/import-refused.ts'
import { linesOf } from '../ledger/lines.ts'
import { restoreLedger } from '../ledger/restore.ts'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'
import { sendLines } from './lines.ts'
import { Parameters } from './parameters.ts'
import { spooled } from './spool.ts'

/** `GET /ledger?after=…&asKnownAt=…&evidence=true` streams the ledger as JSON Lines; `POST /ledger` imports such a stream, all of
 * it or nothing, and with `restore=true` makes it the ledger that it was. */
export async function serveLedger(
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST') return receiveImport(engine, viewer, request, response)
  if (request.method === 'GET') return sendExport(engine, viewer, request, response)
  response.setHeader('allow', 'GET, POST')
  throw new BadRequest(405, 'The ledger is read with GET and imported with POST.')
}

export const MEDIA_TYPE = 'application/x-ndjson'

async function receiveImport(
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!viewer.roles.includes('OPERATOR')) throw new BadRequest(403, 'Only operators import.')
  const isRestore = new Parameters(request, 'an import', ['restore']).flag('restore')
  const type = request.headers['content-type']?.split(';')[0]?.trim()
  if (type !== MEDIA_TYPE) throw new BadRequest(415, `The body must be ${MEDIA_TYPE}.`)
  try {
    const { db } = engine.connection
    const result = await spooled(request, (bytes) =>
      isRestore
        ? restoreLedger(db, linesOf(bytes), engine.pseudonyms)
        : importEntries(engine.connection, engine, receivedLines(engine, bytes), viewer.subject),
    )
    engine.wakeup.ring()
    sendJson(response, 200, result)
  } catch (error) {
    if (error instanceof ImportRefused) {
      return sendJson(response, 422, { error: error.message, line: error.line, problems: error.problems })
    }
    throw error
  }
}

/**
 * The lines of a body. Where rulebooks take approval, none can come in beside it; what is restored into an empty register
 * is its whole history, approvals included.
 */
async function* receivedLines({ publishing }: Engine, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let number = 0
  for await (const line of linesOf(bytes)) {
    number += 1
    // The type can be written with escapes, so that its letters stand nowhere in the line.
    const maybe = publishing.approvals > 0 && (line.includes('RulebookPublished') || line.includes('\\u'))
    if (maybe && publishesRulebook(line)) {
      const message = 'must not be RulebookPublished: a rulebook takes approval here, so propose it'
      throw new ImportRefused(number, [{ path: ['type'], message }])
    }
    yield line
  }
}

function publishesRulebook(line: string): boolean {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && 'type' in entry && entry.type === 'RulebookPublished'
  } catch {
    // What is no JSON is refused by the import, which says why.
    return false
  }
}

async function sendExport(
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!viewer.roles.some((role) => role === 'OPERATOR' || role === 'AUDITOR')) {
    throw new BadRequest(403, 'Only operators and auditors export.')
  }
  const parameters = new Parameters(request, 'an export', ['after', 'asKnownAt', 'evidence'])
  const opened = await openExport(engine.connection.db, {
    after: parameters.position('after') ?? positionOf(0),
    asKnownAt: parameters.position('asKnownAt'),
    evidence: parameters.flag('evidence'),
  })
  if (opened === null) throw new BadRequest(400, BEYOND_HEAD)
  response.setHeader('content-type', MEDIA_TYPE)
  // How much follows, so that whoever reads can tell a stream that broke off from one that is complete.
  response.setHeader('demur-entries', String(opened.entries))
  response.setHeader('demur-lines', String(opened.lines))
  response.writeHead(200)
  await sendLines(response, textOf(opened.chunks))
}

async function* textOf(chunks: AsyncIterable<string[]>): AsyncGenerator<string> {
  for await (const lines of chunks) yield `${lines.join('\n')}\n`
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.writeHead(status).end(`${JSON.stringify(body)}\n`)
}
