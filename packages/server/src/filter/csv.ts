import { CommandFailed, EXIT } from '../commands/exit.ts'
import { FIELDS, type Field, type FilterItem, itemOf, type Mapping, requiredFields } from './item.ts'
import type { TextLayout } from './text-layout.ts'

const [LINE_FEED, CARRIAGE_RETURN, QUOTE] = [0x0a, 0x0d, 0x22]
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/** The columns that stand before those of the input where rows are rejected. */
const REASON_COLUMNS = ['demur_row', 'demur_reasons'] as const

/** RFC 4180 with a header: fields in quotes may hold delimiters, line breaks and doubled quotes. */
export class CommaSeparated implements TextLayout {
  readonly word = 'row'
  readonly #mapping: Mapping
  readonly #delimiter: number
  /** Whether rows that may not be used are wanted with their reasons. */
  readonly #rejects: boolean
  /** The header as it stands in the first input, without its line break. */
  #header: Buffer | null = null
  #names: readonly string[] = []
  /** Which column each field is; -1: none. */
  #indexes: Readonly<Partial<Record<Field, number>>> = {}
  #lineBreak = '\n'

  constructor(mapping: Mapping, delimiter: string, rejects: boolean) {
    this.#mapping = mapping
    this.#rejects = rejects
    this.#delimiter = delimiter.charCodeAt(0)
  }

  get lineBreak(): string {
    return this.#lineBreak
  }

  head(bytes: Buffer, name: string, last: boolean): number {
    const where = () => `${name}, header`
    const end = this.rowEnd(bytes, 0, last, where)
    if (end < 0) return -1
    if (end === 0) throw new CommandFailed(EXIT.usage, `${name} has no header.`)
    const breakLength = bytes[end - 1] !== LINE_FEED ? 0 : bytes[end - 2] === CARRIAGE_RETURN ? 2 : 1
    const header = bytes.subarray(0, end - breakLength)
    const names = this.#fields(header, markLength(header), header.length).map(({ start, end: to }) =>
      textOf(header, start, to),
    )
    if (this.#header === null) {
      this.#indexes = indexesIn(names, this.#mapping, name)
      this.#names = names
      const taken = this.#rejects ? REASON_COLUMNS.find((added) => names.includes(added)) : undefined
      if (taken !== undefined) {
        throw new CommandFailed(EXIT.usage, `${name} has a column “${taken}”, which --rejected adds.`)
      }
      // Kept apart from the piece of the input that it came with.
      this.#header = Buffer.from(header)
      this.#lineBreak = breakLength === 2 ? '\r\n' : '\n'
    } else if (names.join('\n') !== this.#names.join('\n')) {
      throw new CommandFailed(EXIT.usage, `${name} has other columns than the first input: filter it by itself.`)
    }
    return end
  }

  rowEnd(bytes: Buffer, start: number, last: boolean, where: () => string): number {
    // Most rows have no quotes: their end is found without looking at each byte.
    const lineEnd = bytes.indexOf(LINE_FEED, start)
    if (lineEnd >= 0 && !bytes.subarray(start, lineEnd).includes(QUOTE)) return lineEnd + 1
    let isQuoted = false
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at]
      if (byte === QUOTE) isQuoted = !isQuoted
      else if (byte === LINE_FEED && !isQuoted) return at + 1
    }
    if (!last) return -1
    if (isQuoted) throw new CommandFailed(EXIT.usage, `${where()}: a quote is opened, and never closed.`)
    return bytes.length
  }

  isBlank(_bytes: Buffer, start: number, end: number): boolean {
    // Where there is one column, an empty line is an empty field.
    return end === start && this.#names.length > 1
  }

  item(bytes: Buffer, start: number, end: number, where: () => string): FilterItem {
    const fields = this.#fields(bytes, start, end, where)
    if (fields.length !== this.#names.length) {
      const message = `${where()}: has ${fields.length} fields, and the header ${this.#names.length}.`
      throw new CommandFailed(EXIT.usage, message)
    }
    const read = (field: Field): unknown => {
      const found = fields[this.#indexes[field] ?? -1]
      if (found === undefined) return undefined
      const text = textOf(bytes, found.start, found.end)
      if (text === '') return null
      return field === 'subjects' ? jsonIn(text, this.#mapping.columns.subjects, where) : text
    }
    return itemOf(read, this.#mapping, where)
  }

  begin(withReasons: boolean): Uint8Array {
    const header = this.#header ?? Buffer.alloc(0)
    const mark = header.subarray(0, markLength(header))
    const added = withReasons
      ? REASON_COLUMNS.map((name) => `${name}${String.fromCharCode(this.#delimiter)}`).join('')
      : ''
    return Buffer.concat([mark, Buffer.from(added), header.subarray(mark.length), Buffer.from(this.#lineBreak)])
  }

  rejected(text: Buffer, row: number, reasons: readonly string[]): Uint8Array {
    const delimiter = String.fromCharCode(this.#delimiter)
    return Buffer.concat([Buffer.from(`${row}${delimiter}${reasons.join(' ')}${delimiter}`), text])
  }

  /** Where each field of a row is, its quotes included. */
  #fields(bytes: Buffer, from: number, end: number, where = () => 'header'): { start: number; end: number }[] {
    const fields: { start: number; end: number }[] = []
    let start = from
    for (let at = from; ; at += 1) {
      if (at === start && bytes[at] === QUOTE && at < end) {
        at = closingQuote(bytes, at + 1, end)
        if (at < 0 || (at + 1 < end && bytes[at + 1] !== this.#delimiter)) {
          throw new CommandFailed(EXIT.usage, `${where()}: field ${fields.length + 1} goes on after its quotes.`)
        }
      } else if (at >= end || bytes[at] === this.#delimiter) {
        fields.push({ start, end: at })
        if (at >= end) return fields
        start = at + 1
      } else if (bytes[at] === QUOTE) {
        throw new CommandFailed(EXIT.usage, `${where()}: field ${fields.length + 1} has a quote, and is not in quotes.`)
      }
    }
  }
}

function markLength(header: Buffer): number {
  return header.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
}

/** Where a field in quotes ends: a quote that is not doubled. -1: nowhere. */
function closingQuote(bytes: Buffer, from: number, end: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at >= 0 && at < end; at = bytes.indexOf(QUOTE, at + 2)) {
    if (at + 1 >= end || bytes[at + 1] !== QUOTE) return at
  }
  return -1
}

function textOf(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] !== QUOTE || start === end) return bytes.toString('utf8', start, end)
  return bytes.toString('utf8', start + 1, end - 1).replaceAll('""', '"')
}

function indexesIn(names: readonly string[], mapping: Mapping, input: string): Partial<Record<Field, number>> {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  const { columns } = mapping
  if (twice !== undefined && FIELDS.some((field) => columns[field] === twice)) {
    throw new CommandFailed(EXIT.usage, `${input} has two columns “${twice}”.`)
  }
  refuseMissing(new Set(names), mapping, input)
  const found = FIELDS.map((field) => [field, names.indexOf(columns[field])] as const)
  return Object.fromEntries(found.filter(([, index]) => index >= 0))
}

/** Columns that a format tells before its rows have to be there. */
export function refuseMissing(names: ReadonlySet<string>, mapping: Mapping, input: string): void {
  const { columns, described } = mapping
  const missing = requiredFields(mapping).find((field) => !names.has(columns[field]))
  if (missing !== undefined) {
    const message = `${input} has no column “${columns[missing]}”. It has ${[...names].join(', ')}.`
    throw new CommandFailed(EXIT.usage, message)
  }
  if (described && !names.has(columns.member) && !names.has(columns.subjects)) {
    throw new CommandFailed(EXIT.usage, `${input} has neither “${columns.member}” nor “${columns.subjects}”.`)
  }
}

function jsonIn(text: string, column: string, where: () => string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandFailed(EXIT.usage, `${where()}: “${column}” must be JSON.`)
  }
}
