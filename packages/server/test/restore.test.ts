import { positionOf } from '@demur/eligibility'
import { sampleRegister } from '@demur/fixtures'
import type { OpenRegister } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { treeRoot } from '../src/evidence/tree.ts'
import { exportEntries } from '../src/ledger/export.ts'
import { restoreLedger } from '../src/ledger/restore.ts'
import { readHead } from '../src/register/ledger.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

async function exported({ connection: { db } }: OpenRegister): Promise<string[]> {
  const lines: string[] = []
  const chunks = exportEntries(db, positionOf(0), await readHead(db), { evidence: true })
  for await (const chunk of chunks) lines.push(...chunk)
  return lines
}

async function* given(lines: readonly string[]) {
  yield* lines
}

const ANSWERS = `query {
  decisions(questions: [
    { item: { key: "de-plain-post-1" }, dataUse: "genai.training" }
    { item: { key: "de-objected-post-1" }, dataUse: "genai.training" }
    { item: { key: "de-plain-post-1" }, dataUse: "genai.training", asKnownAt: "474", at: "2026-01-01T00:00:00Z" }
  ]) { outcome decisiveReason position }
  member(by: { key: "de-plain" }) { optOutSetting(setting: "genai-improvement") { choice version changedAt } }
}`

describe.each(DATABASES)('a ledger that is restored on %s', (kind) => {
  let original: TestServer
  let lines: string[] = []
  beforeAll(async () => {
    original = await startServer(await newRegister('embedded'))
    await importJson(original.register, sampleRegister())
    const act = 'mutation { setOptOut(input: { setting: "genai-improvement", act: OBJECT }) { __typename } }'
    await original.ask('dev-member:de-plain', act)
    lines = await exported(original.register)
  })
  afterAll(() => original.close())

  it('is the one that it was: entries, times, actors, hashes, root and answers', async () => {
    const copy = await startServer(await newRegister(kind))
    const size = positionOf(lines.length)
    const restored = await restoreLedger(copy.register.connection.db, given(lines))
    expect(restored).toEqual({ entries: size, firstPosition: 1, lastPosition: size, repeated: false })
    expect(await exported(copy.register)).toEqual(lines)
    expect(await treeRoot(copy.register.connection.db, size)).toEqual(
      await treeRoot(original.register.connection.db, size),
    )
    expect(await copy.ask('dev-auditor', ANSWERS)).toEqual(await original.ask('dev-auditor', ANSWERS))
    // And it goes on from there.
    const withdrawal = `mutation { setOptOut(input: { setting: "genai-improvement", act: WITHDRAW_OBJECTION, expectedVersion: 1 }) {
      ... on SetOptOutSuccess { position } } }`
    const { data } = await copy.ask('dev-member:de-plain', withdrawal)
    expect(data).toEqual({ setOptOut: { position: String(size + 1) } })
    await copy.close()
  })

  it('is restored once: the same file again changes nothing, and another is refused', async () => {
    const copy = await newRegister(kind)
    const { db } = copy.connection
    await restoreLedger(db, given(lines))
    expect(await restoreLedger(db, given(lines))).toMatchObject({ repeated: true, lastPosition: lines.length })
    await expect(restoreLedger(db, given(lines.slice(0, 9)))).rejects.toThrow(/only be restored into an empty register/)
    expect(await readHead(db)).toBe(lines.length)
    await copy.close()
  })

  it.each<[string, (all: string[]) => string[], RegExp]>([
    ['was changed', (all) => all.with(399, (all[399] ?? '').replace('"actor":"test"', '"actor":"me"')), /^line 400: /],
    ['is not whole', (all) => all.toSpliced(40, 1), /^line 41: /],
    ['has no evidence', () => ['{"type":"MemberRegistered","member":"m"}'], /^line 1: has no evidence/],
  ])('is refused where the file %s, and nothing of it is kept', async (_, change, message) => {
    const copy = await newRegister(kind)
    await expect(restoreLedger(copy.connection.db, given(change(lines)))).rejects.toThrow(message)
    expect(await readHead(copy.connection.db)).toBe(0)
    await copy.close()
  })
})
