import { type FormEvent, type ReactNode, useEffect, useMemo, useState } from 'react'
import { CHECKS, FIRST_OF_ALL } from '../checks.ts'
import { ChooseUse, type Chosen } from '../choose-use.tsx'
import type { Asked } from '../copy-graphql.tsx'
import { instant, number, placesOf, words } from '../format.ts'
import { ConsoleUsesDocument, ConsoleWhyDocument, type ConsoleWhyQuery } from '../generated/graphql.ts'
import { goTo, usePlace, withParams } from '../location.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Waiting } from '../waiting.tsx'
import { Person } from './person.tsx'
import { ThenAndNow } from './then-and-now.tsx'

/** Whether one item may be used for one thing, and everything that decided it. */
export function Why(): ReactNode {
  const { at, asKnownAt } = usePoint()
  const place = usePlace()
  const item = place.params.get('item') ?? ''
  const uses = useQuery(
    ConsoleUsesDocument,
    useMemo(() => ({ asKnownAt }), [asKnownAt]),
  )
  const dataUse = place.params.get('use') ?? uses.data?.dataUses[0]?.key ?? ''
  const asked = item !== '' && dataUse !== ''
  const variables = useMemo(() => ({ item, dataUse, at, asKnownAt }), [item, dataUse, at, asKnownAt])
  const { data, error, refresh } = useQuery(ConsoleWhyDocument, asked ? variables : null)
  const author = data?.contentItem?.author ?? null
  const why = { document: ConsoleWhyDocument, variables }
  return (
    <>
      <Question item={item} dataUse={dataUse} uses={uses.data?.dataUses ?? []} />
      {uses.error !== null && <Waiting error={uses.error} onRetry={uses.refresh} />}
      {!asked ? (
        <p className="empty">Give the key of an item to see whether it may be used, and why.</p>
      ) : data === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : (
        <div className="grid">
          <div className="column">
            <Answer of={data} asked={why} />
            <Panel title="What would have to change" asked={why}>
              <Remedies of={data} />
            </Panel>
          </div>
          <Trace of={data} asked={why} />
          <ThenAndNow item={item} dataUse={dataUse} />
          {author !== null && <Person member={author.key} />}
        </div>
      )}
    </>
  )
}

function Question({
  item,
  dataUse,
  uses,
}: {
  readonly item: string
  readonly dataUse: string
  readonly uses: readonly Chosen[]
}): ReactNode {
  const place = usePlace()
  const [typed, setTyped] = useState(item)
  useEffect(() => setTyped(item), [item])
  const ask = (event: FormEvent) => {
    event.preventDefault()
    goTo(withParams(place, { item: typed.trim(), use: dataUse }))
  }
  return (
    <form className="question" onSubmit={ask}>
      <label>
        Item
        <input
          value={typed}
          required
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <ChooseUse uses={uses} chosen={dataUse} />
      <button type="submit" className="button primary">
        Ask
      </button>
    </form>
  )
}

/** What the question found, and the operation that asked it. */
interface Found {
  readonly of: ConsoleWhyQuery
  readonly asked: Asked
}

function Answer({ of: { decision, contentItem }, asked }: Found): ReactNode {
  const isEligible = decision.outcome === 'ELIGIBLE'
  const facts: (readonly [string, string])[] = [
    ['Answered at', `position ${number(decision.position)}, rulebook ${decision.rulebookVersion ?? 'none'}`],
    ['Rule', decision.rule === null ? 'None was reached' : `${decision.rule.key} (${placesOf(decision.rule)})`],
    ...(decision.rule === null ? [] : [['Offers', words(decision.rule.control)] as const]),
    ...(decision.legalBasis === null ? [] : [['Legal ground', words(decision.legalBasis)] as const]),
    ...(decision.controller === null ? [] : [['Controller', decision.controller] as const]),
    ...(contentItem === null
      ? []
      : ([
          ['Item', `${words(contentItem.kind)}, visible to ${words(contentItem.visibility).toLowerCase()}`],
          ['Created', instant(contentItem.createdAt)],
          ['Author', contentItem.author === null ? 'Not registered' : contentItem.author.key],
          [
            'Author lives in',
            contentItem.author === null || contentItem.author.country === null
              ? 'Not known'
              : [contentItem.author.country, ...contentItem.author.regions.map(({ code }) => code)].join(' → '),
          ],
        ] as const)),
  ]
  return (
    <Panel title="The answer" asked={asked}>
      <p className={isEligible ? 'verdict good-text' : 'verdict bad-text'}>
        <span aria-hidden="true">{isEligible ? '✓ ' : '✕ '}</span>
        {isEligible ? 'Eligible' : 'Ineligible'}
        {decision.projected && <span className="quiet"> – a forecast: the instant lies ahead</span>}
      </p>
      <p>{decision.explanation}</p>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

/** Every check, in the order in which they are decisive. All of them are made, so that every reason is known. */
function Trace({ of: { decision, checks }, asked }: Found): ReactNode {
  const blocking = new Map(decision.reasons.map((reason) => [reason.code as string, reason]))
  const meanings = new Map((checks?.enumValues ?? []).map(({ name, description }) => [name, description]))
  const newer = decision.outcome === 'INELIGIBLE' ? [...blocking.keys()].filter((code) => !(code in CHECKS)) : []
  const nothingElse = FIRST_OF_ALL.some((code) => blocking.has(code))
  return (
    <Panel title="Every check, in order" asked={asked}>
      <ol className="trace">
        {[...Object.keys(CHECKS), ...newer].map((code) => {
          const reason = blocking.get(code)
          if (reason !== undefined) {
            return (
              <li key={code} className="blocks">
                <span className="mark" aria-hidden="true">
                  ✕
                </span>
                <div>
                  <p>
                    <strong>{reason.message}</strong>
                    {reason.decisive && <span className="tag">decisive</span>}
                  </p>
                  <p className="quiet">
                    <code>{code}</code> {meanings.get(code)}
                  </p>
                </div>
              </li>
            )
          }
          return (
            <li key={code} className={nothingElse ? 'skipped' : 'passed'}>
              <span className="mark" aria-hidden="true">
                {nothingElse ? '·' : '✓'}
              </span>
              <p>
                {nothingElse ? `Not looked at: ${words(code).toLowerCase()}` : CHECKS[code]?.passed}
                {!nothingElse && <span className="unseen"> Passed.</span>}
              </p>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}

function Remedies({ of: { decision } }: { readonly of: ConsoleWhyQuery }): ReactNode {
  const until =
    decision.validUntil === null ? null : (
      <p>
        Without anything new being recorded, the answer or its reasons change on{' '}
        <strong>{instant(decision.validUntil)}</strong>.
      </p>
    )
  if (decision.outcome === 'ELIGIBLE') {
    return (
      <>
        <p>Nothing: it may be used. An objection of anybody whom the rule protects would end that at once.</p>
        {until}
      </>
    )
  }
  return (
    <>
      <p>To become eligible, {decision.reasons.length === 1 ? 'this' : 'all of this, and at least this'}:</p>
      <ul className="remedies">
        {decision.reasons.map(({ code }) => (
          <li key={code}>{CHECKS[code]?.change ?? words(code)}</li>
        ))}
      </ul>
      {until}
    </>
  )
}
