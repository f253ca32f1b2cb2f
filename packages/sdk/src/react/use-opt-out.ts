import { type MouseEvent, useId } from 'react'
import type { OptOutSettingDetails } from '../settings-overview.ts'
import type { ChoiceAct } from '../vocabulary.ts'
import type { Attempt } from './attempt.ts'
import { actBack, actOfSwitch, isOffered, isOn } from './choice.ts'
import { fill, type Messages } from './messages.ts'
import { useDemur, useSettings } from './provider.tsx'

/** What a `<button>` needs to be a switch: Space and Enter toggle it, and its label never changes. */
export interface SwitchProps {
  readonly type: 'button' | 'submit'
  readonly role: 'switch'
  readonly 'aria-checked': boolean
  /** While a change is on its way. The button keeps the focus, so it is not `disabled`. */
  readonly 'aria-disabled': boolean
  readonly 'aria-labelledby': string
  readonly 'aria-describedby': string
  readonly onClick: (event: MouseEvent) => void
}

/** One setting, ready for a switch. */
export interface OptOutState {
  /** Null until it is there, and where the rulebook has no such setting. */
  readonly setting: OptOutSettingDetails | null
  /** Whether there is anything to switch where the member lives. Show no switch where not. */
  readonly offered: boolean
  /** What the register holds, never what it is hoped to hold. */
  readonly on: boolean
  readonly pending: boolean
  /** The latest attempt to change it; null where there was none. */
  readonly attempt: Attempt | null
  /** The state in words, such as “Off – you objected”. */
  readonly state: string
  /** What happened, for a live region: empty, or one sentence. */
  readonly announcement: string
  readonly canUndo: boolean
  readonly toggle: () => Promise<void>
  readonly object: () => Promise<void>
  readonly act: (act: ChoiceAct) => Promise<void>
  readonly undo: () => Promise<void>
  readonly retry: () => Promise<void>
  readonly dismiss: () => void
  readonly switchProps: SwitchProps
  /** For the element that holds `messages.label` or a label of your own. */
  readonly labelProps: { readonly id: string }
  /** For the element that holds `state`. */
  readonly stateProps: { readonly id: string }
  /** For the live region that holds `announcement`. Render it always, also when it is empty. */
  readonly statusProps: { readonly role: 'status'; readonly 'aria-live': 'polite' }
}

/**
 * One setting of the member, with everything that a switch needs.
 *
 * @example
 * ```tsx
 * import { useOptOut } from '@demur/sdk/react'
 *
 * export function TrainingSwitch() {
 *   const training = useOptOut('genai-improvement')
 *   if (!training.offered) return <p>Not done where you live.</p>
 *   return (
 *     <div>
 *       <span {...training.labelProps}>Let my posts train AI</span>
 *       <button {...training.switchProps} />
 *       <p {...training.stateProps}>{training.state}</p>
 *       <p {...training.statusProps}>{training.announcement}</p>
 *       {training.canUndo && <button onClick={training.undo}>Undo</button>}
 *     </div>
 *   )
 * }
 * ```
 * @throws Error outside of a provider
 */
export function useOptOut(key: string): OptOutState {
  const { store, messages } = useDemur()
  const snapshot = useSettings()
  const [label, description] = [useId(), useId()]
  const setting = snapshot.overview?.settings.find((candidate) => candidate.setting.key === key) ?? null
  const attempt = snapshot.attempts[key] ?? null
  const pending = attempt?.phase === 'pending' || snapshot.everything?.phase === 'pending'
  const state = setting === null ? '' : stateInWords(setting, messages)
  const act = (what: ChoiceAct): Promise<void> => store.act(key, what)
  const toggle = (): Promise<void> => (setting === null ? Promise.resolve() : act(actOfSwitch(setting)))
  return {
    setting,
    offered: setting !== null && isOffered(setting),
    on: setting !== null && isOn(setting),
    pending,
    attempt,
    state,
    announcement: setting === null || attempt === null ? '' : announce(attempt, setting, state, messages),
    canUndo: setting !== null && attempt?.phase === 'saved' && actBack(setting.choice, attempt.before) !== null,
    toggle,
    object: () => act('OBJECT'),
    act,
    undo: () => store.undo(key),
    retry: () => store.retry(key),
    dismiss: () => store.dismiss(key),
    switchProps: {
      type: 'button',
      role: 'switch',
      'aria-checked': setting !== null && isOn(setting),
      'aria-disabled': pending,
      'aria-labelledby': label,
      'aria-describedby': description,
      onClick: (event) => {
        event.preventDefault()
        if (!pending) void toggle()
      },
    },
    labelProps: { id: label },
    stateProps: { id: description },
    statusProps: { role: 'status', 'aria-live': 'polite' },
  }
}

/** The state of a switch in words. */
export function stateInWords(setting: OptOutSettingDetails, { states }: Messages): string {
  if (setting.choice === 'OBJECTED') return states.objected
  if (setting.control !== 'OPT_IN') return states.allowed
  return isOn(setting) ? states.consented : states.notConsented
}

function announce(
  { phase }: Attempt,
  { setting: { title } }: OptOutSettingDetails,
  state: string,
  { acts }: Messages,
): string {
  const { saved, conflict } = acts
  return { ...acts, saved: fill(saved, { setting: title, state }), conflict: fill(conflict, { state }) }[phase]
}
