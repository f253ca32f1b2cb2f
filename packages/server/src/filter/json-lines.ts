import { CommandFailed, EXIT } from '../commands/exit.ts'
import { type Field, type FilterItem, itemOf, type Mapping } from './item.ts'
import type { TextLayout } from './text-layout.ts'

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d]
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/** JSON Lines: an object in each line. */
export class JsonLines implements TextLayout {
  readonly word = 'line'
  readonly lineBreak = '\n'
  readonly #mapping: Mapping

  constructor(mapping: Mapping) {
    this.#mapping = mapping
  }

  head(bytes: Buffer, _name: string, last: boolean): number {
    if (bytes.length < BYTE_ORDER_MARK.length) return last ? 0 : -1
    return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
  }

  rowEnd(bytes: Buffer, start: number, last: boolean): number {
    const end = bytes.indexOf(LINE_FEED, start)
    if (end >= 0) return end + 1
    return last ? bytes.length : -1
  }

  isBlank(bytes: Buffer, start: number, end: number): boolean {
    return end - start === 0 || (end - start === 1 && bytes[start] === CARRIAGE_RETURN)
  }

  item(bytes: Buffer, start: number, end: number, where: () => string): FilterItem {
    const fields = fieldsOf(bytes.toString('utf8', start, end))
    if (fields === null) throw new CommandFailed(EXIT.usage, `${where()}: is no JSON object.`)
    const { columns } = this.#mapping
    return itemOf((field: Field) => fields[columns[field]], this.#mapping, where)
  }

  begin(): Uint8Array {
    return new Uint8Array()
  }

  rejected(text: Buffer, row: number, reasons: readonly string[]): Uint8Array {
    return Buffer.concat([Buffer.from(`{"line":${row},"reasons":${JSON.stringify(reasons)},"item":`), text, CLOSING])
  }
}

const CLOSING = Buffer.from('}')

function fieldsOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
