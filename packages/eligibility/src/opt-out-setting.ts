import { applicableRule, type Standing, standingOf } from './applicable-rule.ts'
import { type ChoiceState, choiceInForce } from './choice.ts'
import { inForce, type SettingFacts, type Vantage } from './fact.ts'
import { placeOf } from './places.ts'
import type { Rule, Rulebook } from './rulebook.ts'
import { CONTROLS, type Control } from './vocabulary.ts'

/** One member's choice on one setting, and what it does where they live. */
export interface SettingState extends ChoiceState {
  /** Whether a rule that honours this choice applies where the member lives. */
  readonly inForce: boolean
  /** Whether any use of the setting may use the member's content now, as far as choice and place decide. */
  readonly useAllowed: boolean
  /**
   * What the member is offered where they live; null where no rule of the setting applies. Of several rules the one
   * that offers most counts, in the order of `CONTROLS`: an objection blocks wherever one of them honours it.
   */
  readonly control: Control | null
  /** Every data use of the setting, in the order of the rulebook. */
  readonly uses: readonly SettingUse[]
}

/** One data use of a setting, and what the rule of where a member lives says of it. */
export interface SettingUse {
  readonly dataUse: string
  /** Null where none covers the place, or the place is not known. */
  readonly rule: Rule | null
  /** Where the instant lies in the life of the rule; null without a rule. */
  readonly standing: Standing | null
  /** Whether this use may use the member's content now, as far as choice and place decide. */
  readonly useAllowed: boolean
}

/** The state of a setting at a vantage. Without a rulebook nothing is in force and nothing allowed. */
export function settingState(
  setting: string,
  member: SettingFacts,
  rulebook: Rulebook | null,
  vantage: Vantage,
): SettingState {
  const state = choiceInForce(member.choices, setting, vantage)
  const place = placeOf(inForce(member.residences, vantage))
  const uses = [...(rulebook?.dataUses.values() ?? [])]
    .filter((use) => use.setting === setting)
    .map(({ key }): SettingUse => {
      const rule = rulebook === null || place === null ? null : applicableRule(rulebook, key, place, vantage.at)
      if (rule === null) return { dataUse: key, rule, standing: null, useAllowed: false }
      const standing = standingOf(rule, vantage.at)
      return { dataUse: key, rule, standing, useAllowed: standing.status === 'IN_FORCE' && allows(rule, state) }
    })
  const offered = uses.flatMap(({ rule, standing }) =>
    rule === null || standing?.status === 'ENDED' ? [] : [rule.control],
  )
  const control = CONTROLS.find((candidate) => offered.includes(candidate)) ?? null
  return {
    ...state,
    inForce: control !== null && control !== 'NONE',
    useAllowed: uses.some(({ useAllowed }) => useAllowed),
    control,
    uses,
  }
}

/** Under `CONTENT_AFTER_OBJECTION` content from before the objection may still be used, and nobody is told otherwise. */
function allows({ control, objectionScope }: Rule, { choice }: ChoiceState): boolean {
  if (control === 'NONE') return true
  if (control === 'OPT_IN') return choice === 'CONSENTED'
  return choice !== 'OBJECTED' || objectionScope === 'CONTENT_AFTER_OBJECTION'
}
