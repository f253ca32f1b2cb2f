import { instantOf, positionOf } from '@demur/eligibility'
import { signCheckpoint } from '@demur/eligibility/evidence'
import { sampleRegister } from '@demur/fixtures'
import type { OpenRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keptEntries, keptHead, lastPosition } from '../src/evidence/kept-entry.ts'
import { entriesOfLines, entryOfLine } from '../src/evidence/kept-lines.ts'
import { treeRoot } from '../src/evidence/tree.ts'
import { type Expectations, type LedgerVerification, verifyLedger } from '../src/evidence/verify-ledger.ts'
import { tilesOf } from '../src/evidence/verify-tiles.ts'
import { commitmentHex } from '../src/ledger/chain.ts'
import { exportEntries } from '../src/ledger/export.ts'
import { linesOf } from '../src/ledger/lines.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { testSigner } from './support/signer.ts'

const SAMPLE = sampleRegister()
const ENTRIES = SAMPLE.length
const FIRST_OBJECTION = SAMPLE.findIndex(({ type }) => type === 'Objected') + 1
const APPEARING = firstAppearance()
/** What an erasure takes of an entry. */
const BLANK = 'salt subject_salts effective_at actor channel idempotency_key member item body'.split(' ')

/** Somebody in an item of somebody else. */
function firstAppearance(): { readonly position: number; readonly member: string } {
  for (const [index, entry] of SAMPLE.entries()) {
    const other = entry.type === 'ContentRegistered' && entry.subjects.find(({ role }) => role !== 'AUTHOR')
    if (other) return { position: index + 1, member: other.member }
  }
  throw new Error('nobody appears in an item of somebody else')
}

const LOG = 'register.example/verify'

/** Puts a checkpoint of 300 entries into a database. */
function keeping(note: string): string {
  return `INSERT INTO demur.checkpoint (size, root, note, published_at)
    VALUES (300, decode(repeat('00', 32), 'hex'), '${note}', now())`
}

/** A line of an export as an erasure would leave it, and what somebody puts into it. */
function blanked(line = '', more: object = {}): string {
  const { position, recordedAt, type, hash } = JSON.parse(line)
  const { opening } = entryOfLine(line, position)
  if (opening === null) throw new Error('it is erased already')
  const commitment = commitmentHex(opening.salt, opening.fields, opening.subjectSalts)
  return JSON.stringify({ position, recordedAt, type, erased: true, commitment, hash, ...more })
}

class Undone extends Error {}

describe.each(DATABASES)('the verification of a ledger on %s', (kind) => {
  let register: OpenRegister
  let root: Uint8Array
  let log: Awaited<ReturnType<typeof testSigner>>
  beforeAll(async () => {
    log = await testSigner(LOG)
    // In two files, as an earlier checkpoint would stand between them.
    register = await newRegister(kind)
    await importJson(register, sampleRegister())
    root = await treeRoot(register.connection.db, positionOf(300))
  })
  afterAll(() => register.close())

  /** Verifies what a superuser makes of the ledger, with every guard off, and takes it back. */
  async function afterTampering(
    statements: readonly string[],
    expectations: Expectations = {},
  ): Promise<LedgerVerification> {
    let verified: LedgerVerification | undefined
    const undone = register.connection.db.transaction(async (tx) => {
      await tx.execute(sql.raw('SET LOCAL ROLE NONE'))
      for (const table of ['ledger_entry', 'ledger_tile', 'ledger_head']) {
        await tx.execute(sql.raw(`ALTER TABLE demur.${table} DISABLE TRIGGER ALL`))
      }
      for (const statement of statements) await tx.execute(sql.raw(statement))
      const last = await lastPosition(tx)
      verified = await verifyLedger(keptEntries(tx, positionOf(0), last), {
        tree: tilesOf(tx),
        head: await keptHead(tx),
        ...expectations,
      })
      throw new Undone()
    })
    await expect(undone).rejects.toBeInstanceOf(Undone)
    if (verified === undefined) throw new Error('nothing was verified')
    return verified
  }

  it('finds nothing where nothing was changed, and says what it compared', async () => {
    const verified = await afterTampering([], { checkpoints: [{ origin: 'o', size: 300, root }] })
    expect(verified).toMatchObject({ problem: null, entries: ENTRIES, erased: 0, checkpoints: [300] })
    expect(verified.root).toEqual(await treeRoot(register.connection.db, positionOf(ENTRIES)))
  })

  it.each<[string, string[], string, number]>([
    [
      'a changed field',
      [
        `UPDATE demur.ledger_entry SET body = jsonb_set(body, '{member}', '"somebody"') WHERE position = (SELECT min(position) FROM demur.ledger_entry WHERE type = 'Objected')`,
      ],
      'COMMITMENT_MISMATCH',
      sampleRegister().findIndex(({ type }) => type === 'Objected') + 1,
    ],
    [
      'one changed byte of a salt',
      ['UPDATE demur.ledger_entry SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1) WHERE position = 77'],
      'COMMITMENT_MISMATCH',
      77,
    ],
    [
      'one changed byte of a commitment',
      [
        'UPDATE demur.ledger_entry SET commitment = set_byte(commitment, 31, get_byte(commitment, 31) # 1) WHERE position = 78',
      ],
      'COMMITMENT_MISMATCH',
      78,
    ],
    [
      'one changed byte of a hash',
      ['UPDATE demur.ledger_entry SET hash = set_byte(hash, 7, get_byte(hash, 7) # 1) WHERE position = 79'],
      'HASH_MISMATCH',
      79,
    ],
    [
      'another time',
      [`UPDATE demur.ledger_entry SET recorded_at = recorded_at + interval '1 ms' WHERE position = 80`],
      'HASH_MISMATCH',
      80,
    ],
    [
      'a time before the one before',
      [`UPDATE demur.ledger_entry SET recorded_at = recorded_at - interval '1 ms' WHERE position = 80`],
      'TIME_REVERSED',
      80,
    ],
    ['another type', [`UPDATE demur.ledger_entry SET type = 'ConsentGiven' WHERE position = 81`], 'HASH_MISMATCH', 81],
    ['a removed entry', ['DELETE FROM demur.ledger_entry WHERE position = 100'], 'POSITION_UNEXPECTED', 100],
    [
      'a removed entry whose successors moved up',
      [
        'DELETE FROM demur.ledger_entry WHERE position = 100',
        'UPDATE demur.ledger_entry SET position = position + 1000000 WHERE position > 100',
        'UPDATE demur.ledger_entry SET position = position - 1000001 WHERE position > 1000000',
      ],
      'HASH_MISMATCH',
      100,
    ],
    [
      'two swapped entries',
      [
        'UPDATE demur.ledger_entry SET position = 1000000 WHERE position = 120',
        'UPDATE demur.ledger_entry SET position = 120 WHERE position = 121',
        'UPDATE demur.ledger_entry SET position = 121 WHERE position = 1000000',
      ],
      'HASH_MISMATCH',
      120,
    ],
    [
      'an inserted entry',
      [
        'UPDATE demur.ledger_entry SET position = position + 1000000 WHERE position >= 200',
        'UPDATE demur.ledger_entry SET position = position - 999999 WHERE position > 1000000',
        `INSERT INTO demur.ledger_entry SELECT (jsonb_populate_record(e, '{"position": 200}')).* FROM demur.ledger_entry e WHERE position = 199`,
      ],
      'HASH_MISMATCH',
      200,
    ],
    [
      'a truncated ledger',
      [`DELETE FROM demur.ledger_entry WHERE position > ${ENTRIES - 3}`],
      'TRUNCATED',
      ENTRIES - 2,
    ],
    [
      'a head with another hash',
      [`UPDATE demur.ledger_head SET hash = decode(repeat('00', 32), 'hex')`],
      'HEAD_MISMATCH',
      ENTRIES,
    ],
    [
      'a changed tile',
      [
        'UPDATE demur.ledger_tile SET hashes = set_byte(hashes, 33, get_byte(hashes, 33) # 1) WHERE level = 0 AND index = 0',
      ],
      'TILE_MISMATCH',
      2,
    ],
    [
      'a changed tile above',
      ['UPDATE demur.ledger_tile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 1'],
      'TILE_MISMATCH',
      1,
    ],
    [
      'a tile too many',
      [`INSERT INTO demur.ledger_tile (level, index, hashes) VALUES (5, 9, decode(repeat('00', 32), 'hex'))`],
      'TILE_MISMATCH',
      1,
    ],
    [
      'an objection that was blanked as if its member had been erased',
      [
        `UPDATE demur.ledger_entry SET ${BLANK.map((column) => `${column} = NULL`).join(', ')} WHERE position = ${FIRST_OBJECTION}`,
      ],
      'ERASURE_UNEXPLAINED',
      FIRST_OBJECTION,
    ],
    [
      'somebody in an item of another who was blanked as if they had been erased',
      [
        `UPDATE demur.ledger_entry SET body = demur.without_person(body, subject_salts, '${APPEARING.member}'),
           subject_salts = demur.without_salt(body, subject_salts, '${APPEARING.member}')
         WHERE position = ${APPEARING.position}`,
      ],
      'ERASURE_UNEXPLAINED',
      APPEARING.position,
    ],
    [
      'an entry that is shown to somebody else',
      [`UPDATE demur.ledger_entry SET member = 'somebody' WHERE position = ${FIRST_OBJECTION}`],
      'COMMITMENT_MISMATCH',
      FIRST_OBJECTION,
    ],
    [
      'fields that were left in an entry without its salt',
      [
        'ALTER TABLE demur.ledger_entry DROP CONSTRAINT ledger_entry_whole_or_erased',
        `UPDATE demur.ledger_entry SET salt = NULL WHERE position = ${FIRST_OBJECTION}`,
      ],
      'COMMITMENT_MISMATCH',
      FIRST_OBJECTION,
    ],
  ])('finds %s, and names the position', async (_, statements, code, position) => {
    expect((await afterTampering(statements)).problem).toMatchObject({ code, position })
  })

  it('finds a history that was rewritten as a whole, against a checkpoint from before', async () => {
    const other = await newRegister('embedded', { clock: () => instantOf(Date.parse('2026-11-01T00:00:00Z')) })
    const rewritten = sampleRegister().filter((_, index) => index !== 200)
    await importJson(other, rewritten)
    const { db } = other.connection
    const verified = await verifyLedger(keptEntries(db, positionOf(0), positionOf(rewritten.length)), {
      checkpoints: [{ origin: 'o', size: 300, root }],
    })
    await other.close()
    expect(verified.problem).toMatchObject({ code: 'CHECKPOINT_MISMATCH', position: 1, until: 300 })
  })

  it('finds a ledger that is shorter than what was signed', async () => {
    const verified = await afterTampering([], { checkpoints: [{ origin: 'o', size: ENTRIES + 5, root }] })
    expect(verified.problem).toMatchObject({ code: 'TRUNCATED', position: ENTRIES + 1, until: ENTRIES + 5 })
  })

  it('finds a ledger that is other than the checkpoint kept with it, or shorter', async () => {
    const signed = (over: Uint8Array) => signCheckpoint({ origin: LOG, size: 300, root: over }, [log.signer])
    const agreeing = [keeping(await signed(root))]
    expect(await afterTampering(agreeing)).toMatchObject({ problem: null, kept: 1, checkpoints: [] })
    const trusted = await afterTampering(agreeing, { trust: { publicKeys: [log.key] } })
    expect(trusted).toMatchObject({ problem: null, kept: 1, checkpoints: [300] })
    const other = await signed(await treeRoot(register.connection.db, positionOf(299)))
    const rewritten = await afterTampering([keeping(other)])
    expect(rewritten.problem).toMatchObject({ code: 'CHECKPOINT_MISMATCH', position: 1, until: 300 })
    const shorter = await afterTampering([], { signed: ENTRIES + 5 })
    expect(shorter.problem).toMatchObject({ code: 'TRUNCATED', position: ENTRIES + 1, until: ENTRIES + 5 })
  })

  it('finds a signature in the name of a trusted key that is of another', async () => {
    const forger = await testSigner(LOG)
    const forgery = { key: log.signer.key, sign: forger.signer.sign }
    const note = await signCheckpoint({ origin: LOG, size: 300, root }, [forgery])
    const forged = await afterTampering([keeping(note)], { trust: { publicKeys: [log.key] } })
    expect(forged.problem).toMatchObject({ code: 'CHECKPOINT_MISMATCH', until: 300 })
  })

  describe('of an exported file', () => {
    let lines: string[] = []
    beforeEach(async () => {
      lines = []
      const chunks = exportEntries(register.connection.db, positionOf(0), positionOf(ENTRIES), { evidence: true })
      for await (const chunk of chunks) lines.push(...chunk)
    })

    async function* given(changed: readonly string[]) {
      yield* changed
    }

    it('needs no database', async () => {
      const verified = await verifyLedger(entriesOfLines(given(lines)), {
        checkpoints: [{ origin: 'o', size: 300, root }],
      })
      expect(verified).toMatchObject({ problem: null, entries: ENTRIES, checkpoints: [300] })
    })

    it.each<[string, (all: string[]) => string[], string, number]>([
      [
        'a changed byte',
        (all) => all.with(9, (all[9] ?? '').replace('"actor":"test"', '"actor":"tesu"')),
        'HASH_MISMATCH',
        10,
      ],
      ['a removed line', (all) => all.toSpliced(50, 1), 'POSITION_UNEXPECTED', 51],
      ['swapped lines', (all) => all.with(60, all[61] ?? '').with(61, all[60] ?? ''), 'POSITION_UNEXPECTED', 61],
      ['an inserted line', (all) => all.toSpliced(70, 0, all[69] ?? ''), 'POSITION_UNEXPECTED', 71],
      ['lines cut off', (all) => all.slice(0, 250), 'TRUNCATED', 251],
      ['a line that breaks off', (all) => all.with(80, (all[80] ?? '').slice(0, 40)), 'ENTRY_UNREADABLE', 81],
      [
        'a changed byte before a line that breaks off',
        (all) => all.with(9, (all[9] ?? '').replace('"actor":"test"', '"actor":"tesu"')).with(80, '{'),
        'HASH_MISMATCH',
        10,
      ],
      ['a time that is none', (all) => all.with(3, (all[3] ?? '').replace('Z"', '"')), 'ENTRY_UNREADABLE', 4],
      [
        'a field of a shape that nothing commits to',
        (all) => all.with(9, (all[9] ?? '').replace('"actor"', '"idempotencyKey":7,"actor"')),
        'COMMITMENT_MISMATCH',
        10,
      ],
      [
        'words put into an entry that is erased',
        (all) => all.with(FIRST_OBJECTION - 1, blanked(all[FIRST_OBJECTION - 1], { member: 'somebody' })),
        'COMMITMENT_MISMATCH',
        FIRST_OBJECTION,
      ],
      [
        'an objection that was blanked',
        (all) => all.with(FIRST_OBJECTION - 1, blanked(all[FIRST_OBJECTION - 1])),
        'ERASURE_UNEXPLAINED',
        FIRST_OBJECTION,
      ],
    ])('finds %s, and names the position', async (_, change, code, position) => {
      const verified = await verifyLedger(entriesOfLines(given(change(lines))), {
        checkpoints: [{ origin: 'o', size: 300, root }],
      })
      expect(verified.problem).toMatchObject({ code, position })
    })

    it('finds bytes that are no text, wherever a line breaks off between two reads', async () => {
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      const at = bytes.indexOf(`"position":${FIRST_OBJECTION},`)
      bytes[at + 4] = 0xff
      for (const size of [1000, 7, bytes.length]) {
        const verified = await verifyLedger(entriesOfLines(linesOf(pieces(bytes, size))), {})
        expect(verified.problem).toMatchObject({ code: 'ENTRY_UNREADABLE', position: FIRST_OBJECTION })
        expect(verified.problem?.message).toContain(`line ${FIRST_OBJECTION} is no UTF-8`)
      }
    })

    it('takes what was erased for granted where the ledger goes on after it', async () => {
      const part = lines.with(FIRST_OBJECTION - 1, blanked(lines[FIRST_OBJECTION - 1]))
      const verified = await verifyLedger(entriesOfLines(given(part)), { isPart: true })
      expect(verified).toMatchObject({ problem: null, erased: 1 })
    })
  })
})

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
