import { type ReactNode, useState } from 'react'
import type { Asked } from '../copy-graphql.tsx'
import { download } from '../download.ts'
import { instant, number } from '../format.ts'
import { type ConsoleCheckpointsQuery, ConsolePublishCheckpointDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { type Point, usePoint } from '../point.tsx'
import { messageOf, useClient } from '../query.ts'
import { Table } from '../table.tsx'

export type Checkpoint = ConsoleCheckpointsQuery['checkpoints']['nodes'][number]

/** What was signed, and with which keys. All of it, up to now: what was there at the point is told apart. */
export function Checkpoints({
  of,
  asked,
  onPublished,
}: {
  readonly of: ConsoleCheckpointsQuery
  readonly asked: Asked
  readonly onPublished: () => void
}): ReactNode {
  const client = useClient()
  const point = usePoint()
  const [said, setSaid] = useState('')
  const checkpoints = of.checkpoints.nodes
  const publish = async () => {
    try {
      const { publishCheckpoint: result } = await client.execute(ConsolePublishCheckpointDocument)
      if (result.__typename !== 'PublishCheckpointSuccess') return setSaid(result.message)
      setSaid(
        result.isNew ? `Signed: ${number(result.checkpoint.size)} entries.` : 'Nothing was recorded since the latest.',
      )
      onPublished()
    } catch (error) {
      setSaid(messageOf(error))
    }
  }
  return (
    <Panel title="Checkpoints" wide asked={asked}>
      <p className="quiet">
        As of now: checkpoints are signed beside the ledger. Which of them were there at the point stands in the table.
      </p>
      <p>
        The ledger has <strong>{number(of.ledgerHead)}</strong> entries
        {checkpoints[0] === undefined
          ? '; none is signed yet.'
          : `; ${number(String(BigInt(of.ledgerHead) - BigInt(checkpoints[0].size)))} of them are not signed yet.`}
      </p>
      <div className="acts">
        <button type="button" className="button" onClick={() => void publish()}>
          Sign now
        </button>
        <span role="status">{said}</span>
      </div>
      {checkpoints.length > 0 && (
        <Table
          caption="Checkpoints, the latest first"
          keyOf={({ size }) => size}
          rows={checkpoints}
          columns={[
            { title: 'Entries', of: ({ size }) => number(size) },
            { title: 'Published', of: ({ publishedAt }) => instant(publishedAt) },
            { title: 'At the point', of: (checkpoint) => (wasThere(checkpoint, point) ? 'Was there' : 'Came later') },
            { title: 'Root', of: ({ root }) => <code>{root}</code> },
            {
              title: 'Signed note',
              of: ({ size, note }) => (
                <button type="button" className="plain" onClick={() => download(`demur-checkpoint-${size}.txt`, note)}>
                  Download<span className="unseen"> the one of {number(size)} entries</span>
                </button>
              ),
            },
          ]}
        />
      )}
      {of.checkpoints.pageInfo.hasNextPage && (
        <p className="quiet">The latest {number(checkpoints.length)} are shown. The register has earlier ones.</p>
      )}
      {of.checkpointKeys.length > 0 && (
        <Table
          caption="Public keys"
          captionSeen
          keyOf={({ verifier }) => verifier}
          rows={of.checkpointKeys}
          columns={[
            { title: 'Key', of: ({ verifier }) => <code>{verifier}</code> },
            { title: 'Signs', of: ({ current }) => (current ? 'Now' : 'No more') },
            {
              title: 'First signed',
              of: ({ addedAt, firstSize }) => `${instant(addedAt)}, ${number(firstSize)} entries`,
            },
          ]}
        />
      )}
    </Panel>
  )
}

/** Whether a checkpoint was published by the instant, and covers nothing that was recorded after the position. */
function wasThere({ size, publishedAt }: Checkpoint, { at, asKnownAt }: Point): boolean {
  return Date.parse(publishedAt) <= Date.parse(at) && BigInt(size) <= BigInt(asKnownAt)
}
