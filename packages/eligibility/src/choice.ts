import { bySuccession, type ChoiceFact, isInSight, type Vantage } from './fact.ts'
import type { Instant } from './instant.ts'
import type { Choice, ChoiceAct } from './vocabulary.ts'

/** The choice in force on one setting, and since when it has stood without a break. */
export interface ChoiceState {
  readonly choice: Choice
  /** For `OBJECTED`, the first objection of the unbroken series in force. Null for a `DEFAULT` never left. */
  readonly since: Instant | null
}

const NEVER_CHOSEN: ChoiceState = { choice: 'DEFAULT', since: null }

/**
 * What one act makes of a choice. An act that withdraws what is not there changes nothing: in particular withdrawing a
 * consent never lifts an objection, and repeating an objection does not begin a new series.
 */
export function evolveChoice(choice: Choice, act: ChoiceAct): Choice {
  switch (act) {
    case 'OBJECT':
      return 'OBJECTED'
    case 'CONSENT':
      return 'CONSENTED'
    case 'WITHDRAW_OBJECTION':
      return choice === 'OBJECTED' ? 'DEFAULT' : choice
    case 'WITHDRAW_CONSENT':
      return choice === 'CONSENTED' ? 'DEFAULT' : choice
  }
}

/** Folds the acts of one setting that are in sight, in the order of (effectiveAt, position). */
export function choiceInForce(history: readonly ChoiceFact[], setting: string, vantage: Vantage): ChoiceState {
  const acts = history.filter((fact) => fact.setting === setting && isInSight(fact, vantage))
  if (acts.length > 1) acts.sort(bySuccession)
  let state = NEVER_CHOSEN
  for (const { act, effectiveAt } of acts) {
    const choice = evolveChoice(state.choice, act)
    if (choice !== state.choice) state = { choice, since: effectiveAt }
  }
  return state
}

/**
 * The acts that protect: they need no precondition and anyone entitled may record them on the member's behalf.
 * Source: Art. 21(1) and Art. 7(3) GDPR – objecting and withdrawing consent must be as easy as the opposite.
 */
export function isProtective(act: ChoiceAct): boolean {
  return act === 'OBJECT' || act === 'WITHDRAW_CONSENT'
}

/** Why an act on a setting may not be recorded; null where it may. */
export type ChoiceRefusal = 'ONLY_THE_MEMBER' | 'VERSION_MISSING' | 'VERSION_STALE'

/** `expectedVersion` is what the caller last saw; `version` counts the acts recorded on the setting. */
export interface ChoiceAttempt {
  readonly act: ChoiceAct
  readonly byTheMember: boolean
  readonly expectedVersion: number | null
  readonly version: number
}

/** Protective acts always pass. The others are the member's own, against the version that they saw. */
export function refuseChoice({ act, byTheMember, expectedVersion, version }: ChoiceAttempt): ChoiceRefusal | null {
  if (isProtective(act)) return null
  if (!byTheMember) return 'ONLY_THE_MEMBER'
  if (expectedVersion === null) return 'VERSION_MISSING'
  return expectedVersion === version ? null : 'VERSION_STALE'
}

/**
 * When an act takes effect: at its receipt. A claimed time is honoured only from those who may record what reached
 * them earlier (a letter), and only for a protective act; it never lies after the receipt.
 */
export function effectiveAtOf(claimed: Instant | null, receivedAt: Instant): Instant {
  return claimed === null || claimed > receivedAt ? receivedAt : claimed
}
