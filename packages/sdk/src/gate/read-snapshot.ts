import { decisionTable } from '@demur/eligibility'
import { sha256, type Trust, toHex, verifyCheckpoint } from '@demur/eligibility/evidence'
import {
  digestList,
  MOST_BLOCK_BYTES,
  MOST_TEXT_BYTES,
  readSnapshotHeader,
  recordEnd,
  SNAPSHOT_MAGIC,
  type SnapshotHeader,
  snapshotOrigin,
  tableDigest,
} from '@demur/eligibility/gate'
import { DemurProtocolError } from '../error.ts'
import { ByteStream } from './byte-stream.ts'
import { MemberStore } from './member-store.ts'

/** How long the number is that says how many bytes follow. */
const COUNT_BYTES = 4
/** The fewest bytes that a record can have: four numbers, a length, a key and a position. */
const LEAST_RECORD = 11

/** A snapshot that is whole and signed. */
export interface ReadSnapshot {
  readonly header: SnapshotHeader
  readonly members: MemberStore
}

/**
 * Reads a snapshot and verifies it. Nothing of it counts before its end is read, where the signature is.
 * @throws DemurProtocolError where it is none, not whole, not signed by the keys, or of another data use
 */
export async function readSnapshot(
  pieces: AsyncIterable<Uint8Array>,
  dataUse: string,
  trust: Trust,
  seed: number,
): Promise<ReadSnapshot> {
  const stream = new ByteStream(pieces)
  try {
    const { header, bytes } = await readHeader(stream)
    if (header.dataUse !== dataUse) throw unsound(`it is of the data use “${header.dataUse}”`)
    checkTable(header)
    const hashes = [await hashOf(bytes)]
    const members = new MemberStore(seed)
    for (;;) {
      const block = await stream.takeCounted(MOST_BLOCK_BYTES)
      if (block.length === COUNT_BYTES) break
      addRecords(members, block)
      hashes.push(await hashOf(block))
    }
    const note = await stream.takeCounted(MOST_TEXT_BYTES)
    await verify(header, textOf(note.subarray(COUNT_BYTES)), await hashOf(digestList(hashes)), trust)
    members.trim()
    return { header, members }
  } finally {
    await stream.close()
  }
}

async function readHeader(stream: ByteStream): Promise<{ header: SnapshotHeader; bytes: Uint8Array<ArrayBuffer> }> {
  const magic = await stream.take(SNAPSHOT_MAGIC.length)
  if (SNAPSHOT_MAGIC.some((byte, at) => magic[at] !== byte)) throw unsound('it begins with other bytes')
  const bytes = await stream.takeCounted(MOST_TEXT_BYTES, magic.length)
  bytes.set(magic)
  const { header, problems } = readSnapshotHeader(parsed(textOf(bytes.subarray(magic.length + COUNT_BYTES))))
  if (header !== null) return { header, bytes }
  throw unsound(`its header cannot be read: ${problems[0]?.path.join('.')} ${problems[0]?.message}`)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Another version of the rules would give other answers than the register does. */
function checkTable({ rulebook, dataUse, at, table }: SnapshotHeader): void {
  if (tableDigest(decisionTable(rulebook, dataUse, at), sha256) !== table) {
    throw unsound('the register reads its rulebook otherwise than this version of the SDK')
  }
}

/** Adds the records of a block, which begins with its length. */
function addRecords(members: MemberStore, block: Uint8Array): void {
  for (let at = COUNT_BYTES; at < block.length; ) {
    const end = recordEnd(block, at)
    if (end < at + LEAST_RECORD || end > block.length) throw unsound('a record reaches beyond its block')
    if (!members.add(block, at, end)) throw unsound('somebody is in it twice')
    at = end
  }
}

async function verify(header: SnapshotHeader, note: string, digest: Uint8Array, trust: Trust): Promise<void> {
  const { origin, position } = header
  const verified = await verifyCheckpoint(note, { ...trust, origin: snapshotOrigin(origin) })
  if (!verified.ok) throw unsound(verified.message, verified.code)
  const { size, root } = verified.checkpoint
  if (size !== position || toHex(root) !== toHex(digest)) throw unsound('its signature is over something else')
  const trusted = trust.origin === undefined ? verified.signedBy.map(({ name }) => name) : [trust.origin]
  if (!trusted.includes(origin)) throw unsound(`it is of the register “${origin}”`, 'ORIGIN_MISMATCH')
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto ?? {}
  if (subtle === undefined) return sha256(bytes)
  return new Uint8Array(await subtle.digest('SHA-256', bytes))
}

function unsound(why: string, code = 'BAD_SNAPSHOT'): DemurProtocolError {
  return new DemurProtocolError(`The snapshot cannot be used: ${why}`, { code })
}
