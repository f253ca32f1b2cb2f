import type { ReactNode } from 'react'

/** Puts values in the places of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}

/** A text whose `*words*` are emphasised. */
export function Rich({
  text,
  values = {},
}: {
  readonly text: string
  readonly values?: Record<string, string>
}): ReactNode {
  return text.split(/\*(.+?)\*/).map((part, index) => {
    const filled = fill(part, values)
    // Every second part stood between asterisks; parts never change their places.
    return index % 2 === 1 ? <strong key={`${index}-${part}`}>{filled}</strong> : filled
  })
}

/** An instant, in the zone of the page. */
export function formatInstant(timestamp: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(timestamp))
}
