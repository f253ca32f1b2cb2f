import { type ReactNode, useMemo } from 'react'
import type { ConsoleSession } from '../../../page-request.d.ts'
import { instant, number } from '../format.ts'
import { ConsoleDiffDocument, ConsoleRulebooksDocument, type ConsoleRulebooksQuery } from '../generated/graphql.ts'
import { goTo, usePlace, withParams } from '../location.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import { Changes } from './changes.tsx'
import { DryRun } from './dry-run.tsx'
import { Proposals } from './proposals.tsx'
import { RuleTimeline, withShown } from './timeline.tsx'

type Rulebook = ConsoleRulebooksQuery['rulebooks']['nodes'][number]

const NOTHING = {}

/** What the rules were, are and might become. */
export function Rulebooks({ session }: { readonly session: ConsoleSession }): ReactNode {
  const { rulebookVersion } = usePoint()
  const place = usePlace()
  const { data, error, refresh } = useQuery(ConsoleRulebooksDocument, NOTHING)
  if (data === null) return <Waiting error={error} onRetry={refresh} />
  const rulebooks = data.rulebooks.nodes
  const version = place.params.get('version') ?? rulebookVersion ?? rulebooks[0]?.version ?? null
  const isOperator = session.roles.includes('OPERATOR')
  return (
    <div className="grid">
      {version !== null && <RuleTimeline version={version} rulebooks={rulebooks.map((rulebook) => rulebook.version)} />}
      <Panel title="Published" wide asked={{ document: ConsoleRulebooksDocument, variables: NOTHING }} what="rulebooks">
        {rulebooks.length === 0 ? (
          <p className="empty">No rulebook was published yet.</p>
        ) : (
          <Table
            caption="Published rulebooks, the latest first"
            keyOf={(rulebook) => rulebook.version}
            rows={rulebooks}
            columns={[
              { title: 'Version', of: (rulebook) => rulebook.version },
              { title: 'Answers from position', of: ({ position }) => number(position), numeric: true },
              { title: 'Published', of: ({ publishedAt }) => instant(publishedAt) },
              { title: 'By', of: ({ publishedBy }) => publishedBy ?? '–' },
              { title: 'Approved by', of: ({ approvedBy }) => approvedBy.join(', ') || '–' },
              { title: 'Digest', of: ({ digest }) => <code>{digest.slice(0, 19)}…</code> },
            ]}
          />
        )}
      </Panel>
      {rulebooks.length > 1 && <Difference rulebooks={rulebooks} />}
      <DryRun isOperator={isOperator} />
      <Proposals isOperator={isOperator} subject={session.subject} onPublished={refresh} />
    </div>
  )
}

/** In what two published rulebooks differ, in words. */
function Difference({ rulebooks }: { readonly rulebooks: readonly Rulebook[] }): ReactNode {
  const place = usePlace()
  const versions = rulebooks.map(({ version }) => version)
  const to = place.params.get('to') ?? rulebooks[0]?.version ?? ''
  const from = place.params.get('from') ?? rulebooks[1]?.version ?? ''
  const variables = useMemo(() => ({ from, to }), [from, to])
  const { data, error, refresh } = useQuery(ConsoleDiffDocument, variables)
  const result = data?.rulebookDiff ?? null
  const choose = (name: 'from' | 'to', value: string) => (
    <label>
      {name === 'from' ? 'From' : 'To'}
      <select value={value} onChange={({ target }) => goTo(withParams(place, { [name]: target.value }))}>
        {withShown(versions, value).map((version) => (
          <option key={version}>{version}</option>
        ))}
      </select>
    </label>
  )
  return (
    <Panel title="What changed" wide asked={{ document: ConsoleDiffDocument, variables }}>
      <div className="acts">
        {choose('from', from)}
        {choose('to', to)}
      </div>
      {result === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : result.__typename === 'RulebookDiff' ? (
        <Changes of={result.changes} />
      ) : (
        <p className="bad-text">{result.message}</p>
      )}
    </Panel>
  )
}
