import type { Decision } from './decide.ts'
import { type Instant, parseInstant } from './instant.ts'
import de from './locales/de.ts'
import en from './locales/en.ts'
import type { Reason, ReasonParameters } from './reason.ts'
import type { Localized } from './rulebook.ts'
import type { ChoiceAct, ContentKind, ReasonCode, Visibility } from './vocabulary.ts'

/**
 * The sentences of one locale. `{name}` stands for a parameter: instants are written as dates of the locale in UTC,
 * kinds and visibilities in the words given here.
 */
export interface Messages {
  readonly locale: string
  readonly reasons: Readonly<Record<ReasonCode, string>>
  readonly kinds: Readonly<Record<ContentKind, string>>
  readonly visibilities: Readonly<Record<Visibility, string>>
  /** `{reason}` is the sentence of the decisive reason. */
  readonly eligible: string
  readonly ineligible: string
  /** `{count}` further reasons; added where there are any. */
  readonly further: { readonly one: string; readonly other: string }
  /** Added to an answer about the future. */
  readonly projected: string
  /** What sealed runs used of a member; the parts of a sentence, joined by semicolons. */
  readonly pastUse: PastUseMessages
}

/** The sentences about past use. */
export interface PastUseMessages {
  readonly none: string
  /** `{runs}` is one run, or a list; `{count}` items for the use `{title}`. */
  readonly used: { readonly one: string; readonly other: string }
  /** `{count}` further runs, at the end of a list. */
  readonly more: string
  /** What ended it, on `{date}`. */
  readonly ended: Readonly<Record<ChoiceAct, string>>
  readonly notUsedFrom: string
}

/** The locales that come with the register. More are data: pass them to `explain` and `reasonMessage`. */
export const MESSAGES: readonly Messages[] = [en, de]

/**
 * The best of the offered locales for the one asked for, by RFC 4647 lookup: `de-AT` falls back to `de`, and what is
 * not offered at all to the first.
 */
export function lookupLocale<T extends { readonly locale: string }>(asked: string | null, offered: readonly T[]): T {
  const subtags = (asked ?? '').toLowerCase().split('-')
  for (let length = subtags.length; length > 0; length -= 1) {
    const range = subtags.slice(0, length).join('-')
    const found = offered.find(({ locale }) => locale.toLowerCase() === range)
    if (found !== undefined) return found
  }
  return offered[0] as T
}

/** A text of a rulebook in the locale asked for, else in English, else in its first locale. */
export function textIn(texts: Localized, asked: string | null): string {
  return localized(texts, asked).text
}

/** The locale that `textIn` finds a text in: a page says so where it is not its own. */
export function languageOf(texts: Localized, asked: string | null): string {
  return localized(texts, asked).locale
}

function localized(texts: Localized, asked: string | null): { readonly locale: string; readonly text: string } {
  const offered = Object.entries(texts).map(([locale, text]) => ({ locale, text }))
  const fallback = offered.filter(({ locale }) => locale === 'en')
  return lookupLocale(asked, [...fallback, ...offered])
}

/** The sentence of one reason for a person. Never names another person. */
export function reasonMessage(
  { code, parameters }: Reason,
  locale: string | null = null,
  offered: readonly Messages[] = MESSAGES,
): string {
  const messages = lookupLocale(locale, offered)
  return fill(messages.reasons[code], parameters, messages)
}

/** The whole answer in one or two sentences for a person. */
export function explain(
  decision: Decision,
  locale: string | null = null,
  offered: readonly Messages[] = MESSAGES,
): string {
  const messages = lookupLocale(locale, offered)
  const [decisive, ...others] = decision.reasons
  const reason = decisive === undefined ? '' : reasonMessage(decisive, locale, offered)
  const answer = decision.outcome === 'ELIGIBLE' ? messages.eligible : messages.ineligible
  const sentences = [answer.replaceAll('{reason}', reason)]
  if (others.length > 0) {
    const further = others.length === 1 ? messages.further.one : messages.further.other
    sentences.push(further.replaceAll('{count}', String(others.length)))
  }
  if (decision.projected) sentences.push(messages.projected)
  return sentences.join(' ')
}

function fill(template: string, parameters: ReasonParameters, messages: Messages): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name] ?? ''
    const instant = parseInstant(value)
    if (instant !== null) return formatDate(instant, messages)
    const words: Readonly<Record<string, string>> = { ...messages.kinds, ...messages.visibilities }
    return Object.hasOwn(words, value) ? (words[value] as string) : value
  })
}

/** An instant as a date of the locale, in UTC. */
export function formatDate(at: Instant, { locale }: Messages): string {
  return dateFormat(locale).format(at)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string): Intl.DateTimeFormat {
  const format =
    formats.get(locale) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  formats.set(locale, format)
  return format
}
