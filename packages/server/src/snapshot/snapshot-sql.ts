import type { SqlEngine } from './sql-names.ts'
import { eligibilityStatement, type StatementNames } from './statement.ts'
import type { SnapshotManifest } from './write-snapshot.ts'

type About = Pick<SnapshotManifest, 'snapshot' | 'dataUse' | 'at' | 'position' | 'rulebookVersion'>

/**
 * The text of `eligibility.sql`: the statement, after comments that say what it answers and what it reads.
 * @throws BadSqlName
 */
export function snapshotSql(about: About, names: StatementNames, engine: SqlEngine | null): string {
  const { items, people, members, decisionTable } = names
  const comments = [
    'Whether each item may be used, and why: a row for every row of the items.',
    'Columns: item; eligible; reasons, as codes with spaces between, the decisive one first.',
    '',
    `snapshot        ${about.snapshot}`,
    `data use        ${about.dataUse}`,
    `at              ${about.at}`,
    `as known at     position ${about.position}`,
    `rulebook        ${about.rulebookVersion}`,
    '',
    'It reads:',
    `  ${members}, ${decisionTable}: the Parquet files of the snapshot`,
    `  ${items.table}: ${items.item}, ${items.author}, ${items.kind}, ${items.visibility} as text, ${items.createdAt} as an instant${flags(items)}`,
    people === null
      ? '  no people: nobody but its author is held to be in an item'
      : `  ${people.table}: ${people.item}, ${people.member}, ${people.role} as text, a row for each person in an item besides its author`,
    ...(engine === null ? [] : [`Names are quoted for ${engine}.`]),
  ]
  // Whatever is in a name or a key, none of it leaves its comment.
  const lines = comments.map((line) => `-- ${line.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')}`.trimEnd())
  return `${lines.join('\n')}\n${eligibilityStatement(about.snapshot, names, engine)}`
}

function flags({ sensitiveSource, deleted }: StatementNames['items']): string {
  const given = [sensitiveSource, deleted].filter((name) => name !== null)
  return given.length === 0 ? '' : `, ${given.join(', ')} as boolean`
}
