import { type FormEvent, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { type Compared, compareCheckpoints } from '../consistency.ts'
import type { Asked } from '../copy-graphql.tsx'
import { instant, number } from '../format.ts'
import { ConsoleConsistencyDocument, ConsoleEarlierCheckpointDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { messageOf, useClient, useQuery } from '../query.ts'
import { Waiting } from '../waiting.tsx'
import type { Checkpoint } from './checkpoints.tsx'

const DAY_MS = 86_400_000

const TITLE = 'Consistent since yesterday'

/** Whether the latest checkpoint continues one of a day before, or one that somebody kept. */
export function Consistency({
  latest,
  keys,
  asked,
}: {
  readonly latest: Checkpoint | undefined
  readonly keys: readonly string[]
  /** The operation that the checkpoints come from. */
  readonly asked: Asked
}): ReactNode {
  const client = useClient()
  const [kept, setKept] = useState('')
  const [said, setSaid] = useState<Compared | null>(null)
  const publishedAt = latest?.publishedAt
  const variables = useMemo(
    () =>
      publishedAt === undefined ? null : { publishedBy: new Date(Date.parse(publishedAt) - DAY_MS).toISOString() },
    [publishedAt],
  )
  const earlier = useQuery(ConsoleEarlierCheckpointDocument, variables)
  const dayOld = earlier.data?.checkpoints.nodes[0]
  const yesterday = dayOld ?? earlier.data?.first
  const note = latest?.note ?? ''
  const verify = useCallback(
    async (before: string) => {
      setSaid(null)
      try {
        const prove = async (first: string, second: string) =>
          (await client.execute(ConsoleConsistencyDocument, { first, second })).consistencyProof.hashes
        setSaid(await compareCheckpoints(before, note, keys, prove))
      } catch (error) {
        setSaid({ good: false, text: messageOf(error) })
      }
    },
    [client, note, keys],
  )
  const first = yesterday?.note ?? ''
  useEffect(() => {
    if (first !== '') void verify(first)
  }, [first, verify])
  if (latest === undefined || yesterday === undefined || yesterday === null) {
    return (
      <Panel title={TITLE} wide asked={asked}>
        {latest === undefined ? (
          <p className="empty">No checkpoint was published yet: there is nothing to compare.</p>
        ) : (
          <Waiting error={earlier.error} onRetry={earlier.refresh} />
        )}
      </Panel>
    )
  }
  const check = (event: FormEvent) => {
    event.preventDefault()
    void verify(kept)
  }
  return (
    <Panel
      title={TITLE}
      wide
      asked={{ document: ConsoleConsistencyDocument, variables: { first: yesterday.size, second: latest.size } }}
      what="consistency"
    >
      <p>
        The latest checkpoint covers <strong>{number(latest.size)}</strong> entries and is of{' '}
        {instant(latest.publishedAt)}. The one to compare it with covers <strong>{number(yesterday.size)}</strong> and
        is of {instant(yesterday.publishedAt)}
        {dayOld === undefined && ': the first there is, because none is a day older'}.
      </p>
      <div className="acts">
        <button type="button" className="button" onClick={() => void verify(yesterday.note)}>
          Verify again in this browser
        </button>
      </div>
      <p role="status" className={said === null ? undefined : said.good ? 'good-text' : 'bad-text'}>
        {said === null ? 'Verifying…' : `${said.good ? '✓' : '✕'} ${said.text}`}
      </p>
      <details>
        <summary>Compare with a checkpoint that you kept</summary>
        <form className="stack" onSubmit={check}>
          <label>
            Signed note
            <textarea
              rows={6}
              required
              value={kept}
              onChange={({ target }) => setKept(target.value)}
              spellCheck={false}
            />
          </label>
          <button type="submit" className="button">
            Verify
          </button>
        </form>
      </details>
    </Panel>
  )
}
