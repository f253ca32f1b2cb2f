/** How dates are written: with the zone, because a server and a reader may be in different ones. */
export function formatInstant(timestamp: string, locale: string, timeZone: string): string {
  return format(locale, timeZone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }, timestamp)
}

/** A day, without its time. */
export function formatDay(timestamp: string, locale: string, timeZone: string): string {
  return format(locale, timeZone, {}, timestamp)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, timeZone: string, more: Intl.DateTimeFormatOptions, timestamp: string): string {
  const key = JSON.stringify([locale, timeZone, more])
  const options = { year: 'numeric', month: 'short', day: 'numeric', timeZone, ...more } as const
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, found)
  return found.format(new Date(timestamp))
}

/** Several things as one phrase. */
export function formatList(words: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words)
}
