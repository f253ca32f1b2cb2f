/**
 * Instants and the arithmetic that the rules need. All of it is UTC: a day begins at midnight UTC, so that two servers
 * in two time zones give one answer.
 */

declare const unit: unique symbol

/** Milliseconds since 1970-01-01T00:00:00Z. Branded, because a ledger position is a number too. */
export type Instant = number & { readonly [unit]: 'instant' }

/** A calendar day `YYYY-MM-DD` of the proleptic Gregorian calendar. */
export type CalendarDay = string & { readonly [unit]: 'day' }

const DAY_MS = 86_400_000
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,3})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Trusts `milliseconds` to be a whole number within the range of a JavaScript date. */
export function instantOf(milliseconds: number): Instant {
  return milliseconds as Instant
}

/**
 * Reads an RFC 3339 instant of at most millisecond precision; an offset is applied.
 * Null where the text is none, names a day that does not exist, or is more precise than a millisecond.
 */
export function parseInstant(text: unknown): Instant | null {
  if (typeof text !== 'string') return null
  const usual = parseUsual(text)
  return usual ?? parseAny(text)
}

/** `2025-11-03T00:00:00Z`, with or without milliseconds, as nearly all are written; null for every other text. */
function parseUsual(text: string): Instant | null {
  const { length } = text
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 0x5a) return null
  const [year, month, day] = [number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)]
  const [hour, minute, second] = [number(text, 11, 13), number(text, 14, 16), number(text, 17, 19)]
  const fraction = length === 24 ? number(text, 20, 23) : 0
  const separated = text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':'
  // Negative: no digits. Date.UTC reads years below 100 as 19xx, and every month has 28 days.
  if (!separated || Math.min(year - 100, month - 1, day - 1, hour, minute, second, fraction) < 0) return null
  if (month > 12 || day > 28 || hour > 23 || minute > 59 || second > 59) return null
  if (length === 24 && text[19] !== '.') return null
  return instantOf(Date.UTC(year, month - 1, day, hour, minute, second, fraction))
}

/** A negative number where something else than digits stands there. */
function number(text: string, from: number, until: number): number {
  let value = 0
  for (let at = from; at < until; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NEGATIVE_INFINITY
    value = value * 10 + digit
  }
  return value
}

function parseAny(text: string): Instant | null {
  const parts = INSTANT.exec(text)
  if (parts === null || parseDay(parts[1]) === null) return null
  const milliseconds = Date.parse(text.toUpperCase())
  return Number.isNaN(milliseconds) ? null : instantOf(milliseconds)
}

/** The texts of the days that were formatted last: those of a ledger come again and again. */
const days = /* @__PURE__ */ new Map<number, string>()
const MOST_DAYS = 10_000

/** `2025-11-03T00:00:00.000Z`. */
export function formatInstant(at: Instant): string {
  const day = Math.floor(at / DAY_MS)
  let text = days.get(day)
  if (text === undefined) {
    text = new Date(at).toISOString().slice(0, -13)
    if (days.size === MOST_DAYS) days.clear()
    days.set(day, text)
  }
  const time = at - day * DAY_MS
  const [hours, minutes] = [Math.floor(time / 3_600_000), Math.floor(time / 60_000) % 60]
  const [seconds, milliseconds] = [Math.floor(time / 1000) % 60, time % 1000]
  return `${text}${two(hours)}:${two(minutes)}:${two(seconds)}.${milliseconds < 100 ? '0' : ''}${two(milliseconds)}Z`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}

/** Reads `YYYY-MM-DD`; null where there is no such day. */
export function parseDay(text: unknown): CalendarDay | null {
  // The calendar of most databases has no year 0.
  if (typeof text !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const milliseconds = Date.parse(`${text}T00:00:00Z`)
  // Some engines roll 2025-02-30 over to March instead of refusing it.
  const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text)
  return exists ? (text as CalendarDay) : null
}

/** `days` times 24 hours later: leap seconds and clock changes play no part. */
export function plusDays(at: Instant, days: number): Instant {
  return instantOf(at + days * DAY_MS)
}

/**
 * The first instant at which a person born on `birthDate` is 18: midnight UTC of the 18th birthday.
 * Born on 29 February means of age on 1 March, as most European laws count it, where that year has no 29th.
 */
export function comesOfAgeAt(birthDate: CalendarDay): Instant {
  const year = digits(birthDate, 0, 4) + 18
  const [month, day] = [digits(birthDate, 5, 7), digits(birthDate, 8, 10)]
  // Rolls 29 February of a common year over to 1 March. Date.UTC reads years below 100 as 19xx.
  if (year >= 100) return instantOf(Date.UTC(year, month - 1, day))
  return instantOf(new Date(0).setUTCFullYear(year, month - 1, day))
}

function digits(text: string, from: number, until: number): number {
  let number = 0
  for (let at = from; at < until; at += 1) number = number * 10 + text.charCodeAt(at) - 48
  return number
}
