import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

interface Document {
  readonly version: string
  readonly dataUses: readonly { readonly key: string }[]
  readonly rules: readonly { readonly dataUse: string }[]
  readonly settings: readonly object[]
}
const document = { ...(rulebookDocument('change-2026-08-21') as unknown as Document), version: 'next' }

describe('a rulebook', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startSampleServer()
  })
  afterAll(() => server.close())

  it('is checked and measured without being published: what would turn, why, and samples with both answers', async () => {
    const client = clientOf(server, 'dev-operator')
    const head = await client.ledger.head()
    const shorter = { ...document, dataUses: document.dataUses.filter(({ key }) => key !== 'genai.training') }
    const rules = document.rules.filter(({ dataUse }) => dataUse !== 'genai.training')
    const result = await client.rulebook.publish({ ...shorter, rules }, { dryRun: true, samples: 2 })
    if (!result.ok || result.proposal !== undefined) throw new Error('not measured')
    expect(result).toMatchObject({ version: 'next', position: null, asKnownAt: head })
    const effect = result.effect?.find(({ dataUse }) => dataUse === 'genai.training')
    expect(effect).toMatchObject({
      becomeEligible: 0,
      reasons: expect.arrayContaining([
        { reason: 'UNKNOWN_DATA_USE', blocksNewly: effect?.becomeIneligible, blocksNoLonger: 0 },
      ]),
    })
    expect(effect?.becomeIneligible).toBeGreaterThan(0)
    expect(effect?.samples).toHaveLength(2)
    for (const { before, after } of effect?.samples ?? []) {
      expect([before.outcome, after.outcome]).toEqual(['ELIGIBLE', 'INELIGIBLE'])
    }
    expect(await client.rulebook.publish(document, { dryRun: true, effect: false })).toMatchObject({ effect: null })
    expect(await client.ledger.head()).toBe(head)
  })

  it('is compared with another in words: by version, by position, or as a document', async () => {
    const { rulebook } = clientOf(server, 'dev-operator')
    const version = String(rulebookDocument('change-2026-08-21')['version'])
    const same = await rulebook.diff({ from: { version }, to: { document } })
    if (!same.ok) throw new Error(same.error.message)
    expect(same).toMatchObject({ from: version, to: 'next' })
    const stricter = { ...document, rules: document.rules.map((rule) => ({ ...rule, othersInContent: 'EVERYBODY' })) }
    const refused = await rulebook.diff({ to: { document: stricter } })
    expect(refused).toMatchObject({ ok: false, error: { __typename: 'RulebookRefusedError' } })
    const untitled = { ...document, settings: document.settings.map((s) => ({ ...s, title: { en: 'Another title' } })) }
    const renamed = await rulebook.diff({ from: { position: '1' }, to: { document: untitled } }, { locale: 'de' })
    if (!renamed.ok) throw new Error(renamed.error.message)
    expect(renamed.changes.filter(({ message }) => message.includes('Another title')).length).toBeGreaterThan(0)
    expect(await rulebook.diff({ from: { version: 'none' } })).toMatchObject({
      ok: false,
      error: { __typename: 'NotFoundError' },
    })
  })

  it('is refused with every problem, or published', async () => {
    const client = clientOf(server, 'dev-operator')
    const refused = await client.rulebook.publish({ ...document, rules: 'none' })
    if (refused.ok || refused.error.__typename !== 'RulebookRefusedError') throw new Error('not refused')
    expect(refused.error.problems.map(({ path }) => path)).toContainEqual(['rules'])
    const published = await client.rulebook.publish(document)
    expect(published).toMatchObject({ ok: true, position: await client.ledger.head() })
    expect(await clientOf(server, 'dev-auditor').rulebook.publish(document)).toMatchObject({
      ok: false,
      error: { __typename: 'ForbiddenError' },
    })
  })
})

describe('a rulebook that others have to approve', () => {
  let server: TestServer
  beforeAll(async () => {
    const publishing = { approvals: 1, proposalDays: 14, waived: false }
    const register = await newRegister('postgres', { publishing })
    await importJson(register, [{ type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') }])
    server = await startServer(register)
  })
  afterAll(() => server.close())

  const operator = (name: string) => clientOf(server, `dev-operator:${name}`)

  it('is proposed where one operator publishes it, and published when another approves it', async () => {
    const one = operator('one')
    const head = await one.ledger.head()
    const proposed = await one.rulebook.publish(document, { note: 'for autumn' })
    if (!proposed.ok || proposed.proposal === undefined) throw new Error('not proposed')
    const { id } = proposed.proposal
    expect(proposed.proposal).toMatchObject({ status: 'OPEN', version: 'next', proposedBy: 'one', note: 'for autumn' })
    expect(proposed.proposal.changes.length).toBeGreaterThan(0)
    expect(await one.ledger.head()).toBe(head)
    expect(await one.rulebook.approve(id)).toMatchObject({ ok: false, error: { __typename: 'ForbiddenError' } })
    const approved = await operator('two').rulebook.approve(id)
    expect(approved).toMatchObject({
      ok: true,
      proposal: {
        status: 'PUBLISHED',
        approvals: [{ subject: 'two' }],
        published: { position: await one.ledger.head() },
      },
    })
    expect(await operator('three').rulebook.approve(id)).toMatchObject({
      ok: false,
      error: { __typename: 'ProposalNotOpenError' },
    })
  })

  it('is rejected with a note, or withdrawn, and listed by how it stands', async () => {
    const { rulebook } = operator('one')
    const proposed = await rulebook.propose({ ...document, version: 'after next' })
    if (!proposed.ok) throw new Error(proposed.error.message)
    const again = await rulebook.propose({ ...document, version: 'after next' })
    expect(again.ok && again.proposal.id).toBe(proposed.proposal.id)
    expect((await rulebook.proposals({ status: 'OPEN' })).map(({ id }) => id)).toEqual([proposed.proposal.id])
    const rejected = await operator('two').rulebook.reject(proposed.proposal.id, { note: 'not now' })
    expect(rejected).toMatchObject({
      ok: true,
      proposal: { status: 'REJECTED', closedBy: 'two', closedNote: 'not now' },
    })
    expect((await rulebook.proposals()).map(({ status }) => status)).toEqual(['REJECTED', 'PUBLISHED'])
    expect(await rulebook.propose({})).toMatchObject({ ok: false, error: { __typename: 'RulebookRefusedError' } })
    expect(await clientOf(server, 'dev-service').rulebook.propose(document)).toMatchObject({
      ok: false,
      error: { __typename: 'ForbiddenError' },
    })
  })
})
