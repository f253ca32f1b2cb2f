/**
 * Who uses content outside the register – a training pipeline, a partner – and whether they have applied an objection.
 * A consumer follows the ledger and acknowledges up to where it has applied what it read.
 */
import { evolveChoice } from './choice.ts'
import { parseDuration } from './duration.ts'
import { bySuccession, type ChoiceFact, type Dated, isInSight, type Position, type Vantage } from './fact.ts'
import { type Instant, instantOf } from './instant.ts'
import type { Choice } from './vocabulary.ts'

/** A setting whose objections a consumer applies, and how long it has: an ISO 8601 duration from their effect on. */
export interface ConsumerSetting {
  readonly setting: string
  readonly deadline: string
}

/** What is registered of a consumer. */
export interface ConsumerRegistration {
  /** What members are told. */
  readonly title: string
  /** The subject of the token that may acknowledge. */
  readonly subject: string
  /** The data uses that it is about, for people to read. */
  readonly dataUses: readonly string[]
  readonly settings: readonly ConsumerSetting[]
}

/** A registration as recorded; null: the consumer was deregistered. */
export interface ConsumerFact extends Dated {
  readonly consumer: string
  readonly registration: ConsumerRegistration | null
}

/** An acknowledgement as recorded: everything up to `through` is applied. */
export interface AcknowledgementFact extends Dated {
  readonly consumer: string
  readonly through: Position
}

/** A setting of a consumer, and since when without a break it has been one. */
export interface ConsumerDuty extends ConsumerSetting {
  readonly since: Dated
}

export interface ConsumerState extends Omit<ConsumerRegistration, 'settings'> {
  readonly key: string
  /** Since when it has been registered without a break. */
  readonly registered: Dated
  readonly settings: readonly ConsumerDuty[]
}

/** The consumers that are registered as known at a position, by key, in the order in which they came. */
export function consumersAt(facts: readonly ConsumerFact[], position: Position): Map<string, ConsumerState> {
  const consumers = new Map<string, ConsumerState>()
  const known = facts.filter((fact) => fact.position <= position).sort((a, b) => a.position - b.position)
  for (const { consumer: key, registration, effectiveAt, position: recorded } of known) {
    if (registration === null) {
      consumers.delete(key)
      continue
    }
    const now = { effectiveAt, position: recorded }
    const before = consumers.get(key)
    const settings = registration.settings.map((setting) => ({
      ...setting,
      since: before?.settings.find((duty) => duty.setting === setting.setting)?.since ?? now,
    }))
    consumers.set(key, { ...registration, key, registered: before?.registered ?? now, settings })
  }
  return consumers
}

/** When a consumer has to have applied what took effect at an instant: neither it nor its duty is older. */
export function dueAt({ deadline, since }: ConsumerDuty, effectiveAt: Instant): Instant {
  const milliseconds = parseDuration(deadline)
  if (milliseconds === null) throw new Error('a consumer was registered with a deadline that is no duration')
  return instantOf(Math.max(effectiveAt, since.effectiveAt) + milliseconds)
}

/** The act that protects a member on a setting: what consumers have to know to keep to it. */
export interface Protection extends Dated {
  readonly choice: Choice
}

/**
 * The protection in force on a setting, and the entry from which on the ledger has said so without a break, whoever read
 * it up to where. Null where there is none: nothing was ever chosen, or it was taken back by the member.
 */
export function protectionInForce(
  history: readonly ChoiceFact[],
  setting: string,
  vantage: Vantage,
): Protection | null {
  const acts = history.filter((fact) => fact.setting === setting && isInSight(fact, vantage)).sort(bySuccession)
  const now = fold(acts)
  if (!now.protects) return null
  // Read up to an earlier act, the ledger may have said something else: an older objection, or a letter recorded late.
  const byPosition = acts.toSorted((a, b) => b.position - a.position)
  let first: ChoiceFact | undefined
  for (const act of byPosition) {
    if (fold(acts.filter(({ position }) => position <= act.position)).choice !== now.choice) break
    first = act
  }
  if (first === undefined) return null
  return { choice: now.choice, position: first.position, effectiveAt: first.effectiveAt }
}

/** The choice that acts in their order come to, and whether it keeps content out that was let in or could be. */
function fold(acts: readonly ChoiceFact[]): { readonly choice: Choice; readonly protects: boolean } {
  let choice: Choice = 'DEFAULT'
  let protects = false
  for (const { act } of acts) {
    const next = evolveChoice(choice, act)
    if (next !== choice) protects = next === 'OBJECTED' || choice === 'CONSENTED'
    choice = next
  }
  return { choice, protects }
}

export const APPLICATION_STATUSES = ['APPLIED', 'PENDING', 'OVERDUE'] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

/** Whether a consumer has applied a protection. */
export interface Application {
  readonly status: ApplicationStatus
  /** When it was acknowledged, else from when on it was to be applied, else when that was due. */
  readonly since: Instant
  readonly due: Instant
}

/**
 * Whether a consumer has applied a protection, given what it acknowledged. What it acknowledged before the setting was
 * its duty says nothing about it.
 */
export function applicationOf(
  duty: ConsumerDuty,
  protection: Protection,
  acknowledged: readonly AcknowledgementFact[],
  { at, position }: Vantage,
): Application {
  const due = dueAt(duty, protection.effectiveAt)
  const applied = acknowledged
    .filter((fact) => isInSight(fact, { at, position }))
    .filter((fact) => fact.position > duty.since.position && fact.through >= protection.position)
    .sort((a, b) => a.position - b.position)[0]
  if (applied !== undefined) return { status: 'APPLIED', since: applied.effectiveAt, due }
  if (at >= due) return { status: 'OVERDUE', since: due, due }
  return { status: 'PENDING', since: instantOf(Math.max(protection.effectiveAt, duty.since.effectiveAt)), due }
}
