import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { instant, number } from './format.ts'
import { ConsolePositionAtDocument } from './generated/graphql.ts'
import { focusView, goTo, usePlace, withParams } from './location.ts'
import type { Point } from './point.tsx'
import { messageOf, useClient } from './query.ts'

/**
 * What everything on the screen is about, always in sight, and the form that changes it: the instant in question, and
 * what was known. Two different things: what holds for last Friday may have become known today.
 */
export function AsOf({ point }: { readonly point: Point | null }): ReactNode {
  const details = useRef<HTMLDetailsElement>(null)
  const close = () => {
    if (details.current !== null) details.current.open = false
    focusView()
  }
  return (
    <div className="as-of">
      <details ref={details}>
        <summary>
          <span className="chip">
            As of <strong>{point === null ? '…' : instant(point.at)}</strong>
          </span>
          <span className="chip">
            position <strong>{point === null ? '…' : number(point.asKnownAt)}</strong>
          </span>
          {point !== null && (
            <span className="chip wide">
              {point.rulebookVersion === null ? 'no rulebook' : `rulebook ${point.rulebookVersion}`}
            </span>
          )}
          <span className="change">Change</span>
        </summary>
        {point !== null && <Picker key={`${point.at} ${point.asKnownAt}`} point={point} onChosen={close} />}
      </details>
    </div>
  )
}

function Picker({ point, onChosen }: { readonly point: Point; readonly onChosen: () => void }): ReactNode {
  const place = usePlace()
  const client = useClient()
  const [at, setAt] = useState(point.at.replace(/Z$/, ''))
  const [asKnownAt, setAsKnownAt] = useState(point.asKnownAt)
  const [problem, setProblem] = useState('')
  const instantOf = (value: string): string | null => {
    const read = new Date(`${value}Z`)
    return Number.isNaN(read.getTime()) ? null : read.toISOString()
  }
  const choose = (changes: { readonly at: string | null; readonly asKnownAt: string | null }) => {
    goTo(withParams(place, changes))
    onChosen()
  }
  const show = (event: FormEvent) => {
    event.preventDefault()
    const chosen = instantOf(at)
    if (chosen === null) return setProblem('Give the instant as a date and a time.')
    if (!/^\d{1,15}$/.test(asKnownAt)) return setProblem('Give the position as a whole number.')
    choose({ at: chosen, asKnownAt })
  }
  const asKnownThen = async () => {
    const chosen = instantOf(at)
    if (chosen === null) return setProblem('Give the instant as a date and a time.')
    try {
      const { positionAt } = await client.execute(ConsolePositionAtDocument, { at: chosen })
      choose({ at: chosen, asKnownAt: positionAt })
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  return (
    <form className="picker" onSubmit={show} aria-label="As of">
      <label>
        Instant, UTC
        <input
          type="datetime-local"
          step="0.001"
          required
          value={at}
          onChange={({ target }) => setAt(target.value)}
          aria-describedby="at-help"
        />
        <span id="at-help" className="quiet">
          What holds at this moment.
        </span>
      </label>
      <label>
        Known up to position
        <input
          inputMode="numeric"
          required
          value={asKnownAt}
          onChange={({ target }) => setAsKnownAt(target.value.trim())}
          aria-describedby="known-help"
        />
        <span id="known-help" className="quiet">
          What was recorded later is not seen.
        </span>
      </label>
      <div className="acts">
        <button type="submit" className="button primary">
          Show
        </button>
        <button type="button" className="button" onClick={() => void asKnownThen()}>
          As known then
        </button>
        <button type="button" className="button" onClick={() => choose({ at: null, asKnownAt: null })}>
          Now
        </button>
      </div>
      <p className="problem-text" role="alert">
        {problem}
      </p>
    </form>
  )
}
