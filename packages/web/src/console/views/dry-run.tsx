import { type ChangeEvent, type ReactNode, useState } from 'react'
import { instant, number } from '../format.ts'
import { ConsoleDryRunDocument, type ConsoleDryRunMutation, ConsoleProposeDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { messageOf, useClient } from '../query.ts'
import { Waiting } from '../waiting.tsx'
import { Changes, Effect } from './changes.tsx'

type Result = ConsoleDryRunMutation['publishRulebook']

interface Problems {
  readonly message: string
  readonly problems: readonly { readonly path: readonly string[]; readonly message: string }[]
}

/** What a rulebook would change, before anybody publishes it. Nothing is written but where it is proposed. */
export function DryRun({ isOperator }: { readonly isOperator: boolean }): ReactNode {
  const client = useClient()
  const { at } = usePoint()
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [isRunning, setRunning] = useState(false)
  const [result, setResult] = useState<Result | null>(null)
  const [said, setSaid] = useState('')
  const rulebook = parsed(text)
  const open = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    if (file !== undefined) setText(await file.text())
  }
  const attempt = async (work: () => Promise<void>) => {
    setSaid('')
    setRunning(true)
    try {
      await work()
    } catch (error) {
      setSaid(messageOf(error))
    }
    setRunning(false)
  }
  const tryIt = () =>
    attempt(async () => {
      setResult(null)
      const { publishRulebook } = await client.execute(ConsoleDryRunDocument, { rulebook, at }, { idempotent: true })
      setResult(publishRulebook)
    })
  const propose = () =>
    attempt(async () => {
      const variables = { rulebook, note: note === '' ? null : note }
      const { proposeRulebook } = await client.execute(ConsoleProposeDocument, variables)
      setSaid(
        proposeRulebook.__typename === 'RulebookProposed'
          ? `Proposed: ${proposeRulebook.proposal.version}. Another operator has to approve it.`
          : proposeRulebook.message,
      )
    })
  return (
    <Panel
      title="Try a rulebook"
      wide
      asked={rulebook === null ? null : { document: ConsoleDryRunDocument, variables: { rulebook, at } }}
      what="the dry run"
    >
      {!isOperator && <p className="quiet">Operators try and propose rulebooks.</p>}
      <div className="stack">
        <label>
          File
          <input
            type="file"
            accept=".json,application/json"
            disabled={!isOperator}
            onChange={(event) => void open(event)}
          />
        </label>
        <label>
          Document, JSON
          <textarea
            rows={8}
            value={text}
            disabled={!isOperator}
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        {text !== '' && rulebook === null && <p className="bad-text">This is no JSON object.</p>}
        <div className="acts">
          <button
            type="button"
            className="button primary"
            disabled={!isOperator || rulebook === null || isRunning}
            onClick={() => void tryIt()}
          >
            Dry run, as of {instant(at)}
          </button>
        </div>
        {isRunning && <Waiting what="Deciding every item twice…" />}
        {result !== null && <Outcome of={result} />}
        {result?.__typename === 'PublishRulebookSuccess' && (
          <div className="acts">
            <label>
              Note for those who approve
              <input value={note} maxLength={1000} onChange={({ target }) => setNote(target.value)} />
            </label>
            <button type="button" className="button" disabled={isRunning} onClick={() => void propose()}>
              Propose it
            </button>
          </div>
        )}
        <p role="status">{said}</p>
      </div>
    </Panel>
  )
}

function Outcome({ of }: { readonly of: Result }): ReactNode {
  switch (of.__typename) {
    case 'PublishRulebookSuccess':
      return (
        <>
          <p>
            <strong>{of.version}</strong> is sound. Its effect on {instant(of.at)}, as known at position{' '}
            {number(of.asKnownAt)}:
          </p>
          <Effect of={of.effect} />
          <Changes of={of.changes} />
        </>
      )
    case 'RulebookRefusedError':
      return <Refused of={of} />
    case 'ForbiddenError':
      return <p className="bad-text">{of.message}</p>
    case 'RulebookProposed':
      return null
  }
}

function Refused({ of: { message, problems } }: { readonly of: Problems }): ReactNode {
  return (
    <div className="problem" role="alert">
      <p>{message}</p>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.path.join('.')} ${problem.message}`}>
            <code>{problem.path.join('.')}</code> {problem.message}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** An object that a text is the JSON of; null where it is none. */
function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
