import { evolveChoice } from './choice.ts'
import { formatDate, lookupLocale, MESSAGES, type Messages } from './explain.ts'
import { bySuccession, type ChoiceFact, isInSight, type Vantage } from './fact.ts'
import type { Instant } from './instant.ts'
import type { Rule } from './rulebook.ts'
import type { Choice, ChoiceAct } from './vocabulary.ts'

/**
 * The choice since which a rule uses nothing of a member: the first of an unbroken series of choices that keep all of
 * their content out. Null where they are not out, or always were.
 */
export function choiceThatEndedUse(
  history: readonly ChoiceFact[],
  setting: string,
  rule: Pick<Rule, 'control' | 'objectionScope'>,
  vantage: Vantage,
): ChoiceFact | null {
  const acts = history.filter((fact) => fact.setting === setting && isInSight(fact, vantage)).sort(bySuccession)
  let choice: Choice = 'DEFAULT'
  let ended: ChoiceFact | null = null
  for (const act of acts) {
    const before = keepsAllOut(choice, rule)
    choice = evolveChoice(choice, act.act)
    if (!keepsAllOut(choice, rule)) ended = null
    else if (!before) ended = act
  }
  return ended
}

function keepsAllOut(choice: Choice, { control, objectionScope }: Pick<Rule, 'control' | 'objectionScope'>): boolean {
  if (control === 'OPT_IN') return choice !== 'CONSENTED'
  return control === 'OPT_OUT' && choice === 'OBJECTED' && objectionScope === 'ALL_CONTENT'
}

/** What sealed runs for one data use have used of a member, and what ended it. */
export interface PastUseSummary {
  /** What people call the data use. */
  readonly title: string
  /** The keys of the runs, in the order in which they were sealed; at least one. */
  readonly runs: readonly string[]
  /** How many items of the member any of them used. */
  readonly itemCount: number
  /** The choice after which no further run uses their content; null where none of theirs ended it. */
  readonly endedBy: { readonly act: ChoiceAct; readonly effectiveAt: Instant } | null
  /** The first run sealed without their content; null where there is none yet, or where nothing ended the use. */
  readonly notUsedFrom: string | null
}

/** How many runs are named one by one. */
const MOST_NAMED = 4

/** What was used of a member, in a sentence for each data use. */
export function explainPastUses(
  summaries: readonly PastUseSummary[],
  locale: string | null = null,
  offered: readonly Messages[] = MESSAGES,
): string {
  const messages = lookupLocale(locale, offered)
  if (summaries.length === 0) return messages.pastUse.none
  return summaries.map((summary) => sentenceOf(summary, messages)).join(' ')
}

function sentenceOf({ title, runs, itemCount, endedBy, notUsedFrom }: PastUseSummary, messages: Messages): string {
  const { used, ended, notUsedFrom: unused } = messages.pastUse
  const values = { runs: namesOf(runs, messages), count: String(itemCount), title }
  const parts = [filled(runs.length === 1 ? used.one : used.other, values)]
  if (endedBy !== null) parts.push(filled(ended[endedBy.act], { date: formatDate(endedBy.effectiveAt, messages) }))
  if (notUsedFrom !== null) parts.push(filled(unused, { run: notUsedFrom }))
  return `${parts.join('; ')}.`
}

/** Runs as a list for people: all of a few, the first of many. */
function namesOf(runs: readonly string[], { locale, pastUse }: Messages): string {
  const more = runs.length - MOST_NAMED + 1
  const named = more > 1 ? [...runs.slice(0, MOST_NAMED - 1), filled(pastUse.more, { count: String(more) })] : runs
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(named)
}

/** Values that are put in as they are: keys and titles, which could look like an instant. */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
