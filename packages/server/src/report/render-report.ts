import { formatInstant } from '@demur/eligibility'
import type { Register } from '@demur/schema'
import { makeReport, type Report, type ReportPoint } from './report.ts'
import { reportCsv } from './report-csv.ts'
import { reportHtml } from './report-html.ts'
import { reportPdf } from './report-pdf.ts'

/** The formats of a report, by the ending of its address. */
export const REPORT_FORMATS = ['html', 'pdf', 'csv'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** A report as a file. */
export interface ReportFile {
  readonly name: string
  readonly bytes: Buffer
}

export const NO_REPORT = 'Reports are for operators and auditors.'

/**
 * The report of a point in a format: the same bytes whoever asks for it, and however. Null where the viewer may not have
 * one. A position that the ledger has not reached is a `GraphQLError`, as it is everywhere.
 */
export async function renderReport(
  register: Register,
  format: ReportFormat,
  asked: ReportPoint,
): Promise<ReportFile | null> {
  const report = await makeReport(register, asked)
  if (report === null) return null
  const name = `demur-report-${formatInstant(report.at).replaceAll(':', '-')}-${report.position}.${format}`
  return { name, bytes: Buffer.from(await written(report, format)) }
}

async function written(report: Report, format: ReportFormat): Promise<string | Buffer> {
  switch (format) {
    case 'html':
      return reportHtml(report)
    case 'csv':
      return reportCsv(report)
    case 'pdf':
      return reportPdf(report)
  }
}
