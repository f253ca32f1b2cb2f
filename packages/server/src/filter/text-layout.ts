import type { FilterItem } from './item.ts'

/** How a format of text has its rows. */
export interface TextLayout {
  /** What a row is called in messages. */
  readonly word: string
  /** Reads what stands before the rows of an input, and gives how many bytes it has; -1: more are needed. */
  head(bytes: Buffer, name: string, last: boolean): number
  /** Where a row ends, its line break included; -1: more bytes are needed. */
  rowEnd(bytes: Buffer, start: number, last: boolean, where: () => string): number
  /** Whether something between two rows is nothing at all. */
  isBlank(bytes: Buffer, start: number, end: number): boolean
  item(bytes: Buffer, start: number, end: number, where: () => string): FilterItem
  /** What stands in an output before its rows. */
  begin(withReasons: boolean): Uint8Array
  /** A row that may not be used, without its line break, with its reasons. */
  rejected(text: Buffer, row: number, reasons: readonly string[]): Uint8Array
  /** What ends a row whose line break is missing, at the end of an input. */
  readonly lineBreak: string
}

/** A row, as messages name it. */
export function whereOf({ word }: TextLayout, number: number, name: string): string {
  return `${name}, ${word} ${number}`
}

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d]

/** Where a row ends without its line break. */
export function textEndOf(bytes: Buffer, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== LINE_FEED) return end
  return end - 1 > start && bytes[end - 2] === CARRIAGE_RETURN ? end - 2 : end - 1
}
