import { lookupLocale, MESSAGES, textIn } from '../explain.ts'
import type { Instant } from '../instant.ts'
import de from '../locales/rulebook-diff-de.ts'
import en from '../locales/rulebook-diff-en.ts'
import type { Places } from '../places.ts'
import { regionNamed } from '../regions.ts'
import type { Localized } from '../rulebook.ts'
import type { Control, LegalBasis } from '../vocabulary.ts'
import type { ChangeCode, ChangeImpact, ChangeParameters, RulebookChange } from './change.ts'

/** The words of changes in one locale. Sentences have their parameters in braces. */
export interface ChangeMessages {
  readonly locale: string
  readonly impacts: Readonly<Record<ChangeImpact, string>>
  readonly changes: Readonly<Record<ChangeCode, string>>
  readonly interval: { readonly bounded: string; readonly open: string }
  readonly everywhereExcept: string
  readonly everywhere: string
  readonly controls: Readonly<Record<Control, string>>
  readonly legalBases: Readonly<Record<LegalBasis, string>>
}

/** The locales that there are, the first for everybody who asks for none of them. */
export const CHANGE_MESSAGES: readonly ChangeMessages[] = [en, de]

/** A change in one sentence for a person. */
export function changeMessage(
  { code, parameters }: RulebookChange,
  locale: string | null = null,
  offered: readonly ChangeMessages[] = CHANGE_MESSAGES,
): string {
  const messages = lookupLocale(locale, offered)
  const words = wordsOf(parameters, messages, locale)
  return messages.changes[code].replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
}

/** The name of an impact for a person. */
export function impactMessage(
  impact: ChangeImpact,
  locale: string | null = null,
  offered: readonly ChangeMessages[] = CHANGE_MESSAGES,
): string {
  return lookupLocale(locale, offered).impacts[impact]
}

/** The parameters as they are said in a locale. */
function wordsOf(parameters: ChangeParameters, messages: ChangeMessages, asked: string | null): Record<string, string> {
  const { controls, legalBases, instants, kind, kinds, visibilities, places, versions, from, language } = parameters
  const { kinds: kindWords, visibilities: visibilityWords } = lookupLocale(messages.locale, MESSAGES)
  const said = (text: string | Localized | undefined) =>
    text === undefined || typeof text === 'string' ? (text ?? '') : textIn(text, asked)
  const day = (instant: Instant | null | undefined) => (instant == null ? '' : instantIn(messages.locale, instant))
  const list = (items: readonly string[]) => new Intl.ListFormat(messages.locale, { type: 'conjunction' }).format(items)
  const [controlBefore, controlAfter] = controls?.map((control) => messages.controls[control]) ?? []
  const [basisBefore, basisAfter] = legalBases?.map((basis) => messages.legalBases[basis]) ?? []
  const [instantBefore, instantAfter] = instants?.map(day) ?? []
  return {
    rule: parameters.rule ?? '',
    use: said(parameters.use),
    setting: said(parameters.setting),
    notice: parameters.notice ?? '',
    version: parameters.version ?? '',
    versions: list(versions ?? []),
    language: language === undefined ? '' : nameIn(messages.locale, 'language', language),
    kind: kind === undefined ? '' : kindWords[kind],
    kinds: list(kinds?.map((each) => kindWords[each]) ?? []),
    visibilities: list(visibilities?.map((each) => visibilityWords[each]) ?? []),
    places: places === undefined ? '' : placesIn(places, messages, list),
    interval: from === undefined ? '' : intervalIn(day(from), day(parameters.until), messages),
    before: controlBefore ?? basisBefore ?? instantBefore ?? said(parameters.before),
    after: controlAfter ?? basisAfter ?? instantAfter ?? said(parameters.after),
  }
}

function intervalIn(from: string, until: string, { interval }: ChangeMessages): string {
  const phrase = until === '' ? interval.open : interval.bounded
  return phrase.replace('{from}', from).replace('{until}', until)
}

function placesIn(places: Places, messages: ChangeMessages, list: (items: readonly string[]) => string): string {
  const name = (code: string): string => {
    const region = regionNamed(code)
    if (region !== null) return textIn(region.title, messages.locale)
    return code.includes('-') ? code : nameIn(messages.locale, 'region', code)
  }
  if (!('except' in places)) return list(places.map(name))
  if (places.except.length === 0) return messages.everywhere
  return messages.everywhereExcept.replace('{places}', list(places.except.map(name)))
}

/** What a code is called in a locale; the code itself where nobody knows. */
function nameIn(locale: string, type: 'language' | 'region', code: string): string {
  return new Intl.DisplayNames(locale, { type }).of(code) ?? code
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** An instant as people say it: midnight is left out, since a day begins with it. */
function instantIn(locale: string, instant: Instant): string {
  const timeStyle = instant % DAY === 0 ? undefined : 'short'
  const name = `${locale} ${timeStyle}`
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle, timeZone: 'UTC' })
  formats.set(name, format)
  return format.format(instant)
}

const DAY = 86_400_000
