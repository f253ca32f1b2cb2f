import { canonicalJson } from '../canonical-json.ts'
import type { DecisionTable } from '../decision-table.ts'
import { tableDocument } from '../decision-table-document.ts'
import type { Json, JsonObject } from '../entry.ts'
import { concatBytes, toHex, utf8 } from '../evidence/bytes.ts'
import type { Sha256 } from '../evidence/sha256.ts'
import { type Position, positionOf } from '../fact.ts'
import { formatInstant, type Instant } from '../instant.ts'
import { JsonReader, type Problem } from '../json-reader.ts'
import { type Rulebook, readRulebook } from '../rulebook.ts'
import type { Coverage } from './coverage.ts'

/** What a snapshot names itself by. A shape that older readers would misread gets another number. */
export const SNAPSHOT_FORMAT = 'demur.gate-snapshot/2'

/** The first bytes of every snapshot. */
export const SNAPSHOT_MAGIC: Uint8Array = /* @__PURE__ */ Uint8Array.from([
  0xde, 0x4d, 0x55, 0x52, 0x0d, 0x0a, 0x1a, 0x01,
])

/** The most bytes that a block has, records and all: what a reader must be ready to hold at once. */
export const MOST_BLOCK_BYTES = 4_194_304
/** The most bytes that the header and the signed note have. */
export const MOST_TEXT_BYTES = 33_554_432

/** What a snapshot is of. Everything in it is covered by the signature. */
export interface SnapshotHeader {
  /** The name of the register, as it signs checkpoints. */
  readonly origin: string
  readonly dataUse: string
  /** What was recorded up to it is in the snapshot, and nothing else. */
  readonly position: Position
  /** The instant at which members are classified: at or after everything in it. */
  readonly at: Instant
  /** The hash of the entry at the position, in hexadecimal: which ledger it is of. */
  readonly head: string
  readonly coverage: Coverage
  readonly rulebook: Rulebook
  /** SHA-256 of the decision table at `at` as canonical JSON, in hexadecimal: a reader must compile the same. */
  readonly table: string
}

/** The header as JSON. `rulebook` is the document that was published. */
export function snapshotHeader(header: Omit<SnapshotHeader, 'rulebook'>, rulebook: Json): JsonObject {
  const { origin, dataUse, position, at, head, coverage, table } = header
  const { setting, notices } = coverage
  return {
    format: SNAPSHOT_FORMAT,
    origin,
    dataUse,
    position,
    at: formatInstant(at),
    head,
    setting,
    notices: notices.map(({ notice, version }) => ({ notice, version })),
    table,
    rulebook,
  }
}

export type HeaderReading =
  | { readonly header: SnapshotHeader; readonly problems: readonly [] }
  | { readonly header: null; readonly problems: readonly Problem[] }

/** Reads the header: every problem at once, each with its path. */
export function readSnapshotHeader(document: unknown): HeaderReading {
  const reader = new JsonReader(document)
  reader.field('format').oneOf([SNAPSHOT_FORMAT])
  if (reader.problems.length > 0) return { header: null, problems: reader.problems }
  const fields = ['origin', 'dataUse', 'position', 'at', 'head', 'setting', 'notices', 'table', 'rulebook']
  reader.object(['format', ...fields])
  const { rulebook, problems } = readRulebook(reader.field('rulebook').value)
  for (const { path, message } of problems) reader.problems.push({ path: ['rulebook', ...path], message })
  const read = {
    origin: reader.field('origin').text(),
    dataUse: reader.field('dataUse').id(),
    position: positionOf(reader.field('position').integer(0)),
    at: reader.field('at').instant(),
    head: reader.field('head').text(),
    coverage: {
      setting: reader.field('setting').optional((setting) => setting.id(), null),
      notices: reader.field('notices').list((told) => {
        told.object(['notice', 'version'])
        return { notice: told.field('notice').id(), version: told.field('version').id() }
      }),
    },
    table: reader.field('table').text(),
  }
  if (rulebook === null || reader.problems.length > 0) return { header: null, problems: reader.problems }
  return { header: { ...read, rulebook }, problems: [] }
}

/** The digest by which a reader tells that it compiled the same table as the register. */
export function tableDigest(table: DecisionTable, sha256: Sha256): string {
  return toHex(sha256(utf8(canonicalJson(tableDocument(table)))))
}

/** What is hashed and then signed: the hashes of the parts of a snapshot, header first, one behind the other. */
export function digestList(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatBytes(...parts)
}

/** The origin of the signed note of a snapshot. Another one than that of checkpoints, so that neither passes for the other. */
export function snapshotOrigin(origin: string): string {
  return `${origin}/gate-snapshot`
}
