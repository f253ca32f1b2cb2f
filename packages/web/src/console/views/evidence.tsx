import { type ReactNode, useMemo } from 'react'
import { ConsoleCheckpointsDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { useQuery } from '../query.ts'
import { Waiting } from '../waiting.tsx'
import { Checkpoints } from './checkpoints.tsx'
import { Consistency } from './consistency.tsx'
import { VerifyReceipt } from './verify-receipt.tsx'

const ASKED = { first: 100 }

/** What proves that the ledger says what it said. Everything is verified here, in the browser. */
export function Evidence(): ReactNode {
  const { data, error, refresh } = useQuery(ConsoleCheckpointsDocument, ASKED)
  const keys = useMemo(() => (data?.checkpointKeys ?? []).map(({ verifier }) => verifier), [data])
  if (data === null) return <Waiting error={error} onRetry={refresh} />
  const asked = { document: ConsoleCheckpointsDocument, variables: ASKED }
  return (
    <div className="grid">
      <Consistency latest={data.checkpoints.nodes[0]} keys={keys} asked={asked} />
      <Checkpoints of={data} asked={asked} onPublished={refresh} />
      <VerifyReceipt keys={keys} />
      <Panel title="Downloads" asked={asked} what="checkpoints and keys">
        <p className="quiet">
          Keep checkpoints and keys somewhere else: they prove something against this server only there.
        </p>
        <ul className="downloads">
          <li>
            <a href="/console/ledger?evidence=true">The ledger with its evidence</a>, JSON Lines, for{' '}
            <code>demur verify</code>
          </li>
          <li>
            <a href="/console/ledger">The ledger</a>, JSON Lines, for an import elsewhere
          </li>
          <li>
            <a href="/checkpoint" download="demur-checkpoint.txt">
              The latest checkpoint
            </a>
            , a signed note
          </li>
          <li>
            <a href="/checkpoint-keys" download="demur-checkpoint-keys.txt">
              The public keys
            </a>
            , one a line
          </li>
        </ul>
      </Panel>
    </div>
  )
}
