import { type ReactNode, type RefObject, useRef } from 'react'
import type { OptOutSettingDetails } from '../settings-overview.ts'
import { actBack, actOfSwitch, isOn } from './choice.ts'
import { goingOnFrom } from './going-on-from.ts'
import { formatInstant } from './intl.ts'
import { fill } from './messages.ts'
import { useDemur, useHydrated } from './provider.tsx'
import type { FormTarget } from './setting-group.tsx'
import type { OptOutState } from './use-opt-out.ts'

interface SwitchRowProps {
  readonly optOut: OptOutState
  readonly setting: OptOutSettingDetails
  /** The id of the title of the setting: the label alone would be the same for every switch. */
  readonly title: string
  readonly form: FormTarget | undefined
}

/** A switch with its label, its state in words and what became of the last change. */
export function SwitchRow({ optOut, setting, title, form }: SwitchRowProps): ReactNode {
  const { messages } = useDemur()
  const { switchProps, labelProps } = optOut
  const control = useRef<HTMLButtonElement>(null)
  const inForm = form === undefined ? {} : ({ type: 'submit', name: 'act', value: actOfSwitch(setting) } as const)
  const row = (
    <div className="demur-row">
      <span className="demur-label" {...labelProps}>
        {messages.label}
      </span>
      <button
        ref={control}
        className="demur-switch"
        {...switchProps}
        aria-labelledby={`${title} ${labelProps.id}`}
        {...inForm}
        suppressHydrationWarning
      >
        <span className="demur-thumb" aria-hidden="true" />
      </button>
    </div>
  )
  return (
    <>
      {form === undefined ? row : <Form form={form} setting={setting} row={row} />}
      <StateLine optOut={optOut} setting={setting} />
      <Outcome optOut={optOut} setting={setting} form={form} control={control} />
    </>
  )
}

/** The same choice as a form: radios and a button where there is no JavaScript, the switch where there is. */
function Form({
  form,
  setting,
  row,
}: {
  readonly form: FormTarget
  readonly setting: OptOutSettingDetails
  readonly row: ReactNode
}): ReactNode {
  return (
    <>
      <form className="demur-scripted" method="post" action={form.action}>
        <Hidden fields={form.fields(setting)} />
        {row}
      </form>
      {/* A form of its own: pressing Enter among the radios must never press the switch. */}
      <noscript>
        <form method="post" action={form.action}>
          <Hidden fields={form.fields(setting)} />
          <Radios setting={setting} />
        </form>
      </noscript>
    </>
  )
}

/** Hidden fields of a form. */
export function Hidden({ fields }: { readonly fields: Readonly<Record<string, string>> }): ReactNode {
  return Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)
}

function Radios({ setting }: { readonly setting: OptOutSettingDetails }): ReactNode {
  const { form } = useDemur().messages
  const optIn = setting.control === 'OPT_IN'
  const on = isOn(setting)
  const answers = [
    { value: optIn ? 'CONSENT' : 'WITHDRAW_OBJECTION', label: optIn ? form.agree : form.allow, checked: on },
    { value: optIn ? 'WITHDRAW_CONSENT' : 'OBJECT', label: optIn ? form.disagree : form.object, checked: !on },
  ]
  return (
    <fieldset className="demur-radios">
      <legend>{form.question}</legend>
      {answers.map(({ value, label, checked }) => (
        <label key={value}>
          <input type="radio" name="choice" value={value} defaultChecked={checked} /> {label}
        </label>
      ))}
      <button className="demur-button" type="submit">
        {form.save}
      </button>
    </fieldset>
  )
}

function StateLine({ optOut, setting }: Pick<SwitchRowProps, 'optOut' | 'setting'>): ReactNode {
  const { messages, timeZone } = useDemur()
  const { changedAt, choice, control } = setting
  const chosen = choice !== 'DEFAULT' && changedAt !== null
  return (
    <p className="demur-state" {...optOut.stateProps}>
      <span className="demur-badge" data-on={isOn(setting)}>
        {optOut.state}
      </span>{' '}
      {chosen ? (
        <time className="demur-quiet" dateTime={changedAt} suppressHydrationWarning>
          {fill(messages.states.since, { date: formatInstant(changedAt, messages.locale, timeZone) })}
        </time>
      ) : (
        control !== null && setting.version === 0 && <span className="demur-quiet">{messages.states.byDefault}</span>
      )}
    </p>
  )
}

/** What became of the last change: said where it was made, and to those who listen. */
function Outcome({
  optOut,
  setting,
  form,
  control,
}: Omit<SwitchRowProps, 'title'> & { readonly control: RefObject<HTMLButtonElement | null> }): ReactNode {
  const { acts } = useDemur().messages
  const hydrated = useHydrated()
  const { attempt, announcement, statusProps, canUndo, undo, retry } = optOut
  const undoLabel = fill(acts.undoOf, { setting: setting.setting.title })
  const back = canUndo && attempt !== null ? actBack(setting.choice, attempt.before) : null
  return (
    <div className="demur-outcome" data-phase={attempt?.phase}>
      <span {...statusProps}>{announcement}</span>
      {hydrated && canUndo && (
        <button className="demur-button" type="button" aria-label={undoLabel} onClick={goingOnFrom(control, undo)}>
          {acts.undo}
        </button>
      )}
      {form !== undefined && back !== null && (
        <noscript>
          <form method="post" action={form.action}>
            <Hidden fields={form.fields(setting)} />
            <button className="demur-button" type="submit" name="act" value={back} aria-label={undoLabel}>
              {acts.undo}
            </button>
          </form>
        </noscript>
      )}
      {attempt?.phase === 'failed' && (
        <button className="demur-button" type="button" onClick={goingOnFrom(control, retry)}>
          {acts.retry}
        </button>
      )}
    </div>
  )
}
