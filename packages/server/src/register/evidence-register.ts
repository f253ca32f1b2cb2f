import { type Instant, type Position, positionOf } from '@demur/eligibility'
import { readSignedNote, readVerifierKey, toBase64 } from '@demur/eligibility/evidence'
import type {
  CheckpointRecord,
  EvidenceRegister,
  Page,
  PageRequest,
  ProofRecord,
  PublishCheckpointOutcome,
  Viewer,
} from '@demur/schema'
import {
  checkpointCovering,
  type PublishedCheckpoint,
  publishCheckpoint,
  readCheckpointKeys,
  readCheckpoints,
} from '../evidence/checkpoints.ts'
import { readReceipts, readReceiptsOf } from '../evidence/receipts.ts'
import { consistencyHashes, inclusionHashes, treeRoot } from '../evidence/tree.ts'
import { type Engine, requestError } from './engine.ts'
import { readHead } from './ledger.ts'

/** The part of the register that is about evidence, as one viewer sees it during one request. */
export function evidenceRegisterFor(engine: Engine, viewer: Viewer, now: Instant): EvidenceRegister {
  const { db } = engine.connection
  return {
    async checkpoint(covering) {
      const [latest = null] = covering === null ? await readCheckpoints(db, 1, null) : []
      const found = covering === null ? latest : await checkpointCovering(db, covering)
      return found && checkpointRecord(found)
    },
    checkpoints: (page, publishedBy) => readPage(engine, page, publishedBy),
    async checkpointKeys() {
      const [latest] = await readCheckpoints(db, 1, null)
      const signed = latest === undefined ? [] : (readSignedNote(latest.note).note?.signatures ?? [])
      return (await readCheckpointKeys(db)).map((record) => {
        const { key } = readVerifierKey(record.verifier)
        return { ...record, current: signed.some(({ name, id }) => name === key?.name && id === key.id) }
      })
    },
    publishCheckpoint: () => publish(engine, viewer, now),
    async inclusionProof(position, size) {
      const of = await knownSize(engine, size)
      if (position < 1 || position > of) throw beyond(position, of)
      return proofOf(engine, of, await inclusionHashes(db, position, of))
    },
    async consistencyProof(first, second) {
      const of = await knownSize(engine, second)
      if (first > of) throw beyond(first, of)
      return proofOf(engine, of, await consistencyHashes(db, first, of))
    },
    receipts: (positions) => readReceipts(engine, viewer, positions),
    receiptsOf: (member, page) => readReceiptsOf(engine, viewer, member, page),
  }
}

function checkpointRecord({ root, ...checkpoint }: PublishedCheckpoint): CheckpointRecord {
  return { ...checkpoint, origin: checkpoint.note.slice(0, checkpoint.note.indexOf('\n')), root: toBase64(root) }
}

async function readPage(
  { connection }: Engine,
  { first, after }: PageRequest,
  publishedBy: Instant | null,
): Promise<Page<CheckpointRecord>> {
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  const below = after === null ? null : positionOf(Number(after))
  const found = await readCheckpoints(connection.db, first + 1, below, publishedBy)
  return {
    edges: found.slice(0, first).map((each) => ({ cursor: String(each.size), node: checkpointRecord(each) })),
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
  }
}

async function publish(engine: Engine, viewer: Viewer, now: Instant): Promise<PublishCheckpointOutcome> {
  if (!viewer.roles.some((role) => role === 'OPERATOR' || role === 'AUDITOR')) {
    return { refusal: 'ForbiddenError', message: 'Only operators and auditors publish checkpoints.' }
  }
  if (engine.notary.signers.length === 0) {
    return { refusal: 'NoSigningKeyError', message: 'This process has no key: set DEMUR_CHECKPOINT_KEYS.' }
  }
  const published = await publishCheckpoint(engine.connection.db, engine.notary, now)
  if (published === null) return { refusal: 'NotFoundError', message: 'The ledger is empty: there is nothing to sign.' }
  return { checkpoint: checkpointRecord(published.checkpoint), isNew: published.isNew }
}

/** The size that a proof is about: that which was asked for, or the latest checkpoint's, or the head's. */
async function knownSize({ connection }: Engine, size: Position | null): Promise<Position> {
  const head = await readHead(connection.db)
  if (size !== null && size > head) throw beyond(size, head)
  if (size !== null) return size
  const [latest] = await readCheckpoints(connection.db, 1, null)
  return latest?.size ?? head
}

async function proofOf({ connection }: Engine, size: Position, hashes: readonly Uint8Array[]): Promise<ProofRecord> {
  return { size, root: toBase64(await treeRoot(connection.db, size)), hashes: hashes.map(toBase64) }
}

function beyond(position: Position, size: Position) {
  return requestError('BAD_USER_INPUT', `${position} is not in a ledger of ${size} entries.`)
}
