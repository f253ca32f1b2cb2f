import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Instant, type Position, parseInstant, positionOf } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { GraphQLError } from 'graphql'
import { BadRequest } from '../http/body.ts'
import type { Engine } from '../register/engine.ts'
import { registerFor } from '../register/register.ts'
import { NO_REPORT, REPORT_FORMATS, type ReportFormat, renderReport } from './render-report.ts'

const TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
}

/** Where reports are had with a token. */
export const REPORT_PATHS = REPORT_FORMATS.map((format) => `/report.${format}`)

/** `GET …/report.csv?at=…&asKnownAt=…`: the report of a point; without one, of now and of everything that is known. */
export async function serveReport(
  engine: Engine,
  viewer: Viewer,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const format = REPORT_FORMATS.find((one) => path.endsWith(`/report.${one}`))
  if (format === undefined) throw new BadRequest(404, 'There is nothing here.')
  if (request.method !== 'GET') throw new BadRequest(405, 'Reports are read with GET.')
  const { searchParams } = new URL(request.url ?? '/', 'http://page.invalid')
  const point = { at: instantIn(searchParams.get('at')), asKnownAt: positionIn(searchParams.get('asKnownAt')) }
  const register = registerFor(engine, viewer, engine.clock(), new AbortController().signal)
  const report = await renderReport(register, format, point).catch((error: unknown) => {
    // What is wrong with a question is the caller's, as it is in GraphQL.
    throw error instanceof GraphQLError ? new BadRequest(400, error.message) : error
  })
  if (report === null) throw new BadRequest(403, NO_REPORT)
  response.setHeader('content-type', TYPES[format])
  response.setHeader('content-disposition', `${format === 'html' ? 'inline' : 'attachment'}; filename="${report.name}"`)
  // The document has its styles in it, and nothing else.
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  response.writeHead(200).end(report.bytes)
}

function instantIn(text: string | null): Instant | null {
  if (text === null) return null
  const instant = parseInstant(text)
  if (instant === null) throw new BadRequest(400, '“at” is no instant such as 2026-11-01T00:00:00Z.')
  return instant
}

function positionIn(text: string | null): Position | null {
  if (text === null) return null
  if (!/^\d{1,15}$/.test(text)) throw new BadRequest(400, '“asKnownAt” is no position.')
  return positionOf(Number(text))
}
