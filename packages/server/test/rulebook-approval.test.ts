import { instantOf } from '@demur/eligibility'
import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const PROPOSAL =
  'id status version proposedBy note approvalsNeeded approvals { subject } closedBy closedNote replaces { version } published { position approvedBy publishedBy } changes { code } effect(samples: 0) { dataUse becomeEligible }'
const PUBLISH = `mutation ($input: PublishRulebookInput!) { outcome: publishRulebook(input: $input) {
  __typename ... on RulebookProposed { proposal { ${PROPOSAL} } } ... on PublishRulebookSuccess { position } ... on Error { message } } }`
const PROPOSE = `mutation ($input: ProposeRulebookInput!) { outcome: proposeRulebook(input: $input) {
  __typename ... on RulebookProposed { proposal { ${PROPOSAL} } } ... on Error { message } } }`
const APPROVE = `mutation ($id: ID!) { outcome: approveRulebook(input: {proposal: $id}) {
  __typename ... on ApproveRulebookSuccess { proposal { ${PROPOSAL} } } ... on Error { message } ... on ProposalNotOpenError { proposal { status } } } }`
const REJECT = `mutation ($id: ID!, $note: String) { outcome: rejectRulebook(input: {proposal: $id, note: $note}) {
  __typename ... on RejectRulebookSuccess { proposal { ${PROPOSAL} } } ... on Error { message } } }`
const LIST = `query ($status: RulebookProposalStatus) { rulebookProposals(status: $status) { nodes { id status } } }`

interface Proposal {
  readonly id: string
  readonly status: string
  readonly changes: readonly { readonly code: string }[]
}
interface Outcome {
  readonly __typename: string
  readonly message?: string
  readonly position?: string
  readonly proposal: Proposal
}

/** Tokens of three operators, whose subjects are their names. */
const [anna, ben, cora] = ['dev-operator:anna', 'dev-operator:ben', 'dev-operator:cora']
const START = Date.parse('2026-11-20T00:00:00Z')
const DAY = 86_400_000

describe.each(DATABASES)('a rulebook that others have to approve on %s', (kind) => {
  let server: TestServer
  let now = START
  let versions = 0
  beforeAll(async () => {
    const publishing = { approvals: 1, proposalDays: 14, waived: false }
    server = await startServer(await newRegister(kind, { publishing, clock: () => instantOf(now) }))
    await importJson(server.register, [{ type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') }])
  })
  afterAll(() => server.close())

  /** A rulebook that nobody proposed before. */
  const another = () => {
    versions += 1
    return { ...rulebookDocument('change-2026-08-21'), version: `next ${versions}` }
  }
  const call = async (token: string, document: string, variables: object): Promise<Outcome> => {
    const { data, errors } = await server.ask<{ outcome: Outcome }>(token, document, variables)
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data.outcome
  }
  const publish = (token: string, rulebook: object = another(), more = {}) =>
    call(token, PUBLISH, { input: { rulebook, ...more } })
  const approve = (token: string, { proposal }: Outcome) => call(token, APPROVE, { id: proposal.id })
  /** The last line of an export. */
  const lastEntry = async (): Promise<unknown> => {
    const headers = { authorization: 'Bearer dev-auditor' }
    const lines = await (await fetch(`${server.url}/ledger`, { headers })).text()
    return JSON.parse(lines.trim().split('\n').at(-1) ?? '')
  }
  const current = async () =>
    (await server.ask<{ rulebook: { version: string } }>(anna, '{ rulebook { version } }')).data.rulebook.version

  it('is proposed when one operator publishes it, and published when a second one approves it; the ledger names both', async () => {
    const before = await current()
    const proposed = await publish(anna, another(), { note: 'for autumn' })
    expect(proposed).toMatchObject({
      __typename: 'RulebookProposed',
      proposal: {
        status: 'OPEN',
        proposedBy: 'anna',
        note: 'for autumn',
        approvalsNeeded: 1,
        approvals: [],
        published: null,
      },
    })
    expect(proposed.proposal).toMatchObject({ replaces: { version: before }, effect: expect.any(Array) })
    expect(proposed.proposal.changes.map(({ code }) => code)).toContain('CONTENT_WINDOW_BEGUN')
    expect(await current()).toBe(before)
    const approved = await approve(ben, proposed)
    expect(approved).toMatchObject({
      __typename: 'ApproveRulebookSuccess',
      proposal: {
        status: 'PUBLISHED',
        approvals: [{ subject: 'ben' }],
        closedBy: 'ben',
        published: { publishedBy: 'anna', approvedBy: ['ben'] },
        changes: proposed.proposal.changes,
      },
    })
    expect(await current()).toBe(`next ${versions}`)
    expect(await lastEntry()).toMatchObject({ actor: 'anna', approvedBy: ['ben'] })
  })

  it('is not approved by whoever proposed it, nor twice by one, nor by anybody but operators', async () => {
    const proposed = await publish(anna)
    expect(await approve(anna, proposed)).toMatchObject({ __typename: 'ForbiddenError' })
    for (const token of ['dev-auditor', 'dev-service', 'dev-member:m']) {
      expect(await approve(token, proposed)).toMatchObject({ __typename: 'ForbiddenError' })
    }
    expect(await call(ben, APPROVE, { id: 'nonsense' })).toMatchObject({ __typename: 'NotFoundError' })
    expect(await approve(ben, proposed)).toMatchObject({ proposal: { status: 'PUBLISHED' } })
    expect(await approve(cora, proposed)).toMatchObject({
      __typename: 'ProposalNotOpenError',
      proposal: { status: 'PUBLISHED' },
    })
  })

  it('is published once where several approve at the same time', async () => {
    const proposed = await publish(anna)
    const outcomes = await Promise.all([approve(ben, proposed), approve(cora, proposed)])
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ApproveRulebookSuccess',
      'ProposalNotOpenError',
    ])
  })

  it('becomes stale when another rulebook is published, and has to be proposed again', async () => {
    const rulebook = another()
    const [first, second] = [await publish(anna, rulebook), await publish(anna)]
    await approve(ben, second)
    expect(await approve(ben, first)).toMatchObject({
      __typename: 'ProposalNotOpenError',
      message: expect.stringContaining('propose it again'),
      proposal: { status: 'STALE' },
    })
    const again = await publish(anna, rulebook)
    expect(again.proposal.id).not.toBe(first.proposal.id)
    expect(await approve(ben, again)).toMatchObject({ proposal: { status: 'PUBLISHED' } })
  })

  it('expires', async () => {
    const proposed = await publish(anna)
    now += 14 * DAY
    expect(await approve(ben, proposed)).toMatchObject({
      __typename: 'ProposalNotOpenError',
      proposal: { status: 'EXPIRED' },
    })
  })

  it('can be rejected by others and withdrawn by whoever proposed it, for good', async () => {
    const [rejected, withdrawn] = [await publish(anna), await publish(anna)]
    expect(await call(ben, REJECT, { id: rejected.proposal.id, note: 'too much' })).toMatchObject({
      proposal: { status: 'REJECTED', closedBy: 'ben', closedNote: 'too much' },
    })
    expect(await call(anna, REJECT, { id: withdrawn.proposal.id })).toMatchObject({
      proposal: { status: 'WITHDRAWN', closedBy: 'anna' },
    })
    expect(await approve(cora, rejected)).toMatchObject({ __typename: 'ProposalNotOpenError' })
    expect(await call(ben, REJECT, { id: withdrawn.proposal.id })).toMatchObject({ __typename: 'ProposalNotOpenError' })
  })

  it('is proposed once: whoever proposes the same again is shown who did before', async () => {
    const rulebook = another()
    const first = await publish(anna, rulebook)
    const second = await call(ben, PROPOSE, { input: { rulebook } })
    expect(second.proposal).toMatchObject({ id: first.proposal.id, proposedBy: 'anna' })
  })

  it('does not come in beside the approval, by an import over HTTP, however its line is written', async () => {
    const line = JSON.stringify({ type: 'RulebookPublished', rulebook: another() })
    for (const body of [line, line.replace('"RulebookPublished"', '"Rul\\u0065bookPublished"')]) {
      const response = await fetch(`${server.url}/ledger`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${anna}` },
        body: `{"type":"MemberRegistered","member":"x${versions}"}\n${body}\n`,
      })
      expect(response.status).toBe(422)
      expect(await response.json()).toMatchObject({ line: 2, problems: [{ path: ['type'] }] })
    }
  })

  it('is listed by status for operators and auditors, and for nobody else; members do not see who approved', async () => {
    const list = async (token: string, status?: string) =>
      (await server.ask<{ rulebookProposals: { nodes: Proposal[] } }>(token, LIST, { status })).data.rulebookProposals
        .nodes
    const all = await list('dev-auditor')
    for (const status of ['OPEN', 'PUBLISHED', 'REJECTED', 'WITHDRAWN', 'EXPIRED', 'STALE']) {
      expect(await list(anna, status)).toEqual(all.filter((proposal) => proposal.status === status))
    }
    expect(new Set(all.map(({ status }) => status)).size).toBeGreaterThan(3)
    expect([await list('dev-service'), await list('dev-member:m')]).toEqual([[], []])
    const ledger = '{ ledger(first: 1000) { type body } }'
    const bodies = async (token: string) =>
      (await server.ask<{ ledger: { body: string }[] }>(token, ledger)).data.ledger.map(({ body }) => body).join()
    expect(await bodies('dev-auditor')).toContain('approvedBy')
    expect(await bodies('dev-member:m')).not.toContain('approvedBy')
  })
})

describe('a rulebook where two others have to approve', () => {
  it('waits for both, and the ledger names both', async () => {
    const register = await newRegister('embedded', { publishing: { approvals: 2, proposalDays: 1, waived: false } })
    const server = await startServer(register)
    try {
      const rulebook = rulebookDocument('change-2025-11-03')
      const outcome = async (token: string, document: string, variables: object) =>
        (await server.ask<{ outcome: Outcome }>(token, document, variables)).data.outcome
      const { proposal } = await outcome(anna, PROPOSE, { input: { rulebook } })
      const once = await outcome(ben, APPROVE, { id: proposal.id })
      expect(once.proposal).toMatchObject({ status: 'OPEN', approvals: [{ subject: 'ben' }] })
      expect(await outcome(ben, APPROVE, { id: proposal.id })).toMatchObject({ __typename: 'ForbiddenError' })
      const twice = await outcome(cora, APPROVE, { id: proposal.id })
      expect(twice.proposal).toMatchObject({
        status: 'PUBLISHED',
        published: { position: '1', approvedBy: ['ben', 'cora'] },
      })
    } finally {
      await server.close()
    }
  })
})
