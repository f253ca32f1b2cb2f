import { applicableRule, standingOf } from './applicable-rule.ts'
import { type ChoiceState, choiceInForce } from './choice.ts'
import { inForce, type MemberFacts, type Vantage } from './fact.ts'
import { placeOf } from './places.ts'
import type { Rule, Rulebook } from './rulebook.ts'

/** One member's choice on one setting, and what it does where they live. */
export interface SettingState extends ChoiceState {
  /** Whether a rule that honours this choice applies where the member lives. */
  readonly inForce: boolean
  /** Whether any use of the setting may use the member's content now, as far as choice and place decide. */
  readonly useAllowed: boolean
}

/** The state of a setting at a vantage. Without a rulebook nothing is in force and nothing allowed. */
export function settingState(
  setting: string,
  member: MemberFacts,
  rulebook: Rulebook | null,
  vantage: Vantage,
): SettingState {
  const state = choiceInForce(member.choices, setting, vantage)
  const place = placeOf(inForce(member.residences, vantage))
  const uses = [...(rulebook?.dataUses.values() ?? [])].filter((use) => use.setting === setting)
  const rules = uses.flatMap(({ key }) => {
    const rule = rulebook === null || place === null ? null : applicableRule(rulebook, key, place, vantage.at)
    return rule === null || standingOf(rule, vantage.at).status === 'ENDED' ? [] : [rule]
  })
  return {
    ...state,
    inForce: rules.some(({ control }) => control !== 'NONE'),
    useAllowed: rules.some((rule) => standingOf(rule, vantage.at).status === 'IN_FORCE' && allows(rule, state)),
  }
}

/** Under `CONTENT_AFTER_OBJECTION` content from before the objection may still be used, and nobody is told otherwise. */
function allows({ control, objectionScope }: Rule, { choice }: ChoiceState): boolean {
  if (control === 'NONE') return true
  if (control === 'OPT_IN') return choice === 'CONSENTED'
  return choice !== 'OBJECTED' || objectionScope === 'CONTENT_AFTER_OBJECTION'
}
