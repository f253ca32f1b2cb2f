import { builder } from '../builder.ts'
import type { RefusalOf, RulebookProposed as ReviewedRecord } from '../register.ts'
import { ErrorInterface, ForbiddenError, NotFoundError } from './error.ts'
import { keyOf } from './reference.ts'
import { noteOf, RulebookProposal, RulebookProposed } from './rulebook-proposal.ts'
import { RulebookRefusedError } from './rulebook-refused.ts'

const ProposalNotOpenError = builder.objectRef<RefusalOf<'ProposalNotOpenError'>>('ProposalNotOpenError').implement({
  description: 'The proposal waits for nothing any more. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    proposal: t.expose('proposal', { type: RulebookProposal, description: 'How it stands.' }),
  }),
})

const ProposeRulebookResult = builder.unionType('ProposeRulebookResult', {
  description: 'What became of proposing a rulebook.',
  types: [RulebookProposed, RulebookRefusedError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'RulebookProposed',
})

/** The result of reviewing a proposal: how it stands then, or why nothing was done. */
function reviewResult(name: string, success: string, description: string) {
  const Success = builder.objectRef<ReviewedRecord>(success).implement({
    description,
    fields: (t) => ({
      proposal: t.expose('proposal', { type: RulebookProposal, description: 'How the proposal stands.' }),
    }),
  })
  return builder.unionType(name, {
    description: 'What became of reviewing a proposal.',
    types: [Success, NotFoundError, ForbiddenError, ProposalNotOpenError],
    resolveType: ({ refusal }) => refusal ?? success,
  })
}

const ApproveRulebookResult = reviewResult(
  'ApproveRulebookResult',
  'ApproveRulebookSuccess',
  'The approval is recorded, and the rulebook published where no further one is needed.',
)
const RejectRulebookResult = reviewResult(
  'RejectRulebookResult',
  'RejectRulebookSuccess',
  'The proposal is rejected, or withdrawn where it was of the viewer.',
)

const ProposeRulebookInput = builder.inputType('ProposeRulebookInput', {
  description: 'A rulebook to propose.',
  fields: (t) => ({
    rulebook: t.field({ type: 'RulebookDocument', required: true, description: 'The document.' }),
    note: t.string({ description: 'For those who approve it. At most 1,000 characters.' }),
  }),
})
const ApproveRulebookInput = builder.inputType('ApproveRulebookInput', {
  description: 'A proposal to approve.',
  fields: (t) => ({ proposal: t.id({ required: true, description: 'The global id of the proposal.' }) }),
})
const RejectRulebookInput = builder.inputType('RejectRulebookInput', {
  description: 'A proposal to reject or to withdraw.',
  fields: (t) => ({
    proposal: t.id({ required: true, description: 'The global id of the proposal.' }),
    note: t.string({ description: 'Why. At most 1,000 characters.' }),
  }),
})

/** The id of a proposal; that of nothing where the global id is of something else. */
function proposalId(id: string): string {
  return keyOf({ id }, 'RulebookProposal') ?? ''
}

builder.mutationFields((t) => ({
  proposeRulebook: t.field({
    type: ProposeRulebookResult,
    args: { input: t.arg({ type: ProposeRulebookInput, required: true, description: 'The rulebook.' }) },
    description: 'Proposes a rulebook, which at least one other operator has to approve. Operators.',
    complexity: 1000,
    resolve: (_, { input: { rulebook, note } }, { register }) =>
      register.proposeRulebook({ document: rulebook ?? null, note: noteOf(note) }),
  }),
  approveRulebook: t.field({
    type: ApproveRulebookResult,
    args: { input: t.arg({ type: ApproveRulebookInput, required: true, description: 'The proposal.' }) },
    description:
      'Approves a rulebook that another operator proposed; the last approval needed publishes it. Operators.',
    complexity: 1000,
    resolve: (_, { input }, { register }) => register.approveRulebook(proposalId(input.proposal)),
  }),
  rejectRulebook: t.field({
    type: RejectRulebookResult,
    args: { input: t.arg({ type: RejectRulebookInput, required: true, description: 'The proposal.' }) },
    description: "Rejects a proposal for good, or withdraws it where it is the viewer's own. Operators.",
    complexity: 1000,
    resolve: (_, { input: { proposal, note } }, { register }) =>
      register.rejectRulebook(proposalId(proposal), noteOf(note)),
  }),
}))
