import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatInstant } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { type EligibleExport, type ExportQuestion, openEligibleExport } from '../bulk/eligible-export.ts'
import { type ExportFormat, type RowWriter, rowWriter } from '../bulk/export-formats.ts'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'
import { BulkStream } from './bulk-stream.ts'
import { sendLines } from './lines.ts'
import { Parameters } from './parameters.ts'

const MEDIA_TYPES = {
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
  'application/vnd.apache.parquet': 'parquet',
} as const satisfies Record<string, ExportFormat>

const EXPORTS = new BulkStream('exports', 30)

/**
 * `GET /export/eligible?dataUse=…` streams every eligible item at one instant and one position, or with
 * `ineligible=true` those that are not with their reasons. A stream that is not complete breaks its connection.
 */
export async function serveExport(
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
  stallTimeout: number,
): Promise<void> {
  EXPORTS.admit(viewer, request, response)
  const parameters = new Parameters(request, 'an export', PARAMETERS)
  const [mediaType, format] = negotiated(request.headers.accept)
  const question = questionOf(parameters)
  const withProgress = parameters.flag('progress') && format === 'ndjson'
  await EXPORTS.serve(engine, request, response, {
    stallTimeout,
    open: () => openEligibleExport(engine, engine.clock(), question),
    async send(found) {
      sendHead(response, found, mediaType)
      const writer = await rowWriter(format, found.head)
      await sendLines(response, pieces(found, writer, withProgress))
    },
  })
}

/** Says of what the export is, so that it can be asked for again, or on from where it broke off. */
function sendHead(response: ServerResponse, { head }: EligibleExport, mediaType: string): void {
  response.setHeader('content-type', mediaType)
  response.setHeader('vary', 'accept')
  response.setHeader('demur-at', formatInstant(head.at))
  response.setHeader('demur-position', String(head.asKnownAt))
  response.setHeader('demur-rulebook-version', encodeURIComponent(head.rulebookVersion))
  response.setHeader('demur-projected', String(head.projected))
  response.setHeader('demur-storage', head.storage)
  response.writeHead(200)
}

async function* pieces(
  { batches }: EligibleExport,
  writer: RowWriter,
  withProgress: boolean,
): AsyncGenerator<Uint8Array> {
  yield writer.begin()
  for await (const { rows, looked, progress } of batches) {
    yield writer.rows(rows, 0, rows.count)
    if (withProgress) yield Buffer.from(`${JSON.stringify({ looked, progress })}\n`)
  }
  yield writer.end()
}

/** The first that is offered of what is accepted: `*` and nothing at all take lines of JSON. */
function negotiated(accept = '*/*'): [mediaType: string, format: ExportFormat] {
  const accepted = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '')
  for (const range of accepted) {
    for (const [mediaType, format] of Object.entries(MEDIA_TYPES)) {
      if ([mediaType, '*/*', `${mediaType.split('/')[0]}/*`].includes(range)) return [mediaType, format]
    }
  }
  throw new BadRequest(406, `Exports are given as ${Object.keys(MEDIA_TYPES).join(', ')}.`)
}

const PARAMETERS = ['dataUse', 'at', 'asKnownAt', 'after', 'storage', 'ineligible', 'progress']

function questionOf(parameters: Parameters): ExportQuestion {
  return {
    dataUse: parameters.required('dataUse', 'the key of a data use'),
    wanted: parameters.flag('ineligible') ? 'ineligible' : 'eligible',
    at: parameters.instant('at'),
    asKnownAt: parameters.position('asKnownAt'),
    after: parameters.text('after'),
    storage: parameters.text('storage'),
  }
}
