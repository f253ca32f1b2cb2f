import { positionOf } from '@demur/eligibility'
import { leafHash, rootOf, toHex, verifyInclusion } from '@demur/eligibility/evidence'
import type { OpenRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows, type Transaction } from '../src/database/database.ts'
import { sha256 } from '../src/evidence/sha256.ts'
import { inclusionHashes, treeRoot } from '../src/evidence/tree.ts'
import { growTiles, TILE_WIDTH } from '../src/ledger/tiles.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'

/** Enough for a tile of the third level. */
const MANY = 257 * TILE_WIDTH

/** Stands for the hash of an entry. */
function madeUp(index: number): Uint8Array {
  return sha256(Buffer.from(`entry ${index}`))
}

class RolledBack extends Error {}

describe.each(DATABASES)('the tree over the ledger on %s', (kind) => {
  let register: OpenRegister
  beforeAll(async () => {
    register = await newRegister(kind)
  })
  afterAll(() => register.close())

  /** Does something with tiles that no entry stands behind, and takes them back. */
  async function withTiles(work: (tx: Transaction) => Promise<void>): Promise<void> {
    const undone = register.connection.db.transaction(async (tx) => {
      await work(tx)
      throw new RolledBack()
    })
    await expect(undone).rejects.toBeInstanceOf(RolledBack)
  }

  it('is the same however many entries are appended at a time, over several levels of tiles', async () => {
    const hashes = Array.from({ length: MANY }, (_, index) => madeUp(index))
    const leaves = hashes.map((hash) => leafHash(hash, sha256))
    await withTiles(async (tx) => {
      for (let at = 0, tiles = 1; at < MANY; tiles = (tiles * 7) % 31) {
        const chunk = hashes.slice(at, at + tiles * TILE_WIDTH)
        await growTiles(tx, positionOf(at), chunk.map(toHex))
        at += chunk.length
      }
      const levels = await rows<{ level: number; tiles: number }>(
        tx,
        sql`SELECT level, count(*)::float8 AS tiles FROM demur.ledger_tile GROUP BY level ORDER BY level`,
      )
      expect(levels).toEqual([
        { level: 0, tiles: 257 },
        { level: 1, tiles: 2 },
        { level: 2, tiles: 1 },
      ])
      for (const size of [TILE_WIDTH, 255 * TILE_WIDTH, 256 * TILE_WIDTH, MANY]) {
        const root = rootOf(leaves.slice(0, size), sha256)
        expect(await treeRoot(tx, positionOf(size)), `root of ${size}`).toEqual(root)
        const path = await inclusionHashes(tx, positionOf(12_345 % size), positionOf(size))
        const index = (12_345 % size) - 1
        expect(verifyInclusion(leaves[index] ?? root, { index, size, path }, root, sha256)).toBe(true)
      }
    })
  })

  it.each([
    'DELETE FROM demur.ledger_tile',
    'TRUNCATE demur.ledger_tile',
    "UPDATE demur.ledger_tile SET hashes = overlay(hashes PLACING '\\x00' FROM 1)",
    'UPDATE demur.ledger_tile SET index = index + 1',
  ])('refuses “%s” to the serving role and to the owner of the table', async (statement) => {
    await importJson(
      register,
      Array.from({ length: TILE_WIDTH }, (_, index) => ({ type: 'MemberRegistered', member: `${statement} ${index}` })),
    )
    for (const role of ['demur_server', 'NONE']) {
      const attempt = register.connection.db.transaction(async (tx) => {
        await tx.execute(sql.raw(`SET LOCAL ROLE ${role}`))
        await tx.execute(sql.raw(statement))
      })
      await expect(attempt, role).rejects.toMatchObject({ cause: { code: '42501' } })
    }
  })
})
