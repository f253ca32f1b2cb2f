import type { Json } from './entry.ts'
import { type CalendarDay, type Instant, instantOf, parseDay, parseInstant } from './instant.ts'
import { isOneOf } from './is-one-of.ts'

/** Something wrong in a document, and where: `['rules', '0', 'phases', '1', 'from']`. */
export interface Problem {
  readonly path: readonly string[]
  readonly message: string
}

const MAX_ID_CHARACTERS = 256

/** NUL and lone surrogates do not survive every store: two texts could become one. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

/** Why a text cannot be an id or a name; null where it can. */
export function idProblem(text: string): string | null {
  if (text.length === 0) return 'must not be empty'
  if (!isStorable(text)) return 'must be well-formed Unicode without NUL'
  // As many characters as units, or fewer.
  return text.length > MAX_ID_CHARACTERS && [...text].length > MAX_ID_CHARACTERS
    ? `must have at most ${MAX_ID_CHARACTERS} characters`
    : null
}

/** A value as a message can quote it: short, and never the whole document. */
function quoted(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/**
 * Reads a JSON value of unknown shape and collects every problem with its path instead of stopping at the first.
 * After a problem the methods return a harmless placeholder: whoever reads must drop the result when `problems` has grown.
 */
export class JsonReader {
  readonly value: unknown
  readonly problems: Problem[]
  /** What this stands in, and as what: its path is written out only where there is a problem. */
  readonly #within: JsonReader | null
  readonly #name: string | number

  constructor(value: unknown, problems: Problem[] = [], within: JsonReader | null = null, name: string | number = '') {
    this.value = value
    this.problems = problems
    this.#within = within
    this.#name = name
  }

  get path(): readonly string[] {
    return this.#within === null ? [] : [...this.#within.path, String(this.#name)]
  }

  /** The same place with another value. */
  instead(value: unknown): JsonReader {
    return new JsonReader(value, this.problems, this.#within, this.#name)
  }

  refuse(message: string): void {
    this.problems.push({ path: this.path, message })
  }

  /** Refuses what is no object and every field that is not `known`: a misspelt field must not silently mean its default. */
  object(known: readonly string[]): boolean {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.refuse(`must be an object, not ${quoted(this.value)}`)
      return false
    }
    for (const name of Object.keys(this.value)) {
      if (!known.includes(name)) this.field(name).refuse(`is not a field here; the fields are ${known.join(', ')}`)
    }
    return true
  }

  field(name: string): JsonReader {
    const held = typeof this.value === 'object' && this.value !== null && Object.hasOwn(this.value, name)
    return new JsonReader(held ? (this.value as Record<string, unknown>)[name] : undefined, this.problems, this, name)
  }

  /** `read`s the value, or gives `absent` where there is none or it is null. */
  optional<T, A>(read: (reader: JsonReader) => T, absent: A): T | A {
    return this.value === undefined || this.value === null ? absent : read(this)
  }

  list<T>(read: (reader: JsonReader) => T, { atLeast = 0 } = {}): T[] {
    if (!Array.isArray(this.value)) {
      this.refuse(`must be a list, not ${quoted(this.value)}`)
      return []
    }
    if (this.value.length < atLeast) this.refuse(`must have at least ${atLeast} ${atLeast === 1 ? 'entry' : 'entries'}`)
    return this.value.map((item, index) => read(new JsonReader(item, this.problems, this, index)))
  }

  /** A string that can be stored and compared anywhere, of at most 256 characters. */
  id(): string {
    if (typeof this.value !== 'string') {
      this.refuse(`must be a string, not ${quoted(this.value)}`)
      return ''
    }
    const problem = idProblem(this.value)
    if (problem !== null) this.refuse(problem)
    return this.value
  }

  /** Prose of any length. */
  text(): string {
    if (typeof this.value === 'string' && this.value.trim() !== '' && isStorable(this.value)) return this.value
    this.refuse(`must be a text, not ${quoted(this.value)}`)
    return ''
  }

  /** Any JSON of at most `limit` characters. */
  json(limit: number): Json {
    const text = JSON.stringify(this.value ?? null)
    if (text.length > limit) this.refuse(`must be at most ${limit} characters of JSON`)
    // JSON.stringify escapes both NUL and lone surrogates, and escapes of other characters that it writes begin otherwise.
    if (/(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/.test(text)) this.refuse('must be well-formed Unicode without NUL')
    return (this.value ?? null) as Json
  }

  /** Texts by BCP 47 locale, at least one. */
  localized(): Record<string, string> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.refuse(`must be texts by locale, such as {"en": "…"}, not ${quoted(this.value)}`)
      return {}
    }
    const locales = Object.keys(this.value)
    if (locales.length === 0) this.refuse('must have a text in at least one locale')
    for (const locale of locales) {
      if (!/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/.test(locale)) this.field(locale).refuse('is no BCP 47 language tag')
    }
    return Object.fromEntries(locales.map((locale) => [locale, this.field(locale).text()]))
  }

  oneOf<const T extends string>(vocabulary: readonly T[]): T {
    if (isOneOf(vocabulary, this.value)) return this.value
    this.refuse(`must be one of ${vocabulary.join(', ')}, not ${quoted(this.value)}`)
    return vocabulary[0] as T
  }

  integer(least: number, most = Number.MAX_SAFE_INTEGER): number {
    const { value } = this
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
    this.refuse(`must be a whole number from ${least} to ${most}, not ${quoted(value)}`)
    return least
  }

  boolean(): boolean {
    if (typeof this.value !== 'boolean') this.refuse(`must be true or false, not ${quoted(this.value)}`)
    return this.value === true
  }

  instant(): Instant {
    const instant = parseInstant(this.value)
    if (instant === null) {
      this.refuse(`must be an RFC 3339 instant of at most millisecond precision, not ${quoted(this.value)}`)
    }
    return instant ?? instantOf(0)
  }

  day(): CalendarDay {
    const day = parseDay(this.value)
    if (day === null) this.refuse(`must be a day as YYYY-MM-DD, not ${quoted(this.value)}`)
    return day ?? ('1970-01-01' as CalendarDay)
  }
}
