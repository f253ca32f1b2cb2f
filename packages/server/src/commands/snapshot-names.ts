import { ENGINES, type SqlEngine } from '../snapshot/sql-names.ts'
import { DEFAULT_NAMES, type StatementNames } from '../snapshot/statement.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** The flags that name the caller's own tables and columns. */
export interface NameOptions {
  readonly items: string
  /** False: `--no-people`. */
  readonly people: string | false
  readonly column?: readonly string[]
  /** False: `--no-deleted`. */
  readonly deleted: boolean
  readonly sensitiveSource: boolean
  readonly members: string
  readonly decisionTable: string
  readonly engine?: string
}

const ITEM_COLUMNS = {
  item: 'item',
  author: 'author',
  kind: 'kind',
  visibility: 'visibility',
  created_at: 'createdAt',
  sensitive_source: 'sensitiveSource',
  deleted: 'deleted',
} as const
const PEOPLE_COLUMNS = { 'people.item': 'item', 'people.member': 'member', 'people.role': 'role' } as const

/** The columns that `--column` can name. */
export const COLUMNS: readonly string[] = [...Object.keys(ITEM_COLUMNS), ...Object.keys(PEOPLE_COLUMNS)]

/** Reads the names. Whether they can be written is seen when the statement is. */
export function readNames(options: NameOptions): StatementNames {
  const given = readColumns(options.column ?? [])
  const named = <Name extends string>(columns: Readonly<Record<string, Name>>, defaults: Record<Name, string>) => {
    const found = { ...defaults }
    for (const [name, property] of Object.entries(columns)) found[property] = given.get(name) ?? found[property]
    return found
  }
  const columns = named(ITEM_COLUMNS, DEFAULT_NAMES.items)
  refuseAbsent(given, options)
  return {
    items: {
      ...columns,
      table: options.items,
      sensitiveSource: options.sensitiveSource ? columns.sensitiveSource : null,
      deleted: options.deleted ? columns.deleted : null,
    },
    people: options.people === false ? null : { ...named(PEOPLE_COLUMNS, DEFAULT_NAMES.people), table: options.people },
    members: options.members,
    decisionTable: options.decisionTable,
  }
}

function readColumns(pairs: readonly string[]): Map<string, string> {
  const given = new Map<string, string>()
  for (const pair of pairs) {
    const [, name = '', column = ''] = /^([^=]*)=(.+)$/su.exec(pair) ?? []
    if (!COLUMNS.includes(name)) {
      throw new CommandFailed(EXIT.usage, `--column takes ${COLUMNS.join(', ')} with “=” and a column, not “${pair}”.`)
    }
    if (given.has(name)) throw new CommandFailed(EXIT.usage, `--column names “${name}” twice.`)
    given.set(name, column)
  }
  return given
}

/** What a flag says is not there has no name. */
function refuseAbsent(given: ReadonlyMap<string, string>, options: NameOptions): void {
  const absent = [
    ...(options.people === false ? Object.keys(PEOPLE_COLUMNS).map((name) => [name, '--no-people'] as const) : []),
    ...(options.deleted ? [] : [['deleted', '--no-deleted'] as const]),
    ...(options.sensitiveSource ? [] : [['sensitive_source', '--no-sensitive-source'] as const]),
  ]
  for (const [name, flag] of absent) {
    if (given.has(name))
      throw new CommandFailed(EXIT.usage, `--column names “${name}”, and ${flag} says there is none.`)
  }
}

/** Reads `--engine`. */
export function readEngine(text: string | undefined): SqlEngine | null {
  if (text === undefined) return null
  const engine = ENGINES.find((known) => known === text)
  if (engine === undefined) {
    throw new CommandFailed(EXIT.usage, `--engine must be ${ENGINES.join(', ')}, not “${text}”.`)
  }
  return engine
}
