import type { ReactNode } from 'react'
import type { OptOutSettingUse } from '../settings-overview.ts'
import { formatDay, formatInstant, formatList } from './intl.ts'
import { fill, type Messages, wordFor } from './messages.ts'
import { useDemur } from './provider.tsx'

type Rule = NonNullable<OptOutSettingUse['rule']>

/** One data use: what it is, whether it is made now, what it would take, and who gets it. */
export function SettingUse({ use }: { readonly use: OptOutSettingUse }): ReactNode {
  const { messages, store, timeZone } = useDemur()
  const { dataUse, rule } = use
  const { covered, notOffered } = messages
  const unknown = store.getSnapshot().overview?.member.country === null
  return (
    <div className="demur-use">
      <h4 className="demur-use-title" {...inLanguage(dataUse.language, messages)}>
        {dataUse.title}
      </h4>
      <p {...inLanguage(dataUse.language, messages)}>{dataUse.description}</p>
      {rule === null ? (
        <p className="demur-quiet">{unknown ? notOffered.unknownPlaceTitle : notOffered.title}.</p>
      ) : (
        <>
          <Standing use={use} />
          <dl className="demur-facts">
            <Fact name={covered.used}>
              <Scope rule={rule} />
              {rule.contentNotBefore !== null && (
                <p className="demur-quiet">
                  {fill(covered.notBefore, { date: formatDay(rule.contentNotBefore, messages.locale, timeZone) })}
                </p>
              )}
              {rule.control === 'OPT_OUT' && rule.objectionScope === 'CONTENT_AFTER_OBJECTION' && (
                <p className="demur-quiet">{covered.afterObjection}</p>
              )}
            </Fact>
            <Fact name={covered.recipients}>{formatList(dataUse.recipients, messages.locale)}</Fact>
            <Fact name={covered.controller}>{rule.controller}</Fact>
          </dl>
        </>
      )}
    </div>
  )
}

/** A name with what belongs to it. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Standing({ use: { standing, standingUntil } }: { readonly use: OptOutSettingUse }): ReactNode {
  const { messages, timeZone } = useDemur()
  const { begins, suspended, ended } = messages.standing
  if (standing === 'IN_FORCE') return null
  const date = standingUntil === null ? '' : formatInstant(standingUntil, messages.locale, timeZone)
  const text = standing === 'BEFORE_START' ? fill(begins, { date }) : standing === 'ENDED' ? ended : suspended
  return (
    <p className="demur-quiet" suppressHydrationWarning>
      {text}
    </p>
  )
}

/** What a rule covers, kinds that are equally visible together. */
function Scope({ rule: { scope } }: { readonly rule: Rule }): ReactNode {
  const { messages } = useDemur()
  const { locale, kinds, visibilities, covered } = messages
  const groups = new Map<string, string[]>()
  for (const { kind, visibilities: allowed } of scope) {
    const who = formatList(
      allowed.map((word) => wordFor(visibilities, word)),
      locale,
    )
    groups.set(who, [...(groups.get(who) ?? []), wordFor(kinds, kind)])
  }
  return (
    <ul className="demur-list">
      {[...groups].map(([who, words]) => (
        <li key={who} suppressHydrationWarning>
          {fill(covered.visible, { kinds: formatList(words, locale), who })}
        </li>
      ))}
    </ul>
  )
}

/** What says that a text is not in the language of the page. */
export function inLanguage(
  language: string,
  { locale }: Messages,
): { readonly lang?: string; readonly dir?: 'ltr' | 'rtl' | 'auto' } {
  return language === locale ? {} : { lang: language, dir: 'auto' }
}
