import type { ReactNode } from 'react'
import { goTo, usePlace, withParams } from './location.ts'

/** A data use, as one chooses it. */
export interface Chosen {
  readonly key: string
  readonly title: string
}

/** The use that an address asks for; without one, the first. Null where there is none, or none of that name. */
export function chosenOf<Use extends Chosen>(uses: readonly Use[], asked: string | null): Use | null {
  return (asked === null ? uses[0] : uses.find(({ key }) => key === asked)) ?? null
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
        {/* An address may name one that the rulebook of the point does not have. */}
        {uses.length > 0 && !uses.some(({ key }) => key === chosen) && (
          <option value={chosen}>{chosen} (not in the rulebook)</option>
        )}
        {uses.map(({ key, title }) => (
          <option key={key} value={key}>
            {title} ({key})
          </option>
        ))}
      </select>
    </label>
  )
}
