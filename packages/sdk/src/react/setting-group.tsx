import { type ReactNode, useId } from 'react'
import type { OptOutSettingDetails } from '../settings-overview.ts'
import { AppliedBy } from './applied-by.tsx'
import { isOn } from './choice.ts'
import { formatInstant, formatList } from './intl.ts'
import { fill, wordFor } from './messages.ts'
import { useDemur } from './provider.tsx'
import { Fact, inLanguage, SettingUse } from './setting-use.tsx'
import { SwitchRow } from './switch-row.tsx'
import { useOptOut } from './use-opt-out.ts'

/** Where a form goes while the page has no JavaScript, and what goes along. */
export interface FormTarget {
  readonly action: string
  /** Hidden fields for one setting, such as a token against forgery. Null: for “object to everything”. */
  readonly fields: (setting: OptOutSettingDetails | null) => Readonly<Record<string, string>>
}

export interface SettingGroupProps {
  readonly setting: OptOutSettingDetails
  readonly form?: FormTarget | undefined
  /** More about the setting, below what is covered. */
  readonly children?: ReactNode
}

/** One setting: a switch where there is a choice, and text where there is none. */
export function SettingGroup({ setting, form, children }: SettingGroupProps): ReactNode {
  const { messages } = useDemur()
  const title = useId()
  const { key, title: text, description } = setting.setting
  const optOut = useOptOut(key)
  return (
    <div className="demur-setting" id={`setting-${key}`} role="group" aria-labelledby={title}>
      <h3 className="demur-title" id={title} {...inLanguage(setting.language, messages)}>
        {text}
      </h3>
      <p className="demur-description" {...inLanguage(setting.language, messages)}>
        {description}
      </p>
      {optOut.offered ? (
        <SwitchRow optOut={optOut} setting={setting} title={title} form={form} />
      ) : (
        <WithoutSwitch setting={setting} />
      )}
      <AppliedBy setting={setting} />
      <Ground setting={setting} />
      <Covered setting={setting}>{children}</Covered>
    </div>
  )
}

/** Why there is no switch, and what becomes of an objection all the same. */
function WithoutSwitch({ setting }: { readonly setting: OptOutSettingDetails }): ReactNode {
  const { messages, store, timeZone } = useDemur()
  const { notOffered, noChoice, kept } = messages
  const reason = setting.control === null ? notOffered : noChoice
  const unknown = setting.control === null && store.getSnapshot().overview?.member.country === null
  const { choice, changedAt } = setting
  return (
    <>
      <p className="demur-state">
        <span className="demur-badge" data-on={setting.control !== null}>
          {unknown ? notOffered.unknownPlaceTitle : reason.title}
        </span>
      </p>
      <p className="demur-quiet">{unknown ? notOffered.unknownPlace : reason.text}</p>
      {choice === 'OBJECTED' && changedAt !== null && (
        <p className="demur-quiet" suppressHydrationWarning>
          {fill(kept, { date: formatInstant(changedAt, messages.locale, timeZone) })}
        </p>
      )}
    </>
  )
}

/** On what legal ground, and what the member can do about it. */
function Ground({ setting }: { readonly setting: OptOutSettingDetails }): ReactNode {
  const { messages } = useDemur()
  const { ground, grounds, rights } = messages
  const applying = setting.uses.filter(({ rule, standing }) => rule !== null && standing !== 'ENDED')
  const words = new Set(applying.map(({ rule }) => wordFor(grounds, rule?.legalBasis ?? '')))
  if (words.size === 0) return null
  const right = setting.control === 'OPT_OUT' ? rights.optOut : setting.control === 'OPT_IN' ? rights.optIn : ''
  return (
    <p className="demur-quiet" suppressHydrationWarning>
      {fill(ground, { ground: formatList([...words], messages.locale) })} {right} {right !== '' && rights.features}
    </p>
  )
}

function Covered({
  setting,
  children,
}: {
  readonly setting: OptOutSettingDetails
  readonly children?: ReactNode
}): ReactNode {
  const { messages, store } = useDemur()
  const { covered, kinds, locale } = messages
  const never = (store.getSnapshot().overview?.neverUsed ?? []).map((kind) => wordFor(kinds, kind))
  // Nothing here may hide what is on: where a use is allowed, people should not have to look for what it is.
  return (
    <details className="demur-details" data-on={isOn(setting)}>
      <summary>{covered.summary}</summary>
      {setting.uses.map((use) => (
        <SettingUse key={use.dataUse.key} use={use} />
      ))}
      <dl className="demur-facts">
        <Fact name={covered.never}>
          <span suppressHydrationWarning>{formatList([...never, covered.minors], locale)}.</span>
        </Fact>
      </dl>
      {children}
    </details>
  )
}
