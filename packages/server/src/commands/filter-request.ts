import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { GateSource } from '../filter/gate-decider.ts'
import { DEFAULTED, type Mapping } from '../filter/item.ts'
import { FORMATS, type Format, type RowFormat } from '../filter/row-format.ts'
import type { Input } from '../filter/text-input.ts'
import type { AccessOptions } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { keysOf } from './keys.ts'
import type { PointOptions } from './points.ts'

/** The flags of `demur filter`, as they are given. */
export interface FilterFlags {
  readonly use: string
  readonly out: string
  readonly rejected?: string
  readonly format?: string
  readonly delimiter?: string
  readonly described?: boolean
  readonly id?: string
  readonly member?: string
  readonly subjects?: string
  readonly kind?: string
  readonly visibility?: string
  readonly createdAt?: string
  readonly sensitiveSource?: string
  readonly default?: readonly string[]
  readonly gate?: boolean
  readonly snapshot?: string
  readonly maxStaleness?: string
  readonly key?: readonly string[]
  readonly origin?: string
}

/** Inputs that make one output. */
export interface FilterJob {
  readonly inputs: readonly Input[]
  readonly out: string
  readonly rejected: string | undefined
}

/** What a filter is to do. */
export interface FilterRequest {
  readonly use: string
  readonly jobs: readonly FilterJob[]
  /** Where the outputs of all jobs go, each named as its input; null where there is one output. */
  readonly folder: string | null
  readonly rejects: boolean
  readonly format: Format
  readonly delimiter: string
  readonly mapping: Mapping
  /** Null: the register decides. */
  readonly gate: GateSource | null
}

/** Reads the flags, before anything is opened. */
export function readRequest(
  files: readonly string[],
  flags: FilterFlags & AccessOptions & PointOptions,
): FilterRequest {
  const inputs = inputsOf(files)
  const format = formatOf(flags.format, inputs)
  if (format === 'parquet' && inputs.some(({ file }) => file === null)) {
    throw new CommandFailed(EXIT.usage, 'Parquet is read from files: its end is read first.')
  }
  const { use, out, rejected } = flags
  const folder = isFolder(out) ? out : null
  const jobs = folder === null ? [{ inputs, out, rejected }] : jobsInto(folder, rejected, inputs)
  refuseSame(jobs, files)
  const [mapping, delimiter, gate] = [mappingOf(flags), delimiterOf(flags.delimiter, inputs), gateOf(flags)]
  return { use, jobs, folder, rejects: rejected !== undefined, format, delimiter, mapping, gate }
}

/** Opens inputs, so that what is wrong with them is said before anything is written. */
export async function openFormat(
  { format, mapping, delimiter, rejects }: FilterRequest,
  { inputs }: Pick<FilterJob, 'inputs'>,
): Promise<RowFormat> {
  if (format === 'parquet') return (await import('../filter/parquet-rows.ts')).openParquet(inputs, mapping, rejects)
  const { TextFormat } = await import('../filter/text-rows.ts')
  if (format === 'csv') {
    const { CommaSeparated } = await import('../filter/csv.ts')
    return TextFormat.open(inputs, new CommaSeparated(mapping, delimiter, rejects))
  }
  const { JsonLines } = await import('../filter/json-lines.ts')
  return TextFormat.open(inputs, new JsonLines(mapping))
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** One job for each input, into a folder, and the rows that may not be used into another one. */
function jobsInto(folder: string, rejected: string | undefined, inputs: readonly Input[]): readonly FilterJob[] {
  if (rejected !== undefined && !isFolder(rejected)) {
    throw new CommandFailed(EXIT.usage, 'Where --out is a folder, --rejected is one too, with a “/” at its end.')
  }
  return inputs.map((input) => {
    if (input.file === null) throw new CommandFailed(EXIT.usage, 'Standard input has no name: give --out a file.')
    const name = basename(input.file).replace(/\.(gz|zst)$/, '')
    return { inputs: [input], out: join(folder, name), rejected: rejected && join(rejected, name) }
  })
}

function refuseSame(jobs: readonly FilterJob[], files: readonly string[]): void {
  const written = jobs.flatMap(({ out, rejected }) => (rejected === undefined ? [out] : [out, rejected]))
  const all = [...files, ...written].filter((file) => file !== '-').map((file) => resolve(file))
  const twice = all.find((file, index) => all.indexOf(file) !== index)
  if (twice !== undefined)
    throw new CommandFailed(EXIT.usage, `“${twice}” would be read and written, or written twice.`)
}

function inputsOf(files: readonly string[]): readonly Input[] {
  if (files.length === 0) return [{ file: null, size: 0 }]
  return files.map((file) => {
    if (file === '-') return { file: null, size: 0 }
    const found = statSync(file, { throwIfNoEntry: false })
    if (found === undefined) throw new CommandFailed(EXIT.usage, `There is no file “${file}”.`)
    if (found.isDirectory()) throw new CommandFailed(EXIT.usage, `“${file}” is a folder: name the files in it.`)
    return { file, size: found.size }
  })
}

const EXTENSIONS = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'jsonl',
  csv: 'csv',
  tsv: 'csv',
  parquet: 'parquet',
} as const

function formatOf(name: string | undefined, [first]: readonly Input[]): Format {
  if (name !== undefined) {
    const found = FORMATS.find((known) => known === name)
    if (found !== undefined) return found
    throw new CommandFailed(EXIT.usage, `--format must be ${FORMATS.join(', ')}, not “${name}”.`)
  }
  const extension = extensionOf(first)
  return extension in EXTENSIONS ? EXTENSIONS[extension as keyof typeof EXTENSIONS] : 'jsonl'
}

function extensionOf(input: Input | undefined): string {
  return /\.([a-z]+)(?:\.gz|\.zst)?$/i.exec(input?.file ?? '')?.[1]?.toLowerCase() ?? ''
}

function delimiterOf(given: string | undefined, [first]: readonly Input[]): string {
  const delimiter = given === '\\t' ? '\t' : (given ?? (extensionOf(first) === 'tsv' ? '\t' : ','))
  if (/^[\x20-\x7e\t]$/.test(delimiter) && delimiter !== '"') return delimiter
  throw new CommandFailed(EXIT.usage, `--delimiter must be one ASCII character, and no quote; not “${delimiter}”.`)
}

function mappingOf(flags: FilterFlags): Mapping {
  const { id = 'id', member = 'member', subjects = 'subjects', kind = 'kind', visibility = 'visibility' } = flags
  const { createdAt = 'createdAt', sensitiveSource = 'sensitiveSource', described = false } = flags
  const pairs = (flags.default ?? []).map((given) => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(given) ?? []
    const field = DEFAULTED.find((known) => known === name)
    if (field !== undefined && value !== undefined) return [field, value] as const
    throw new CommandFailed(
      EXIT.usage,
      `--default must be one of ${DEFAULTED.join(', ')} with “=” and a value, not “${given}”.`,
    )
  })
  const columns = { id, member, subjects, kind, visibility, createdAt, sensitiveSource }
  return { columns, defaults: Object.fromEntries(pairs), described }
}

function gateOf(flags: FilterFlags & AccessOptions & PointOptions): GateSource | null {
  const {
    use,
    gate = false,
    snapshot,
    maxStaleness,
    key = [],
    origin,
    url,
    data,
    token,
    at,
    asKnownAt,
    described,
  } = flags
  const refuse = (message: string): never => {
    throw new CommandFailed(EXIT.usage, message)
  }
  if (!gate && snapshot === undefined) {
    return maxStaleness === undefined ? null : refuse('--max-staleness goes with --gate or --snapshot.')
  }
  if (data !== undefined) refuse('A gate follows a server: give --url, not --data.')
  if (snapshot === undefined && url === undefined) refuse('--gate needs the server of --url, or a file of --snapshot.')
  if (at !== undefined || asKnownAt !== undefined)
    refuse('A gate decides about the present: --at and --as-known-at are for the server.')
  if (described !== true) refuse(NEEDS_DESCRIPTIONS)
  if (snapshot !== undefined && !existsSync(snapshot)) refuse(`There is no file “${snapshot}”.`)
  if (key.length === 0) refuse('A gate needs the public --key of the register, from somewhere else than the snapshot.')
  if (maxStaleness === undefined) {
    return refuse('A gate needs --max-staleness, such as 15m: how long after an objection an item may still be used.')
  }
  const base = url === undefined ? undefined : (URL.parse(url) ?? refuse(`“${url}” is no URL.`))
  const server = base === undefined ? undefined : { url: base, token: token ?? process.env.DEMUR_TOKEN ?? '' }
  return {
    dataUse: use,
    maxStaleness: duration(maxStaleness),
    publicKeys: key.flatMap(keysOf),
    origin,
    snapshot,
    server,
  }
}

/** Said where items come by key alone. */
const NEEDS_DESCRIPTIONS =
  'A gate knows members and no items, so rows that only name items are for the server. Give --described, and the columns of author, kind, visibility and creation.'

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function duration(text: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const milliseconds = Number(number ?? 0) * (unit === undefined ? 0 : UNITS[unit as keyof typeof UNITS])
  if (milliseconds > 0) return milliseconds
  throw new CommandFailed(EXIT.usage, `--max-staleness must be a number with s, m, h or d, such as 15m, not “${text}”.`)
}
