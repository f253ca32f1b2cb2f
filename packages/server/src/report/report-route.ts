import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatInstant, type Instant, type Position, parseInstant, positionOf } from '@demur/eligibility'
import type { Register } from '@demur/schema'
import { GraphQLError } from 'graphql'
import { BadRequest } from '../http/body.ts'
import { makeReport, type Report } from './report.ts'
import { reportCsv } from './report-csv.ts'
import { reportHtml } from './report-html.ts'
import { reportPdf } from './report-pdf.ts'

/** The formats of a report, by the ending of its address. */
export const REPORT_FORMATS = ['html', 'pdf', 'csv'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

const TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
}

/** A report in a format. */
export async function writeReport(report: Report, format: ReportFormat): Promise<string | Buffer> {
  switch (format) {
    case 'html':
      return reportHtml(report)
    case 'csv':
      return reportCsv(report)
    case 'pdf':
      return reportPdf(report)
  }
}

/** `GET …report.csv?at=…&asKnownAt=…`: the report of a point; without one, of now and of everything that is known. */
export async function serveReport(
  register: Register,
  format: ReportFormat,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://page.invalid')
  const point = { at: instantIn(searchParams.get('at')), asKnownAt: positionIn(searchParams.get('asKnownAt')) }
  const report = await makeReport(register, point).catch((error: unknown) => {
    // What is wrong with a question is the caller's, as it is in GraphQL.
    throw error instanceof GraphQLError ? new BadRequest(400, error.message) : error
  })
  if (report === null) throw new BadRequest(403, 'Reports are for operators and auditors.')
  const name = `demur-report-${formatInstant(report.at).replaceAll(':', '-')}-${report.position}.${format}`
  response.setHeader('content-type', TYPES[format])
  response.setHeader('content-disposition', `${format === 'html' ? 'inline' : 'attachment'}; filename="${name}"`)
  // The document has its styles in it, and nothing else.
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  response.writeHead(200).end(await writeReport(report, format))
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
