import type { ReactNode } from 'react'
import { goTo, usePlace, withParams } from './location.ts'

/** A data use, as one chooses it. */
export interface Chosen {
  readonly key: string
  readonly title: string
}

/** The choice of the data use that everything is about. It is in the address. */
export function ChooseUse({
  uses,
  chosen,
  className,
}: {
  readonly uses: readonly Chosen[]
  readonly chosen: string
  readonly className?: string
}): ReactNode {
  const place = usePlace()
  return (
    <label className={className}>
      Data use
      <select value={chosen} onChange={({ target }) => goTo(withParams(place, { use: target.value }))}>
        {uses.map(({ key, title }) => (
          <option key={key} value={key}>
            {title} ({key})
          </option>
        ))}
      </select>
    </label>
  )
}
