import { type ReactNode, useId } from 'react'
import type { OptOutSettingDetails } from '../settings-overview.ts'
import { formatInstant } from './intl.ts'
import { fill } from './messages.ts'
import { useDemur } from './provider.tsx'

/** Who uses content outside the register, and whether they have applied the choice. Nothing where there is nothing to apply. */
export function AppliedBy({ setting: { appliedBy } }: { readonly setting: OptOutSettingDetails }): ReactNode {
  const { messages, timeZone } = useDemur()
  const title = useId()
  const { applied, locale } = messages
  if (appliedBy.length === 0) return null
  return (
    <div className="demur-applied">
      <p id={title}>{applied.title}</p>
      <ul className="demur-list" aria-labelledby={title}>
        {appliedBy.map(({ consumer, title: name, status, since, dueAt }) => {
          const text = { APPLIED: applied.applied, OVERDUE: applied.overdue }[status as string] ?? applied.pending
          const date = formatInstant(status === 'APPLIED' ? since : dueAt, locale, timeZone)
          return (
            <li key={consumer} data-status={status} suppressHydrationWarning>
              {fill(text, { consumer: name, date })}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
