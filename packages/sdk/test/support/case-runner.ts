import { type CaseAct, type CaseQuestion, type CaseRun, documentOf, type NamedCase } from '@demur/fixtures'
import type { Client, ItemReference, Question } from '@demur/sdk'
import type { CaseStage, PinnedRun } from './case-stage.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Runs named cases through the SDK, one after the other on one register: each has a rulebook and keys of its own. A case
 * that must find no rulebook has to run before any that publishes one.
 */
export class CaseRunner {
  readonly #stage: CaseStage
  #cases = 0
  #documents = 0

  constructor(stage: CaseStage) {
    this.#stage = stage
  }

  /** What happened beside what the case expects, in one shape. */
  async run({
    rulebook,
    given,
    acts = [],
    publish = [],
    runs = [],
    ask,
  }: NamedCase): Promise<{ actual: unknown; expected: unknown }> {
    this.#cases += 1
    const prefix = `${this.#cases}:`
    const document = this.#versioned(documentOf(rulebook))
    const first = document === null ? [] : [{ type: 'RulebookPublished', rulebook: document }]
    const entries = given.map((entry) => this.#entry(renamed({ ...entry }, prefix)))
    const firstPosition = await this.#stage.record([...first, ...entries])
    const results: unknown[] = []
    for (const act of acts) results.push(matching(await this.#act(act, prefix), act.expect))
    const problems: unknown[] = []
    for (const { rulebook: next } of publish) {
      problems.push((await this.#stage.publish(this.#versioned(documentOf(next)))).toSorted())
    }
    const sealed: unknown[] = []
    for (const [index, run] of runs.entries()) {
      const asKnownAt = String(firstPosition - 1 + run.known)
      sealed.push(await this.#run({ ...run, asKnownAt, key: `${prefix}run ${index}` }, prefix))
    }
    const questions = ask.map((question) => questionOf(question, prefix, firstPosition))
    return {
      actual: { results, problems, sealed, ...(await answersTo(this.#stage.as('AUDITOR'), questions, ask)) },
      expected: {
        results: acts.map(({ expect }) => expect),
        problems: publish.map(({ expect }) => expect.problems.map((path) => path.join('.')).sort()),
        sealed: runs.map(({ expect }) => expect),
        alone: ask.map(({ expect }) => expect),
        together: ask.map(({ expect }) => expect),
        let: ask.map(({ expect }) => expect.outcome === 'ELIGIBLE' && expect.projected !== true),
      },
    }
  }

  async #act({ as, member: name, setting, act, expect: _, ...given }: CaseAct, prefix: string): Promise<Json> {
    const member = prefix + name
    const { settings } = as === 'MEMBER' ? this.#stage.asMember(member) : this.#stage.as(as)
    // A member speaks for themselves; a case may leave out a version that the types ask for.
    const options = { ...given, ...(as === 'MEMBER' ? {} : { member }) } as typeof given & { expectedVersion: number }
    const calls = {
      OBJECT: settings.object,
      WITHDRAW_OBJECTION: settings.withdraw,
      CONSENT: settings.consent,
      WITHDRAW_CONSENT: settings.withdrawConsent,
    }
    const result = await calls[act](setting, options)
    if (!result.ok) return { result: result.error.__typename }
    return { ...result.setting, result: 'SetOptOutSuccess', unchanged: result.unchanged }
  }

  /** Has a run opened at its point and sealed now; gives what it has of this case. */
  async #run({ dataUse, at, asKnownAt, key }: CaseRun & PinnedRun, prefix: string): Promise<CaseRun['expect']> {
    const { items, late } = await this.#stage.seal({ dataUse, at, asKnownAt, key })
    const own = (keys: readonly string[]) =>
      keys.flatMap((item) => (item.startsWith(prefix) ? [item.slice(prefix.length)] : []))
    return { items: own(items), late: own(late) }
  }

  /** Versions are unique on one register, and cases share them. */
  #versioned(document: Json | null): Json | null {
    this.#documents += 1
    return document === null ? null : { ...document, version: `${document.version}@${this.#documents}` }
  }

  #entry(entry: Json): Json {
    return entry.type === 'RulebookPublished' ? { ...entry, rulebook: this.#versioned(entry.rulebook as Json) } : entry
  }
}

/** Asks one by one, all at once, and whether a filter lets the item through. */
async function answersTo({ eligibility }: Client, questions: readonly Question[], ask: readonly CaseQuestion[]) {
  const read = (decision: Awaited<ReturnType<typeof eligibility.check>>, index: number): Json => {
    const { reasons, rule, rulebookVersion, ...rest } = decision
    const told = { reasons: reasons.map(({ code }) => code), rule: rule?.key ?? null }
    return matching(
      { ...rest, ...told, rulebookVersion: rulebookVersion?.split('@', 1)[0] ?? null },
      ask[index]?.expect,
    )
  }
  const alone = await Promise.all(questions.map((question) => eligibility.check(question)))
  const together = await eligibility.checkMany(questions)
  const through = questions.map(async ({ item, ...options }) => {
    const filtered = eligibility.filter([item], { ...options, itemOf: (reference) => reference })
    return (await filtered.next()).done !== true
  })
  return { alone: alone.map(read), together: together.map(read), let: await Promise.all(through) }
}

function questionOf({ item, dataUse, at, known }: CaseQuestion, prefix: string, firstPosition: number): Question {
  const reference = typeof item === 'string' ? prefix + item : { descriptor: renamed({ ...item }, prefix) }
  const position = known === 0 ? 0 : firstPosition - 1 + (known ?? 0)
  // Cases are data: their words are those of the schema.
  return {
    item: reference as ItemReference,
    dataUse,
    at,
    asKnownAt: known === undefined ? undefined : String(position),
  }
}

/** Of what happened, what the case says something about. */
function matching(actual: Json, expected: object = {}): Json {
  return Object.fromEntries(Object.keys(expected).map((name) => [name, actual[name]]))
}

function renamed({ member, item, subjects, ...rest }: Json, prefix: string): Json {
  const people = Array.isArray(subjects) ? (subjects as Json[]) : null
  return {
    ...rest,
    ...(typeof member === 'string' ? { member: prefix + member } : {}),
    ...(typeof item === 'string' ? { item: prefix + item } : {}),
    ...(people === null ? {} : { subjects: people.map((person) => ({ ...person, member: prefix + person.member })) }),
  }
}
