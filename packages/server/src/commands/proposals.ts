import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { table } from './table.ts'

/** What commands print of a proposal. */
export const PROPOSAL = /* GraphQL */ `
  fragment Proposal on RulebookProposal {
    id status version digest proposedBy proposedAt expiresAt note approvalsNeeded
    approvals { subject approvedAt }
    closedBy closedAt closedNote
    published { position }
    changes { impact message(locale: $locale) }
  }
`

export interface Proposal {
  readonly id: string
  readonly status: string
  readonly version: string
  readonly digest: string
  readonly proposedBy: string
  readonly proposedAt: string
  readonly expiresAt: string
  readonly note: string | null
  readonly approvalsNeeded: number
  readonly approvals: readonly { readonly subject: string }[]
  readonly published: { readonly position: string } | null
  readonly changes: readonly { readonly impact: string; readonly message: string }[]
}

const LIST = /* GraphQL */ `
  query Proposals($status: RulebookProposalStatus, $locale: Locale) {
    rulebookProposals(status: $status, first: 1000) { nodes { ...Proposal } }
  }
  ${PROPOSAL}
`

interface ListOptions extends AccessOptions, OutputOptions {
  readonly status?: string
  readonly locale?: string
}

/** `demur rulebook proposals` */
export async function listProposals(options: ListOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    const variables = { status: options.status?.toUpperCase(), locale: options.locale }
    const { rulebookProposals } = await access.execute(LIST, variables)
    const { nodes } = rulebookProposals as { readonly nodes: readonly Proposal[] }
    const lines = nodes.map(({ id, status, version, proposedBy, proposedAt }) => [
      id,
      status,
      version,
      proposedBy,
      proposedAt,
    ])
    const text = table(['id', 'status', 'version', 'by', 'proposed'], lines)
    print(options, nodes, nodes.length === 0 ? 'There is no such proposal.' : text)
    return EXIT.ok
  } finally {
    await access.close()
  }
}

const APPROVE = /* GraphQL */ `
  mutation Approve($input: ApproveRulebookInput!, $locale: Locale) {
    outcome: approveRulebook(input: $input) {
      __typename
      ... on ApproveRulebookSuccess { proposal { ...Proposal } }
      ... on Error { code message }
    }
  }
  ${PROPOSAL}
`
const REJECT = /* GraphQL */ `
  mutation Reject($input: RejectRulebookInput!, $locale: Locale) {
    outcome: rejectRulebook(input: $input) {
      __typename
      ... on RejectRulebookSuccess { proposal { ...Proposal } }
      ... on Error { code message }
    }
  }
  ${PROPOSAL}
`

interface ReviewOptions extends AccessOptions, OutputOptions {
  readonly note?: string
  readonly locale?: string
}

/** `demur rulebook approve <id>` */
export function approve(proposal: string, options: ReviewOptions): Promise<number> {
  return review(APPROVE, { proposal }, options)
}

/** `demur rulebook reject <id>` */
export function reject(proposal: string, options: ReviewOptions): Promise<number> {
  return review(REJECT, { proposal, note: options.note }, options)
}

async function review(document: string, input: object, options: ReviewOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    const { outcome } = await access.execute(document, { input, locale: options.locale })
    const { proposal, message } = outcome as { readonly proposal?: Proposal; readonly message?: string }
    if (proposal === undefined) throw new CommandFailed(EXIT.refused, message ?? 'refused', Object(outcome))
    print(options, proposal, proposalText(proposal))
    return EXIT.ok
  } finally {
    await access.close()
  }
}

/** A proposal in words: what it is, what it still needs, and what it changes. */
export function proposalText(proposal: Proposal): string {
  const { id, status, version, digest, proposedBy, proposedAt, expiresAt, approvals, approvalsNeeded } = proposal
  const missing = approvalsNeeded - approvals.length
  const by = approvals.map(({ subject }) => subject).join(', ')
  const lines = [
    `Proposal   ${id}`,
    `Status     ${status}${proposal.published === null ? '' : ` at position ${proposal.published.position}`}`,
    `Rulebook   ${version} (${digest})`,
    `Proposed   by ${proposedBy} at ${proposedAt}${proposal.note === null ? '' : `: ${proposal.note}`}`,
    `Approved   ${approvals.length === 0 ? 'by nobody yet' : `by ${by}`}`,
  ]
  if (status === 'OPEN') lines.push(`Needs      ${missing} more approval(s) by other operators, until ${expiresAt}`)
  const changes = proposal.changes
    .filter(({ impact }) => impact !== 'NEUTRAL')
    .map(({ impact, message }) => `  ${impact.padEnd(10)} ${message}`)
  return [...lines, '', changes.length === 0 ? 'It changes no decision.' : 'What it changes:', ...changes].join('\n')
}
