import { type Instant, positionOf } from '@demur/eligibility'
import { REPORT_FORMATS, type ReportFormat } from '../report/render-report.ts'
import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { instantOption, knownPosition, type PointOptions } from './points.ts'
import { writeOutput, writeWhole } from './write-output.ts'

interface ReportOptions extends AccessOptions, OutputOptions, PointOptions {
  readonly format?: string
  readonly output?: string
}

/** `demur report`: what stood where at a point, as the console gives it; to standard output or a file. */
export async function report(options: ReportOptions): Promise<number> {
  const format = formatOption(options.format ?? formatOfFile(options.output) ?? 'html')
  const at: Instant | null = options.at === undefined ? null : instantOption(options.at)
  const access = await openAccess(options)
  try {
    const known = options.asKnownAt === undefined ? null : await knownPosition(access, options.asKnownAt)
    const asKnownAt = known === null ? null : positionOf(Number(known))
    const bytes = await access.report(format, { at, asKnownAt })
    if (options.output === undefined) await writeOutput(once(bytes))
    else {
      await writeWhole(options.output, once(bytes))
      print(options, { file: options.output, format, bytes: bytes.length }, `Wrote the report to ${options.output}.`)
    }
    return EXIT.ok
  } finally {
    await access.close()
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** `report.pdf` is a PDF without anybody saying so. */
function formatOfFile(file: string | undefined): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => file?.toLowerCase().endsWith(`.${format}`))
}

function formatOption(text: string): ReportFormat {
  const format = REPORT_FORMATS.find((known) => known === text)
  if (format !== undefined) return format
  throw new CommandFailed(EXIT.usage, `--format must be ${REPORT_FORMATS.join(', ')}, not “${text}”.`)
}
