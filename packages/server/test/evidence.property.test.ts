import { instantOf, type JsonObject, positionOf } from '@demur/eligibility'
import {
  commitmentOf,
  concatBytes,
  entryHash,
  fromHex,
  leafHash,
  NO_HASH,
  rootOf,
  sha256,
  toHex,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from '@demur/eligibility/evidence'
import { type ArbitraryWorld, arbitraryWorld } from '@demur/fixtures/arbitrary-world'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import type { SubjectSalts } from '../src/evidence/fields.ts'
import { consistencyHashes, inclusionHashes, treeRoot } from '../src/evidence/tree.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

interface Row {
  readonly position: number
  readonly recorded_at: string
  readonly type: string
  readonly commitment: string
  readonly hash: string
  readonly salt: string
  readonly subject_salts: SubjectSalts | null
  readonly effective_at: string
  readonly actor: string
  readonly channel: string | null
  readonly idempotency_key: string | null
  readonly body: JsonObject
}

/** The ledger as the table holds it, whatever the register makes of it. */
function readRows({ register }: TestServer): Promise<Row[]> {
  const instant = (column: string) => sql.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
  return rows<Row>(
    register.connection.db,
    sql`SELECT position::float8 AS position, ${instant('recorded_at')} AS recorded_at, type,
               encode(commitment, 'hex') AS commitment, encode(hash, 'hex') AS hash, encode(salt, 'hex') AS salt,
               subject_salts, ${instant('effective_at')} AS effective_at, actor, channel, idempotency_key, body
        FROM demur.ledger_entry ORDER BY position`,
  )
}

/** The hashes of all entries, from nothing but what the documentation says and what the pure functions do. */
function recomputed(ledger: readonly Row[]): Uint8Array[] {
  let previous = NO_HASH
  return ledger.map((row) => {
    const commitment = commitmentOf(bytesOf(row.salt), documentedFields(row), sha256)
    const [position, recordedAt] = [positionOf(row.position), instantOf(Date.parse(row.recorded_at))]
    previous = entryHash({ position, recordedAt, type: row.type, previous, commitment }, sha256)
    return previous
  })
}

function documentedFields({ body, effective_at, actor, channel, idempotency_key, subject_salts }: Row): JsonObject {
  const given: JsonObject = {
    ...body,
    effectiveAt: effective_at,
    actor,
    ...(channel === null ? {} : { channel }),
    ...(idempotency_key === null ? {} : { idempotencyKey: idempotency_key }),
  }
  if (subject_salts === null) return given
  const subjects = (given.subjects as { member: string }[]).map(({ member, ...rest }, at) => {
    const salt = subject_salts[at]
    if (salt == null) return { member, ...rest }
    return { ...rest, commitment: toHex(sha256(concatBytes(bytesOf(salt), utf8(member)))) }
  })
  return { ...given, subjects }
}

function bytesOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array()
}

/** The world under keys of its own, so that many share a register. */
function renamed(world: ArbitraryWorld, prefix: string): JsonObject[] {
  const text = JSON.stringify(world.entries).replace(/"(m\d|i\d|stranger)"/g, `"${prefix}$1"`)
  return JSON.parse(text.replaceAll('"version":"', `"version":"${prefix}`)) as JsonObject[]
}

describe.each(DATABASES)('the evidence of random ledgers on %s', (kind) => {
  let server: TestServer
  let worlds = 0
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
  })
  afterAll(() => server.close())

  it('is what anybody recomputes from the entries, for every prefix, and every proof of it verifies', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryWorld,
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async (world, at) => {
          worlds += 1
          await importJson(server.register, renamed(world, `${worlds}:`))
          const ledger = await readRows(server)
          const hashes = recomputed(ledger)
          expect(ledger.find(({ hash }, index) => hash !== toHex(hashes[index] ?? NO_HASH))).toBeUndefined()
          await expectProofs(server, hashes, (most) => Math.floor(at.next().value * most) + 1)
        },
      ),
      { numRuns: 25 },
    )
    expect(worlds).toBeGreaterThan(20)
  })
})

/** Roots and proofs of prefixes that `draw` picks, numbers from 1 to what it is given. */
async function expectProofs({ register }: TestServer, hashes: Uint8Array[], draw: (most: number) => number) {
  const { db } = register.connection
  const leaves = hashes.map((hash) => leafHash(hash, sha256))
  for (let round = 0; round < 4; round += 1) {
    const size = draw(leaves.length)
    const [first, position] = [draw(size), draw(size)]
    const [root, before] = [rootOf(leaves.slice(0, size), sha256), rootOf(leaves.slice(0, first), sha256)]
    expect(await treeRoot(db, positionOf(size)), `root of ${size}`).toEqual(Buffer.from(root))
    const path = await inclusionHashes(db, positionOf(position), positionOf(size))
    const leaf = leaves[position - 1] ?? new Uint8Array()
    expect(verifyInclusion(leaf, { index: position - 1, size, path }, root, sha256)).toBe(true)
    const proof = await consistencyHashes(db, positionOf(first), positionOf(size))
    expect(verifyConsistency({ size: first, root: before }, { size, root }, proof, sha256)).toBe(true)
  }
}
