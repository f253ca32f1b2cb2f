import type { JsonObject } from '@demur/eligibility'
import type { EligibleExport, ExportQuestion } from '../bulk/eligible-export.ts'
import type { BulkQuestion } from '../bulk/settled-question.ts'
import type { ExportRequest } from '../ledger/export.ts'
import type { ImportResult } from '../ledger/import.ts'
import type { RunStreamRequest } from '../register/run-streams.ts'
import type { ReportFormat } from '../report/render-report.ts'
import type { ReportPoint } from '../report/report.ts'
import type { Snapshot } from '../snapshot/open-snapshot.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** Where a command finds the register. */
export interface AccessOptions {
  readonly data?: string
  readonly url?: string
  readonly token?: string
  /** Publish although approvals are required; only on the database itself. */
  readonly withoutApproval?: boolean
  /** Makes a register where there is none. */
  readonly begin?: boolean
}

/** A stream of the ledger, and how much there is of it. */
export interface Exported {
  readonly entries: number
  /** How many lines that makes: with evidence, checkpoints stand among the entries. */
  readonly lines: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** The register as a command works with it: a database that it opens itself, or a server that it asks. */
export interface Access {
  /** Runs an operation and gives its data. */
  execute(document: string, variables: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>
  /** With `restore`, an export with its evidence becomes the ledger that it was. */
  importFrom(bytes: AsyncIterable<Uint8Array>, restore?: boolean): Promise<ImportResult>
  /** With `evidence`, lines carry what `demur verify` and a restore need besides: salts, hashes and checkpoints. */
  exportLedger(request: ExportRequest): Promise<Exported>
  /** Every eligible item, or every other one with its reasons. */
  exportEligible(question: ExportQuestion): Promise<EligibleExport>
  /** The classes of everybody with their decision table; only on the database itself. */
  openSnapshot(question: BulkQuestion): Promise<Snapshot>
  /** What stood where at a point, in a format. */
  report(format: ReportFormat, point: ReportPoint): Promise<Uint8Array>
  /** What takes as long as a run is large, as objects one by one. */
  runStream(request: RunStreamRequest): AsyncIterable<JsonObject>
  close(): Promise<void>
}

/** Only what is needed is loaded: a command that asks a server starts without a database. */
export async function openAccess({
  data,
  url,
  token,
  withoutApproval = false,
  begin = false,
}: AccessOptions): Promise<Access> {
  if (url === undefined)
    return (await import('./direct-access.ts')).directAccess(data, { waived: withoutApproval, begin })
  if (withoutApproval) throw new CommandFailed(EXIT.usage, '--without-approval works on the database itself only.')
  if (data !== undefined) throw new CommandFailed(EXIT.usage, 'Give --url or --data, not both.')
  const base = URL.parse(url)
  if (base === null) throw new CommandFailed(EXIT.usage, `“${url}” is no URL.`)
  return (await import('./remote-access.ts')).remoteAccess(base, token ?? process.env.DEMUR_TOKEN ?? '')
}
