/** How numbers, instants and places are written: always in UTC, so that two people read the same. */
const NUMBER = new Intl.NumberFormat('en')
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const SECOND = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

export function number(value: number | string): string {
  return NUMBER.format(typeof value === 'string' ? BigInt(value) : value)
}

/** A share of a whole; of nothing it is none. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : PERCENT.format(part / whole)
}

export function day(instant: string): string {
  return DAY.format(new Date(instant))
}

/** To the second, and the zone said. */
export function instant(value: string): string {
  return `${SECOND.format(new Date(value))} UTC`
}

/** In the largest unit that is whole, and the next. */
export function duration(seconds: number): string {
  const parts = [
    ['d', Math.floor(seconds / 86_400)],
    ['h', Math.floor(seconds / 3600) % 24],
    ['min', Math.floor(seconds / 60) % 60],
    ['s', Math.floor(seconds) % 60],
  ] as const
  const first = parts.findIndex(([, count]) => count > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ')
}

/** The places of a rule. */
export function placesOf(
  rule: { readonly places: readonly string[]; readonly placesExcepted: boolean } | null,
): string {
  if (rule === null) return 'No rule'
  if (!rule.placesExcepted) return rule.places.join(', ')
  return rule.places.length === 0 ? 'Everywhere' : `Everywhere but ${rule.places.join(', ')}`
}

/** A code such as `NOTICE_NOT_SERVED` in words. */
export function words(code: string): string {
  const text = code.toLowerCase().replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
