import { ACT_OF_ENTRY, type Json, type JsonObject } from '../entry.ts'
import { positionOf } from '../fact.ts'
import { formatInstant } from '../instant.ts'
import { JsonReader, type Problem } from '../json-reader.ts'
import { fromHex } from './bytes.ts'
import { type EntryHeader, SALT_BYTES } from './entry-hash.ts'
import { type Opening, RECEIPT_FORMAT, type Receipt, type ReceiptEntry } from './receipt.ts'

export type ReceiptReading =
  | { readonly receipt: Receipt; readonly problems: readonly [] }
  | { readonly receipt: null; readonly problems: readonly Problem[] }

/** Deeper than any entry is, and shallow enough for every program that walks through it. */
const MOST_DEPTH = 64
/** A tree has at most 2^53 leaves. */
const MOST_STEPS = 53

/** Reads the document of a receipt, as text or as parsed JSON. Every problem at once, each with its path. */
export function readReceipt(document: unknown): ReceiptReading {
  const json = typeof document === 'string' ? parse(document) : { value: document }
  if ('problem' in json) return { receipt: null, problems: [{ path: [], message: json.problem }] }
  const reader = new JsonReader(json.value)
  if (!isPlain(json.value)) reader.refuse(`must be JSON, nested at most ${MOST_DEPTH} deep, of well-formed Unicode`)
  else if (reader.object(['format', 'status', 'origin', 'entry', 'notice', 'checkpoint'])) {
    const receipt = read(reader)
    if (reader.problems.length === 0) return { receipt, problems: [] }
  }
  return { receipt: null, problems: reader.problems }
}

function parse(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { problem: 'must be JSON' }
  }
}

function read(reader: JsonReader): Receipt {
  reader.field('format').oneOf([RECEIPT_FORMAT])
  const pending = reader.field('status').oneOf(['COMPLETE', 'PENDING']) === 'PENDING'
  const checkpoint = reader.field('checkpoint')
  if (pending && checkpoint.value !== null) checkpoint.refuse('must be null while the receipt is pending')
  return {
    origin: reader.field('origin').text(),
    entry: readReceiptEntry(reader.field('entry'), pending),
    notice: nullable(reader.field('notice'), (notice) => readReceiptEntry(notice, pending)),
    checkpoint: pending ? null : checkpoint.text(),
  }
}

function readReceiptEntry(reader: JsonReader, pending: boolean): ReceiptEntry {
  reader.object(['header', 'hash', 'opening', 'path'])
  const header = readHeader(reader.field('header'))
  const path = reader.field('path')
  if (pending && path.value !== null) path.refuse('must be null while the receipt is pending')
  return {
    header,
    hash: bytes(reader.field('hash'), 32),
    opening: nullable(reader.field('opening'), (opening) => readOpening(opening, header.type)),
    path: pending ? null : readPath(path),
  }
}

function readHeader(reader: JsonReader): EntryHeader {
  reader.object(['position', 'recordedAt', 'type', 'previous', 'commitment'])
  const recordedAt = reader.field('recordedAt')
  const instant = recordedAt.instant()
  // What is hashed is this one spelling.
  if (formatInstant(instant) !== recordedAt.value)
    recordedAt.refuse('must be in UTC, with three digits of milliseconds')
  return {
    position: positionOf(reader.field('position').integer(1)),
    recordedAt: instant,
    type: reader.field('type').id(),
    previous: bytes(reader.field('previous'), 32),
    commitment: bytes(reader.field('commitment'), 32),
  }
}

function readOpening(reader: JsonReader, type: string): Opening {
  reader.object(['fields', 'salt'])
  const fields = reader.field('fields')
  if (typeof fields.value !== 'object' || fields.value === null || Array.isArray(fields.value)) {
    fields.refuse('must be an object')
  }
  fields.field('effectiveAt').instant()
  fields.field('actor').id()
  fields.field('channel').optional((channel) => channel.id(), null)
  for (const name of ['member', 'setting']) {
    const field = fields.field(name)
    if (Object.hasOwn(ACT_OF_ENTRY, type)) field.id()
    else field.optional((value) => value.id(), null)
  }
  return { fields: fields.value as JsonObject, salt: bytes(reader.field('salt'), SALT_BYTES) }
}

function readPath(reader: JsonReader): Uint8Array[] {
  const path = reader.list((hash) => bytes(hash, 32))
  if (path.length > MOST_STEPS) reader.refuse(`must have at most ${MOST_STEPS} hashes`)
  return path
}

/** What may be null must say so. */
function nullable<T>(reader: JsonReader, of: (reader: JsonReader) => T): T | null {
  return reader.value === null ? null : of(reader)
}

function bytes(reader: JsonReader, length: number): Uint8Array {
  const { value } = reader
  const read = typeof value === 'string' ? fromHex(value) : null
  if (read?.length === length) return read
  reader.refuse(`must be ${length} bytes in lower-case hexadecimal`)
  return new Uint8Array(length)
}

/**
 * Whether a value is JSON that has one canonical form. Numbers too large to be one would be written as null, so that a
 * changed field could pass for an unchanged one.
 */
function isPlain(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth > MOST_DEPTH) return false
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isPlain(member, depth + 1))
}
