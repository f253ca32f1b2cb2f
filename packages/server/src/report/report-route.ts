import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '@demur/schema'
import { GraphQLError } from 'graphql'
import { BadRequest } from '../http/body.ts'
import { Parameters } from '../http/parameters.ts'
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
  const parameters = new Parameters(request, 'a report', ['at', 'asKnownAt'])
  const point = { at: parameters.instant('at'), asKnownAt: parameters.position('asKnownAt') }
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
