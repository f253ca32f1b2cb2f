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
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== Z) return null
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = two(text, 17)
  const fraction = length === 20 ? 0 : two(text, 20) * 10 + one(text, 22)
  const separated =
    text.charCodeAt(4) === HYPHEN &&
    text.charCodeAt(7) === HYPHEN &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    (length === 20 || text.charCodeAt(19) === POINT)
  // Negative: something else than digits.
  if (!separated || ((year - 1) | (month - 1) | (day - 1) | hour | minute | second | fraction) < 0) return null
  if (month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) return null
  // Whether the month is that long is left to whoever knows all months.
  if (day > 28 && month === 2) return null
  if (day > 30 && (month === 4 || month === 6 || month === 9 || month === 11)) return null
  return instantOf(dayNumber(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + fraction)
}

const Z = 0x5a
const T = 0x54
const HYPHEN = 0x2d
const COLON = 0x3a
const POINT = 0x2e
/** Instead of digits: whatever is added, a negative number. */
const NO_DIGITS = -1_000_000

function one(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48
  return digit >= 0 && digit <= 9 ? digit : NO_DIGITS
}

function two(text: string, at: number): number {
  return one(text, at) * 10 + one(text, at + 1)
}

/** Days since 1970-01-01, from the year 1 on. Years begin in March here, so that the 29th of February is their last day. */
function dayNumber(year: number, month: number, day: number): number {
  const inYear = month > 2 ? year : year - 1
  const inMonth = month > 2 ? month - 3 : month + 9
  const leaps = Math.floor(inYear / 4) - Math.floor(inYear / 100) + Math.floor(inYear / 400)
  return inYear * 365 + leaps + Math.floor((153 * inMonth + 2) / 5) + day - 719_469
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
  return `${text}${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds)}.${milliseconds < 100 ? '0' : ''}${twoDigits(milliseconds)}Z`
}

function twoDigits(number: number): string {
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
