import type { OptOutSettingDetails } from '../settings-overview.ts'
import type { Choice, ChoiceAct, OrNewer } from '../vocabulary.ts'

type Shown = Pick<OptOutSettingDetails, 'choice' | 'control' | 'inForce'>

/** Whether the member is offered a switch: not where no rule here honours a choice, nor where only a newer client knows. */
export function isOffered({ control, inForce }: Shown): boolean {
  return inForce && (control === 'OPT_OUT' || control === 'OPT_IN')
}

/** Whether the switch is on. Only a “yes” is one where consent is asked for, and only a “no” where objecting is offered. */
export function isOn({ choice, control }: Shown): boolean {
  return control === 'OPT_IN' ? choice === 'CONSENTED' : choice !== 'OBJECTED'
}

/** What pressing the switch does. */
export function actOfSwitch(setting: Shown): ChoiceAct {
  if (setting.control === 'OPT_IN') return isOn(setting) ? 'WITHDRAW_CONSENT' : 'CONSENT'
  return isOn(setting) ? 'OBJECT' : 'WITHDRAW_OBJECTION'
}

/** What leads back from a choice to the one before it; null where nothing does, or nothing changed. */
export function actBack(from: OrNewer<Choice>, to: OrNewer<Choice>): ChoiceAct | null {
  if (from === to) return null
  if (to === 'OBJECTED') return 'OBJECT'
  if (to === 'CONSENTED') return 'CONSENT'
  if (to !== 'DEFAULT') return null
  return from === 'OBJECTED' ? 'WITHDRAW_OBJECTION' : 'WITHDRAW_CONSENT'
}

/** Whether an act needs the version of the setting that was on the screen. */
export function isLoosening(act: ChoiceAct): boolean {
  return act === 'CONSENT' || act === 'WITHDRAW_OBJECTION'
}
