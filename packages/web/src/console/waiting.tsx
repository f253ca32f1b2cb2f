import type { ReactNode } from 'react'

/** What stands where an answer will, or why there is none. */
export function Waiting({
  error,
  onRetry,
  what = 'Asking the register…',
}: {
  readonly error?: string | null
  readonly onRetry?: () => void
  readonly what?: string
}): ReactNode {
  if (error === null || error === undefined) {
    return (
      <p className="waiting" role="status">
        {what}
      </p>
    )
  }
  return (
    <div className="problem" role="alert">
      <p>{error}</p>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
