import { generateKeyPairSync } from 'node:crypto'
import { positionOf } from '@demur/eligibility'
import { verifyReceipt } from '@demur/eligibility/evidence'
import { sampleRegister } from '@demur/fixtures'
import type { CheckpointSettings, OpenRegister } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishCheckpoint } from '../src/evidence/checkpoints.ts'
import { entriesOfLines } from '../src/evidence/kept-lines.ts'
import { openNotary } from '../src/evidence/notary.ts'
import { treeRoot } from '../src/evidence/tree.ts'
import { verifyLedger } from '../src/evidence/verify-ledger.ts'
import { openExport } from '../src/ledger/export.ts'
import { restoreLedger } from '../src/ledger/restore.ts'
import { readHead } from '../src/register/ledger.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

async function exported({ connection: { db } }: OpenRegister): Promise<string[]> {
  const lines: string[] = []
  const opened = await openExport(db, { after: positionOf(0), evidence: true })
  for await (const chunk of opened?.chunks ?? []) lines.push(...chunk)
  expect(opened?.lines).toBe(lines.length)
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
  member(by: { key: "de-plain" }) {
    optOutSetting(setting: "genai-improvement") { choice version changedAt }
    receipts { nodes { entry status document } }
    pastUsesExplanation
  }
  checkpoints { nodes { size root note publishedAt origin } }
  checkpointKeys { verifier firstSize addedAt current }
  runs { nodes { key status itemCount manifestDigest } }
}`
const VERIFY = '{ verifyRun(run: "first") { verdict recorded { digest } derived { digest itemCount } } }'

const newKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const settings = (keys: string[]): CheckpointSettings => ({ origin: 'log.example/demur', keys, development: false })

describe.each(DATABASES)('a ledger that is restored on %s', (kind) => {
  const [old, next] = [newKey(), newKey()]
  let original: TestServer
  let lines: string[] = []
  let size = positionOf(0)
  beforeAll(async () => {
    original = await startServer(await newRegister('embedded', { checkpoints: settings([old]) }))
    const { connection, clock, notary } = original.register
    await importJson(original.register, sampleRegister())
    await publishCheckpoint(connection.db, notary, clock())
    const run = `mutation {
      openRun(input: { key: "first", dataUse: "genai.training" }) { __typename }
      sealRun(input: { run: "first" }) { __typename }
    }`
    await original.ask('dev-operator', run)
    const act = 'mutation { setOptOut(input: { setting: "genai-improvement", act: OBJECT }) { __typename } }'
    await original.ask('dev-member:de-plain', act)
    // The key is changed, and both sign while it lasts.
    await publishCheckpoint(connection.db, await openNotary(connection, settings([next, old])), clock())
    await original.ask(
      'dev-operator',
      'mutation { eraseMember(input: { member: { key: "us-plain" } }) { __typename } }',
    )
    lines = await exported(original.register)
    size = await readHead(connection.db)
  })
  afterAll(() => original.close())

  it('is the one that it was: entries, times, actors, hashes, root, checkpoints, receipts and answers', async () => {
    const copy = await startServer(await newRegister(kind, { checkpoints: settings([next]) }))
    const restored = await restoreLedger(copy.register.connection.db, given(lines))
    expect(restored).toEqual({ entries: size, firstPosition: 1, lastPosition: size, repeated: false })
    expect(lines).toHaveLength(size + 2)
    expect(await exported(copy.register)).toEqual(lines)
    expect(await treeRoot(copy.register.connection.db, size)).toEqual(
      await treeRoot(original.register.connection.db, size),
    )
    const answers = await copy.ask<Answers>('dev-auditor', ANSWERS)
    expect(answers).toEqual(await original.ask('dev-auditor', ANSWERS))
    expect(answers.data.checkpoints.nodes.map(({ size: covered }) => Number(covered))).toEqual([size - 1, size - 4])
    // A receipt that was completed before still stands, by the keys that the copy publishes.
    const [receipt] = answers.data.member.receipts.nodes
    const publicKeys = answers.data.checkpointKeys.map(({ verifier }) => verifier)
    expect(await verifyReceipt(JSON.parse(receipt?.document ?? ''), { publicKeys })).toMatchObject({
      status: 'VERIFIED',
    })
    // And so does the run that was sealed before.
    const verified = await copy.ask('dev-auditor', VERIFY)
    expect(verified).toEqual(await original.ask('dev-auditor', VERIFY))
    expect(verified.data).toMatchObject({ verifyRun: { verdict: 'MATCHES' } })
    await copy.close()
  })

  it('goes on from there, and signs what it signed before', async () => {
    const copy = await startServer(await newRegister(kind, { checkpoints: settings([next]) }))
    await restoreLedger(copy.register.connection.db, given(lines))
    const withdrawal = `mutation { setOptOut(input: { setting: "genai-improvement", act: WITHDRAW_OBJECTION, expectedVersion: 1 }) {
      ... on SetOptOutSuccess { position } } }`
    const { data } = await copy.ask('dev-member:de-plain', withdrawal)
    expect(data).toEqual({ setOptOut: { position: String(size + 1) } })
    const { connection, notary, clock } = copy.register
    expect(await publishCheckpoint(connection.db, notary, clock())).toMatchObject({
      isNew: true,
      checkpoint: { size: size + 1 },
    })
    await copy.close()
  })

  it('is restored once: the same file again changes nothing, and another is refused', async () => {
    const copy = await newRegister(kind)
    const { db } = copy.connection
    await restoreLedger(db, given(lines))
    expect(await restoreLedger(db, given(lines))).toMatchObject({ repeated: true, lastPosition: size })
    await expect(restoreLedger(db, given(lines.slice(0, 9)))).rejects.toThrow(/only be restored into an empty register/)
    expect(await readHead(db)).toBe(size)
    await copy.close()
  })

  it('is imported from the same file as facts, without what was signed elsewhere', async () => {
    const copy = await startServer(await newRegister(kind))
    await importJson(copy.register, lines)
    expect(await readHead(copy.register.connection.db)).toBe(size)
    expect((await copy.ask('dev-auditor', '{ checkpoints { nodes { size } } }')).data).toEqual({
      checkpoints: { nodes: [] },
    })
    await copy.close()
  })

  /** Changes the line that carries the first checkpoint. */
  const checkpoint = (change: (line: string) => string) => (all: string[]) => {
    const index = all.findIndex((line) => line.includes('"checkpoint"'))
    return all.with(index, change(all[index] ?? ''))
  }
  const swapped = (one: string, other: string) => checkpoint((line) => line.replace(one, other))

  it.each<[string, (all: string[]) => string[], RegExp]>([
    ['was changed', (all) => all.with(399, (all[399] ?? '').replace('"actor":"test"', '"actor":"me"')), /^line 400: /],
    ['is not whole', (all) => all.toSpliced(40, 1), /^line 41: /],
    ['has no evidence', () => ['{"type":"MemberRegistered","member":"m"}'], /^line 1: has no evidence/],
    [
      'has a checkpoint over another tree',
      swapped('\\n474\\n', '\\n473\\n'),
      /^line 475: .*not the one that was signed/,
    ],
    [
      'has a checkpoint at another place',
      (all) => all.toSpliced(474, 2, all[475] ?? '', all[474] ?? ''),
      /^line 476: /,
    ],
    [
      'has a checkpoint whose key it does not name',
      checkpoint((line) => line.replace(/"keys":\[.*\]/, '"keys":[]')),
      /^line 475: None of the given keys signed/,
    ],
    [
      'has a checkpoint with a forged signature',
      checkpoint((line) =>
        line.replace(/(— log\.example\/demur \S{20})(\S)/, (_, start, sign) => `${start}${sign === 'A' ? 'B' : 'A'}`),
      ),
      /^line 475: The signature/,
    ],
  ])('is refused where the file %s, and nothing of it is kept', async (_, change, message) => {
    const copy = await newRegister(kind)
    await expect(restoreLedger(copy.connection.db, given(change(lines)))).rejects.toThrow(message)
    expect(await readHead(copy.connection.db)).toBe(0)
    await copy.close()
  })

  it('is verified in the file already, checkpoints included', async () => {
    expect(await verifyLedger(entriesOfLines(given(lines)), {})).toMatchObject({ problem: null, entries: size })
    const other = swapped('\\n474\\n', '\\n473\\n')(lines)
    expect((await verifyLedger(entriesOfLines(given(other)), {})).problem).toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      until: 474,
    })
  })
})

interface Answers {
  readonly member: { readonly receipts: { readonly nodes: readonly { readonly document: string }[] } }
  readonly checkpoints: { readonly nodes: readonly { readonly size: string }[] }
  readonly checkpointKeys: readonly { readonly verifier: string }[]
}
