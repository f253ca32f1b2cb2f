import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { ConsolePointDocument } from './generated/graphql.ts'
import { focusView, goTo, usePlace, withParams } from './location.ts'
import { useQuery } from './query.ts'
import { Waiting } from './waiting.tsx'

/** What everything on the screen is about: an instant, and up to which position of the ledger it was known. */
export interface Point {
  readonly at: string
  readonly asKnownAt: string
  readonly rulebookVersion: string | null
}

const PointContext = createContext<Point | null>(null)

export function usePoint(): Point {
  const point = useContext(PointContext)
  if (point === null) throw new Error('a view stands outside of the point that it is about')
  return point
}

/**
 * Settles the point that the address says, now and the head where it says nothing, and writes it into the address: what
 * is shared is what was seen.
 */
export function AtPoint({
  children,
}: {
  readonly children: (point: Point | null, problem: ReactNode) => ReactNode
}): ReactNode {
  const place = usePlace()
  const [at, asKnownAt] = [place.params.get('at'), place.params.get('asKnownAt')]
  const { data, error, refresh } = useQuery(ConsolePointDocument, { at, asKnownAt })
  const found = data?.statistics ?? null
  const settled = withParams(place, { at: found?.at ?? at, asKnownAt: found?.position ?? asKnownAt })
  const isSettled = at !== null && asKnownAt !== null
  useEffect(() => {
    // What was settled for now is no answer to what now will be the next time.
    if (found === null || isSettled) return
    goTo(settled, { replace: true })
    refresh()
  }, [found, isSettled, settled, refresh])
  const point =
    found === null || !isSettled
      ? null
      : { at: found.at, asKnownAt: found.position, rulebookVersion: found.rulebookVersion }
  const problem = error === null ? null : <NoPoint error={error} onRetry={refresh} />
  // One tree with and without a point: what stands around the view keeps its state and the focus.
  return <PointContext value={point}>{children(point, problem)}</PointContext>
}

function NoPoint({ error, onRetry }: { readonly error: string; readonly onRetry: () => void }): ReactNode {
  const place = usePlace()
  const asKnownAt = place.params.get('asKnownAt')
  return (
    <>
      <Waiting error={error} onRetry={onRetry} />
      {asKnownAt !== null && <p>A position beyond the head of the ledger is none: {asKnownAt} may be one.</p>}
      <p>
        <button
          type="button"
          className="button"
          onClick={() => {
            goTo(withParams(place, { at: null, asKnownAt: null }))
            focusView()
          }}
        >
          Show now
        </button>
      </p>
    </>
  )
}
