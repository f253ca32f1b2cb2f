import { verifyReceipt } from '@demur/sdk/receipts'
import { type FormEvent, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { type Compared, compareCheckpoints } from '../consistency.ts'
import { CopyGraphQL } from '../copy-graphql.tsx'
import { download } from '../download.ts'
import { instant, number } from '../format.ts'
import {
  ConsoleCheckpointsDocument,
  type ConsoleCheckpointsQuery,
  ConsoleConsistencyDocument,
  ConsolePublishCheckpointDocument,
  ConsoleReceiptDocument,
} from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { messageOf, useClient, useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

type Checkpoint = ConsoleCheckpointsQuery['checkpoints']['nodes'][number]

const ASKED = { first: 100 }
const DAY_MS = 86_400_000

/** What proves that the ledger says what it said. Everything is verified here, in the browser. */
export function Evidence(): ReactNode {
  const { data, error, refresh } = useQuery(ConsoleCheckpointsDocument, ASKED)
  const keys = useMemo(() => (data?.checkpointKeys ?? []).map(({ verifier }) => verifier), [data])
  if (data === null) return <Waiting error={error} onRetry={refresh} />
  const checkpoints = data.checkpoints.nodes
  return (
    <div className="grid">
      <Panel title="Consistent since yesterday" wide>
        <Consistency checkpoints={checkpoints} keys={keys} />
      </Panel>
      <Checkpoints of={data} onPublished={refresh} />
      <Panel title="Verify a receipt">
        <Receipt keys={keys} />
      </Panel>
      <Panel title="Downloads">
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

/** Whether the latest checkpoint continues one of a day before, or one that somebody kept. */
function Consistency({
  checkpoints,
  keys,
}: {
  readonly checkpoints: readonly Checkpoint[]
  readonly keys: readonly string[]
}): ReactNode {
  const client = useClient()
  const [latest] = checkpoints
  const [kept, setKept] = useState('')
  const [said, setSaid] = useState<Compared | null>(null)
  const before = latest === undefined ? 0 : Date.parse(latest.publishedAt) - DAY_MS
  const yesterday =
    checkpoints.find(({ publishedAt }) => Date.parse(publishedAt) <= before) ?? checkpoints.at(-1) ?? latest
  const note = latest?.note ?? ''
  const verify = useCallback(
    async (earlier: string) => {
      setSaid(null)
      try {
        const prove = async (first: string, second: string) =>
          (await client.execute(ConsoleConsistencyDocument, { first, second })).consistencyProof.hashes
        setSaid(await compareCheckpoints(earlier, note, keys, prove))
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
  if (latest === undefined || yesterday === undefined) {
    return <p className="empty">No checkpoint was published yet: there is nothing to compare.</p>
  }
  const check = (event: FormEvent) => {
    event.preventDefault()
    void verify(kept)
  }
  return (
    <>
      <p>
        The latest checkpoint covers <strong>{number(latest.size)}</strong> entries and is of{' '}
        {instant(latest.publishedAt)}. The one to compare it with covers <strong>{number(yesterday.size)}</strong> and
        is of {instant(yesterday.publishedAt)}.
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
      <CopyGraphQL
        of={{ document: ConsoleConsistencyDocument, variables: { first: yesterday.size, second: latest.size } }}
        what="consistency"
      />
    </>
  )
}

function Checkpoints({
  of,
  onPublished,
}: {
  readonly of: ConsoleCheckpointsQuery
  readonly onPublished: () => void
}): ReactNode {
  const client = useClient()
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
    <Panel title="Checkpoints" wide>
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
      <CopyGraphQL of={{ document: ConsoleCheckpointsDocument, variables: ASKED }} what="checkpoints" />
    </Panel>
  )
}

/** A receipt is verified with the keys of the register: pasted by whoever holds it, or fetched by its position. */
function Receipt({ keys }: { readonly keys: readonly string[] }): ReactNode {
  const client = useClient()
  const [document, setDocument] = useState('')
  const [position, setPosition] = useState('')
  const [said, setSaid] = useState<{ readonly state: 'good' | 'bad' | 'open'; readonly text: string } | null>(null)
  const fetchIt = async () => {
    if (!/^\d{1,15}$/.test(position)) return setSaid({ state: 'bad', text: 'Give the position of an entry.' })
    try {
      const { receipt } = await client.execute(ConsoleReceiptDocument, { position })
      if (receipt === null) return setSaid({ state: 'bad', text: 'There is no such entry.' })
      setDocument(receipt.document)
      setSaid(null)
    } catch (error) {
      setSaid({ state: 'bad', text: messageOf(error) })
    }
  }
  const verify = async (event: FormEvent) => {
    event.preventDefault()
    const found = await verifyReceipt(document, { publicKeys: keys })
    if (found.status === 'REFUSED') return setSaid({ state: 'bad', text: found.message })
    const { type, position: at, member } = found.status === 'VERIFIED' ? found.proves : found.claims
    const claim = `${type} at position ${number(at)}${member === null ? '' : `, about ${member}`}`
    if (found.status === 'PENDING')
      return setSaid({ state: 'open', text: `Fits together, and is not signed yet: ${claim}.` })
    setSaid({ state: 'good', text: `Real: ${claim}, signed with ${number(found.checkpoint.size)} entries.` })
  }
  return (
    <form className="stack" onSubmit={(event) => void verify(event)}>
      <div className="acts">
        <label>
          Position of an entry
          <input inputMode="numeric" value={position} onChange={({ target }) => setPosition(target.value.trim())} />
        </label>
        <button type="button" className="button" onClick={() => void fetchIt()}>
          Fetch its receipt
        </button>
      </div>
      <label>
        Receipt
        <textarea
          rows={7}
          required
          value={document}
          onChange={({ target }) => setDocument(target.value)}
          spellCheck={false}
        />
      </label>
      <div className="acts">
        <button type="submit" className="button primary">
          Verify
        </button>
      </div>
      <p
        role="status"
        className={
          said === null || said.state === 'open' ? undefined : said.state === 'good' ? 'good-text' : 'bad-text'
        }
      >
        {said === null ? '' : `${{ good: '✓', bad: '✕', open: '…' }[said.state]} ${said.text}`}
      </p>
      <CopyGraphQL
        of={{ document: ConsoleReceiptDocument, variables: { position: position || '1' } }}
        what="a receipt"
      />
    </form>
  )
}
