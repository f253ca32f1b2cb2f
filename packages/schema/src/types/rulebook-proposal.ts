import { diffRulebooks } from '@demur/eligibility'
import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'
import { PROPOSAL_STATUSES, type RulebookProposed as ProposedRecord, type RulebookProposalRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { pointArguments, pointOf } from './read-point.ts'
import { Rulebook } from './rulebook.ts'
import { RulebookChange } from './rulebook-diff.ts'
import { effectArguments, RulebookEffect, sampleCount } from './rulebook-effect.ts'
import { described } from './vocabulary.ts'

const ProposalStatusEnum = builder.enumType('RulebookProposalStatus', {
  description: 'What became of a proposal.',
  values: described(PROPOSAL_STATUSES, {
    OPEN: 'It waits for approval.',
    PUBLISHED: 'It was approved and published.',
    REJECTED: 'Another operator rejected it.',
    WITHDRAWN: 'Whoever proposed it took it back.',
    EXPIRED: 'Nobody approved it in time. Propose it again.',
    STALE: 'Another rulebook was published since it was proposed. Propose it again.',
  }),
})

const RulebookApproval = builder.objectRef<RulebookProposalRecord['approvals'][number]>('RulebookApproval').implement({
  description: 'The approval of one operator.',
  fields: (t) => ({
    subject: t.exposeString('subject', { description: 'Who approved: the subject of a token, or the command line.' }),
    approvedAt: t.expose('approvedAt', { type: 'DateTime', description: 'When.' }),
  }),
})

export const RulebookProposal = builder.objectRef<RulebookProposalRecord>('RulebookProposal')

builder.node(RulebookProposal, {
  description: 'A rulebook that one operator wants to publish and others have to approve.',
  id: { resolve: ({ id }) => id, description: 'Global id.' },
  loadOne: (id, { register }) => register.rulebookProposal(id),
  fields: (t) => ({
    status: t.expose('status', { type: ProposalStatusEnum, description: 'What became of it.' }),
    version: t.exposeString('version', { description: 'As the document says.' }),
    digest: t.exposeString('digest', {
      description: '`sha256:` and the hash of the document as canonical JSON (RFC 8785).',
    }),
    document: t.field({
      type: 'RulebookDocument',
      description: 'The document.',
      resolve: ({ document }) => document,
    }),
    proposedBy: t.exposeString('proposedBy', { description: 'Who proposed it, and cannot approve it.' }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: 'When it was proposed.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'From when on it can no longer be approved.' }),
    note: t.exposeString('note', { nullable: true, description: 'What whoever proposed it said of it.' }),
    approvalsNeeded: t.exposeInt('approvalsNeeded', { description: 'How many other operators have to approve.' }),
    approvals: t.field({
      type: [RulebookApproval],
      description: 'Who approved so far, the first one first.',
      resolve: ({ approvals }) => [...approvals],
    }),
    closedBy: t.exposeString('closedBy', {
      nullable: true,
      description: 'Who published, rejected or withdrew it; null while nobody did.',
    }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When that was.' }),
    closedNote: t.exposeString('closedNote', { nullable: true, description: 'What whoever rejected it said of it.' }),
    replaces: t.field({
      type: Rulebook,
      nullable: true,
      description: 'The rulebook that it is to replace; null where none was published.',
      resolve: ({ base }, _, { register }) => register.rulebook({ position: base }),
    }),
    published: t.field({
      type: Rulebook,
      nullable: true,
      description: 'The rulebook that it became; null where it was not published.',
      resolve: ({ publishedPosition: position }, _, { register }) =>
        position === null ? null : register.rulebook({ position }),
    }),
    changes: t.field({
      type: [RulebookChange],
      description: 'In what it differs from the rulebook that it is to replace.',
      resolve: async ({ base, rulebook }, _, { register }) =>
        diffRulebooks((await register.policy(base))?.rulebook ?? null, rulebook),
    }),
    effect: t.field({
      type: [RulebookEffect],
      args: { ...pointArguments, ...effectArguments() },
      complexity: 1000,
      description:
        'Decisions on registered items that turn, per data use: by default as they stand now, or stood when it was published. It looks at every item.',
      resolve: async (proposal, { samples, ...point }, { register }) =>
        register.rulebookEffect(await register.proposalEffect(proposal, pointOf(point)), sampleCount(samples)),
    }),
  }),
})

const RulebookProposals = builder.connectionObject(
  { type: RulebookProposal, name: 'RulebookProposalsConnection', description: 'Proposals, the latest first.' },
  { name: 'RulebookProposalsEdge', description: 'A proposal.' },
)

const MOST_PROPOSALS = 1000

builder.queryField('rulebookProposals', (t) =>
  t.field({
    type: RulebookProposals,
    args: {
      status: t.arg({ type: ProposalStatusEnum, description: 'Only proposals of this status.' }),
      ...pageArguments(MOST_PROPOSALS),
    },
    complexity: pageComplexity,
    description: 'Rulebooks that were proposed, the latest first. Operators and auditors; nobody else sees any.',
    resolve: async (_, { status, ...page }, { register }) =>
      toConnection(await register.rulebookProposals(status ?? null, pageRequest(page, MOST_PROPOSALS))),
  }),
)

export const RulebookProposed = builder.objectRef<ProposedRecord>('RulebookProposed').implement({
  description: 'Nothing was published: other operators have to approve it first.',
  fields: (t) => ({
    proposal: t.expose('proposal', { type: RulebookProposal, description: 'What they have to approve.' }),
  }),
})

const LONGEST_NOTE = 1000

/** Refuses a note that is too long instead of cutting it. */
export function noteOf(note: string | null | undefined): string | null {
  if (note == null || note === '') return null
  // Postgres keeps neither of the two.
  const storable = note.isWellFormed() && !note.includes('\u0000')
  if (note.length <= LONGEST_NOTE && storable) return note
  throw new GraphQLError(`“note” must be well-formed text of at most ${LONGEST_NOTE} characters.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  })
}
