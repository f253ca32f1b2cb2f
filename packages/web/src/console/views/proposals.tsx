import { type ReactNode, useMemo, useState } from 'react'
import { CopyGraphQL } from '../copy-graphql.tsx'
import { instant, words } from '../format.ts'
import {
  ConsoleApproveDocument,
  ConsoleProposalEffectDocument,
  ConsoleProposalsDocument,
  type ConsoleProposalsQuery,
  ConsoleRejectDocument,
} from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { messageOf, useClient, useQuery } from '../query.ts'
import { Waiting } from '../waiting.tsx'
import { Changes, Effect } from './changes.tsx'

type Proposal = ConsoleProposalsQuery['rulebookProposals']['nodes'][number]

const NOTHING = {}

/** Rulebooks that wait for somebody else’s approval, and what became of those before. */
export function Proposals({
  isOperator,
  subject,
  onPublished,
}: {
  readonly isOperator: boolean
  readonly subject: string
  readonly onPublished: () => void
}): ReactNode {
  const { data, error, refresh } = useQuery(ConsoleProposalsDocument, NOTHING)
  const proposals = data?.rulebookProposals.nodes ?? []
  const reviewed = () => {
    refresh()
    onPublished()
  }
  return (
    <Panel title="Proposals" wide asked={{ document: ConsoleProposalsDocument, variables: NOTHING }}>
      <div className="acts">
        <button type="button" className="button" onClick={refresh}>
          Look again
        </button>
      </div>
      {data === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : proposals.length === 0 ? (
        <p className="empty">Nothing was proposed.</p>
      ) : (
        proposals.map((proposal) => (
          <Review
            key={proposal.id}
            of={proposal}
            canReview={isOperator && proposal.status === 'OPEN'}
            isOwn={proposal.proposedBy === subject}
            onReviewed={reviewed}
          />
        ))
      )}
    </Panel>
  )
}

function Review({
  of,
  canReview,
  isOwn,
  onReviewed,
}: {
  readonly of: Proposal
  readonly canReview: boolean
  readonly isOwn: boolean
  readonly onReviewed: () => void
}): ReactNode {
  const client = useClient()
  const [said, setSaid] = useState('')
  const act = async (kind: 'approve' | 'reject') => {
    try {
      const result =
        kind === 'approve'
          ? (await client.execute(ConsoleApproveDocument, { proposal: of.id })).approveRulebook
          : (await client.execute(ConsoleRejectDocument, { proposal: of.id, note: null })).rejectRulebook
      if ('message' in result) return setSaid(result.message)
      setSaid(`${words(result.proposal.status)}.`)
      onReviewed()
    } catch (error) {
      setSaid(messageOf(error))
    }
  }
  return (
    <details className="proposal" open={of.status === 'OPEN'}>
      <summary>
        <strong>{of.version}</strong> {words(of.status).toLowerCase()}
        <span className="quiet">
          {' '}
          – proposed by {of.proposedBy}, {instant(of.proposedAt)}
        </span>
      </summary>
      {of.note !== null && <blockquote>{of.note}</blockquote>}
      <p className="quiet">
        {of.approvals.length} of {of.approvalsNeeded} approvals
        {of.approvals.map((approval) => ` – ${approval.subject}, ${instant(approval.approvedAt)}`)}
        {of.closedAt === null
          ? `; open until ${instant(of.expiresAt)}`
          : `; closed by ${of.closedBy ?? '–'}, ${instant(of.closedAt)}${of.closedNote === null ? '' : `: ${of.closedNote}`}`}
        . Replaces {of.replaces?.version ?? 'none'}.
      </p>
      <Changes of={of.changes} />
      <ProposalEffect id={of.id} />
      {canReview && (
        <div className="acts">
          {!isOwn && (
            <button type="button" className="button primary" onClick={() => void act('approve')}>
              Approve
            </button>
          )}
          <button type="button" className="button" onClick={() => void act('reject')}>
            {isOwn ? 'Withdraw' : 'Reject'}
          </button>
          {isOwn && <span className="quiet">You proposed it: somebody else approves.</span>}
        </div>
      )}
      <p role="status">{said}</p>
    </details>
  )
}

/** Looks at every item, so it is measured when somebody asks. */
function ProposalEffect({ id }: { readonly id: string }): ReactNode {
  const [asked, setAsked] = useState(false)
  const variables = useMemo(() => ({ id }), [id])
  const { data, error, refresh } = useQuery(ConsoleProposalEffectDocument, asked ? variables : null)
  const effect = data?.node?.__typename === 'RulebookProposal' ? data.node.effect : null
  if (!asked) {
    return (
      <button type="button" className="button" onClick={() => setAsked(true)}>
        Measure its effect
      </button>
    )
  }
  if (effect === null) return <Waiting error={error} onRetry={refresh} what="Deciding every item twice…" />
  return (
    <>
      <Effect of={effect} />
      <CopyGraphQL of={{ document: ConsoleProposalEffectDocument, variables }} what="its effect" />
    </>
  )
}
