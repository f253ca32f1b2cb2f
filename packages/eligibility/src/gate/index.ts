/**
 * What a program holds that decides far from the register: members as records of few bytes, and the parts of the
 * snapshot that they come in. Written by the server and read by the gate of the SDK.
 * @module @demur/eligibility/gate
 */
export { ByteReader, ByteWriter } from './byte-writer.ts'
export { type Coverage, coverageOf, covers, placeIn, type ToldVersion } from './coverage.ts'
export { hashKeyAt, isPackedAt, keyEnd, PACKED_KEY, packKey, readKey } from './member-key.ts'
export {
  type HeldFacts,
  keyStart,
  type MemberToWrite,
  noFacts,
  RECORD,
  readFacts,
  recordEnd,
  registeredAtOf,
  writeRecord,
} from './member-record.ts'
export {
  digestList,
  type HeaderReading,
  MOST_BLOCK_BYTES,
  MOST_TEXT_BYTES,
  readSnapshotHeader,
  SNAPSHOT_FORMAT,
  SNAPSHOT_MAGIC,
  type SnapshotHeader,
  snapshotHeader,
  snapshotOrigin,
  tableDigest,
} from './snapshot.ts'
export { dayOf, LATEST_POSITION, NO_DAY, type Standing, standingOf, UNCLASSIFIED } from './standing.ts'
