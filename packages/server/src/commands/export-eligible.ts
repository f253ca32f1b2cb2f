import { join } from 'node:path'
import { formatInstant, type Instant, parseInstant, positionOf } from '@demur/eligibility'
import type { EligibleExport, ExportQuestion } from '../bulk/eligible-export.ts'
import { EXPORT_FORMATS, type ExportFormat, rowWriter } from '../bulk/export-formats.ts'
import { type Access, type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type ExportManifest, newManifest, readManifest, withFolder, writeParts } from './export-folder.ts'
import { LookedProgress } from './looked-progress.ts'
import { type OutputOptions, print } from './output.ts'
import { instantOption, type PointOptions, readPoint } from './points.ts'
import { writeOutput } from './write-output.ts'

export interface ExportEligibleOptions extends AccessOptions, OutputOptions, PointOptions {
  readonly use: string
  readonly format?: string
  readonly out?: string
  readonly partSize?: string
  readonly ineligible?: boolean
}

const PART_SIZE = 1_000_000

/** `demur export-eligible`: to standard output, or into a folder that can be gone on with. */
export async function exportEligible(options: ExportEligibleOptions): Promise<number> {
  const wanted = readOptions(options)
  const access = await openAccess(options)
  try {
    if (options.out !== undefined) return await toFolder(access, options.out, wanted, options)
    const { format } = wanted
    const found = await access.exportEligible(await questionOf(access, wanted, options))
    // On a terminal that shows the items a bar would stand between them.
    const progress = new LookedProgress(process.stdout.isTTY || options.json === true ? 'never' : 'on a terminal')
    const writer = await rowWriter(format, found.head)
    let items = 0
    await writeOutput(
      (async function* () {
        yield writer.begin()
        for await (const { rows, looked, progress: share } of found.batches) {
          items += rows.count
          yield writer.rows(rows, 0, rows.count)
          progress.add(looked, share)
        }
        yield writer.end()
      })(),
    ).finally(() => progress.stop())
    process.stderr.write(`${summary(found, items)}\n`)
    return EXIT.ok
  } finally {
    await access.close()
  }
}

/** The flags, read before anything is opened. */
interface Wanted {
  readonly format: ExportFormat
  /** Null where it was not said. */
  readonly partSize: number | null
  readonly at: Instant | null
}

function readOptions({ format, partSize, out, at }: ExportEligibleOptions): Wanted {
  if (partSize !== undefined && out === undefined) throw new CommandFailed(EXIT.usage, '--part-size goes with --out.')
  return {
    format: formatOption(format ?? 'ndjson'),
    partSize: partSizeOption(partSize),
    at: at === undefined ? null : instantOption(at),
  }
}

function toFolder(access: Access, folder: string, wanted: Wanted, options: ExportEligibleOptions): Promise<number> {
  const { format, partSize } = wanted
  return withFolder(folder, async () => {
    const before = readManifest(folder)
    const question = await questionOf(access, wanted, options)
    if (before !== null) refuseOther(folder, before, { ...question, format, partSize })
    if (before?.complete) return finished(options, folder, before, true)
    const found = await access.exportEligible(before === null ? question : continuation(question, before))
    const progress = new LookedProgress(options.json === true ? 'never' : 'on a terminal')
    const begun = before ?? newManifest(found.head, format, partSize ?? PART_SIZE)
    const manifest = await writeParts(folder, begun, found, (looked, share) => progress.add(looked, share)).finally(
      () => progress.stop(),
    )
    return finished(options, folder, manifest, false)
  })
}

function finished(options: OutputOptions, folder: string, manifest: ExportManifest, already: boolean): number {
  const { parts, wanted, asKnownAt, at } = manifest
  const items = parts.reduce((sum, part) => sum + part.items, 0)
  const text = `${items} ${wanted} items in ${parts.length} part(s) in ${folder}, at ${at}, as known at position ${asKnownAt}.`
  print(
    options,
    { items, parts: parts.length, folder, at, asKnownAt },
    `${already ? 'Complete already' : 'Exported'}: ${text}`,
  )
  return EXIT.ok
}

function summary({ head }: EligibleExport, items: number): string {
  return `Exported ${items} ${head.wanted} items, at ${formatInstant(head.at)}, as known at position ${head.asKnownAt}.`
}

async function questionOf(
  access: Access,
  { at }: Wanted,
  { use, ineligible, ...options }: ExportEligibleOptions,
): Promise<ExportQuestion> {
  const { asKnownAt } = await readPoint(access, options)
  return {
    dataUse: use,
    wanted: ineligible === true ? 'ineligible' : 'eligible',
    at,
    asKnownAt: asKnownAt === undefined ? null : positionOf(Number(asKnownAt)),
    after: null,
    storage: null,
  }
}

/** The rest of an export that was begun: at its instant and position, whatever has been recorded since. */
function continuation(question: ExportQuestion, { at, asKnownAt, storage, parts }: ExportManifest): ExportQuestion {
  const after = parts.at(-1)?.lastItem ?? null
  return { ...question, at: parseInstant(at), asKnownAt: positionOf(asKnownAt), storage, after }
}

/** A folder holds one export: going on with another one in it would mix the two. */
function refuseOther(
  folder: string,
  manifest: ExportManifest,
  asked: ExportQuestion & { readonly format: ExportFormat; readonly partSize: number | null },
): void {
  const differences = [
    asked.dataUse === manifest.dataUse ? [] : [`the data use ${manifest.dataUse}`],
    asked.wanted === manifest.wanted ? [] : [`${manifest.wanted} items`],
    asked.format === manifest.fileFormat ? [] : [`the format ${manifest.fileFormat}`],
    asked.partSize === null || asked.partSize === manifest.partSize ? [] : [`parts of ${manifest.partSize}`],
    asked.at === null || asked.at === parseInstant(manifest.at) ? [] : [`the instant ${manifest.at}`],
    asked.asKnownAt === null || asked.asKnownAt === manifest.asKnownAt ? [] : [`position ${manifest.asKnownAt}`],
  ].flat()
  if (differences.length === 0) return
  const file = join(folder, 'manifest.json')
  throw new CommandFailed(EXIT.usage, `${file} is of an export of ${differences.join(', ')}: choose another folder.`)
}

function formatOption(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text)
  if (format === undefined) {
    throw new CommandFailed(EXIT.usage, `--format must be ${EXPORT_FORMATS.join(', ')}, not “${text}”.`)
  }
  return format
}

function partSizeOption(text: string | undefined): number | null {
  if (text === undefined) return null
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (size === 0) throw new CommandFailed(EXIT.usage, `--part-size must be a whole number from 1, not “${text}”.`)
  return size
}
