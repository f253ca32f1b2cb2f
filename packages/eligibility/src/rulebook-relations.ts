import { formatInstant, type Instant } from './instant.ts'
import type { Problem } from './json-reader.ts'
import { placeClasses } from './place-classes.ts'
import { covers, isPlaceCode, type Place } from './places.ts'
import { REGION_CHANGES } from './regions.ts'
import type { RulebookDraft } from './rulebook.ts'
import { ABSOLUTE_EXCLUSIONS, type ContentKind, isOneOf } from './vocabulary.ts'

type DraftRule = RulebookDraft['rules'][number]
type Path = readonly (string | number)[]

/**
 * Everything that forbids publishing a draft beyond its shape: broken references, and relations that the rules exclude.
 * Parts that `malformed` already names are left alone, so that one mistake is reported once.
 */
export function relationProblems(draft: RulebookDraft, malformed: readonly Problem[]): Problem[] {
  return new RelationCheck(draft, malformed).run()
}

class RelationCheck {
  readonly #draft: RulebookDraft
  readonly #malformed: readonly string[]
  readonly #problems: Problem[] = []

  constructor(draft: RulebookDraft, malformed: readonly Problem[]) {
    this.#draft = draft
    this.#malformed = malformed.map(({ path }) => `${path.join('.')}.`)
  }

  run(): Problem[] {
    const { dataUses, settings, notices, rules } = this.#draft
    this.#duplicates('dataUses', dataUses, ({ key }) => key)
    this.#duplicates('settings', settings, ({ key }) => key)
    this.#duplicates('notices', notices, ({ key, version }) => `${key} ${version}`)
    this.#duplicates('rules', rules, ({ key }) => key)
    for (const [index, { setting }] of dataUses.entries()) {
      if (setting !== null) this.#reference('setting', settings, setting, ['dataUses', index, 'setting'])
    }
    for (const [index, { kinds }] of notices.entries()) {
      for (const [at, kind] of kinds.entries()) this.#exclusion(kind, ['notices', index, 'kinds', at])
    }
    for (const [index, rule] of rules.entries()) this.#rule(rule, ['rules', index])
    this.#overlaps()
    return this.#problems
  }

  /** Whether nothing at or below the path is malformed, nor anything above it. */
  #isSound(path: Path): boolean {
    const here = `${path.join('.')}.`
    return !this.#malformed.some((there) => there.startsWith(here) || here.startsWith(there))
  }

  #refuse(path: Path, message: string): void {
    if (this.#isSound(path)) this.#problems.push({ path: path.map(String), message })
  }

  #duplicates<T>(list: string, items: readonly T[], keyOf: (item: T) => string): void {
    const firstAt = new Map<string, number>()
    for (const [index, item] of items.entries()) {
      const first = firstAt.get(keyOf(item))
      if (first === undefined) firstAt.set(keyOf(item), index)
      else this.#refuse([list, index, 'key'], `“${keyOf(item)}” is already at ${list}.${first}`)
    }
  }

  #reference(noun: string, items: readonly { key: string }[], key: string, path: Path): void {
    if (!items.some((item) => item.key === key)) this.#refuse(path, `there is no ${noun} “${key}”`)
  }

  #exclusion(kind: ContentKind, path: Path): void {
    if (!isOneOf(ABSOLUTE_EXCLUSIONS, kind)) return
    this.#refuse(path, `${kind} is never eligible for any use: no rulebook can list it`)
  }

  #rule(rule: DraftRule, path: Path): void {
    const { dataUses, notices } = this.#draft
    this.#reference('data use', dataUses, rule.dataUse, [...path, 'dataUse'])
    if (rule.notice !== null) this.#reference('notice', notices, rule.notice.key, [...path, 'notice', 'key'])
    this.#places(rule, [...path, 'places'])
    if (this.#isSound([...path, 'phases'])) this.#phases(rule, [...path, 'phases'])
    if (this.#isSound([...path, 'legalBasis'])) this.#control(rule, [...path, 'control'])
    this.#scope(rule, [...path, 'scope'])
  }

  #places({ places }: DraftRule, path: Path): void {
    const [codes, at] = 'except' in places ? [places.except, [...path, 'except']] : [places, path]
    for (const [index, code] of codes.entries()) {
      if (isPlaceCode(code)) continue
      this.#refuse([...at, index], `“${code}” is no region, no ISO 3166-1 country and no subdivision of one`)
    }
  }

  #phases({ phases }: DraftRule, path: Path): void {
    for (const [index, { from, until }] of phases.entries()) {
      const next = phases[index + 1]
      if (until !== null && until <= from) this.#refuse([...path, index, 'until'], 'must be after “from”')
      if (next === undefined || next.from === until) continue
      if (until === null) {
        this.#refuse([...path, index, 'until'], 'only the last phase may be open-ended')
      } else {
        const fault = next.from > until ? 'leaves a gap after the phase before' : 'overlaps the phase before'
        this.#refuse([...path, index + 1, 'from'], `${fault}: it must begin at ${formatInstant(until)}`)
      }
    }
  }

  #control({ control, legalBasis, dataUse }: DraftRule, path: Path): void {
    const use = this.#draft.dataUses.find(({ key }) => key === dataUse)
    if (control !== 'NONE' && use?.setting === null) {
      this.#refuse(path, `${control} needs a setting, and the data use “${dataUse}” names none`)
    }
    // Art. 21(1) GDPR: without an effective right to object, Art. 6(1)(f) does not hold.
    if (legalBasis === 'LEGITIMATE_INTERESTS' && control !== 'OPT_OUT') {
      this.#refuse(path, 'LEGITIMATE_INTERESTS does not hold without a right to object: the control must be OPT_OUT')
    } else if ((legalBasis === 'CONSENT') !== (control === 'OPT_IN')) {
      // Art. 4(11) and 7 GDPR: silence is no consent, and what needs no consent does not ask for it.
      this.#refuse(path, `OPT_IN goes with CONSENT and no other basis, not ${control} with ${legalBasis}`)
    }
  }

  #scope({ scope }: DraftRule, path: Path): void {
    const firstAt = new Map<ContentKind, number>()
    for (const [index, { kind }] of scope.entries()) {
      const at = [...path, index, 'kind']
      if (!this.#isSound(at)) continue
      this.#exclusion(kind, at)
      const first = firstAt.get(kind)
      if (first === undefined) firstAt.set(kind, index)
      else this.#refuse(at, `${kind} is already at scope.${first}`)
    }
  }

  /** For one use, one place and one instant at most one rule may apply: each pair that breaks this, once. */
  #overlaps(): void {
    const { rules } = this.#draft
    const places = placeClasses(rules.map((rule) => rule.places)).flatMap((alike) => alike.slice(0, 1))
    const comparable = [...rules.entries()].filter(([index]) =>
      ['dataUse', 'places', 'phases'].every((part) => this.#isSound(['rules', index, part])),
    )
    for (const [index, rule] of comparable) {
      for (const [before, earlier] of comparable) {
        const clash = before < index && earlier.dataUse === rule.dataUse ? firstClash(earlier, rule, places) : null
        if (clash === null) continue
        const where = `${clash.place.subdivision ?? clash.place.country} at ${formatInstant(clash.at)}`
        this.#refuse(
          ['rules', index, 'places'],
          `the rules “${earlier.key}” and “${rule.key}” both apply to ${rule.dataUse} in ${where}`,
        )
      }
    }
  }
}

/** Whether an instant lies within the phases of a rule, taken together. */
function spans({ phases }: DraftRule, at: Instant): boolean {
  const [first, last] = [phases[0], phases.at(-1)]
  if (first === undefined || last === undefined) return false
  return first.from <= at && (last.until === null || at < last.until)
}

function firstClash(one: DraftRule, other: DraftRule, places: readonly Place[]): { place: Place; at: Instant } | null {
  // Coverage and spans change only at these instants, so whatever clashes does so at the first of them within it.
  const beginnings = [one, other].flatMap(({ phases }) => phases.slice(0, 1).map(({ from }) => from))
  const instants = [...beginnings, ...REGION_CHANGES].sort((a, b) => a - b)
  for (const at of instants.filter((instant) => spans(one, instant) && spans(other, instant))) {
    const place = places.find((candidate) => covers(one.places, candidate, at) && covers(other.places, candidate, at))
    if (place !== undefined) return { place, at }
  }
  return null
}
