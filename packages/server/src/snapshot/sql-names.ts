/** The engines that the statement is written for. */
export const ENGINES = ['duckdb', 'clickhouse', 'spark', 'trino', 'bigquery'] as const
export type SqlEngine = (typeof ENGINES)[number]

/** A name of a table or a column that cannot be written. */
export class BadSqlName extends Error {
  override readonly name = 'BadSqlName'
}

/** How an engine quotes names: there are no quotes that all of them read. */
const QUOTES = {
  duckdb: { mark: '"', escaped: (text) => text.replaceAll('"', '""') },
  trino: { mark: '"', escaped: (text) => text.replaceAll('"', '""') },
  spark: { mark: '`', escaped: (text) => text.replaceAll('`', '``') },
  clickhouse: { mark: '`', escaped: backslashed },
  bigquery: { mark: '`', escaped: backslashed },
} as const satisfies Record<SqlEngine, { readonly mark: string; readonly escaped: (text: string) => string }>

function backslashed(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')
}

/** Reserved by at least one of the engines: without quotes they are no names. */
const RESERVED = new Set(
  `all alter analyse analyze and anti any array as asc assert_rows_modified at between both by case cast check collate
  column constraint contains create cross cube current current_catalog current_date current_path current_role
  current_schema current_time current_timestamp current_user deallocate default deferrable define delete desc describe
  distinct drop else end enum escape except exclude execute exists extract false fetch final following for foreign from
  full global group grouping groups hash having if ignore ilike in initially inner insert intersect interval into is join
  lambda lateral leading left like limit listagg localtime localtimestamp lookup merge minus natural new no normalize not
  null nulls of offset on only or order outer over partition pivot placing prepare preceding prewhere primary proto
  qualify range recursive references respect returning right rollup rows sample select semi session_user set settings
  show skip some struct summarize symmetric table tablesample then to top trailing treat true uescape unbounded union
  unique unnest unpivot using values variadic when where window with within`.split(/\s+/),
)

/** A name that every engine reads without quotes, and as it is written. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

/**
 * The name of a column. Names that are plain stand as they are and are read by every engine; the others need the
 * quotes of one. Throws `BadSqlName`.
 */
export function columnName(text: string, engine: SqlEngine | null): string {
  return written(text, text, engine)
}

/** The name of a table, with or without schema and catalogue: parts with dots between them. Throws `BadSqlName`. */
export function tableName(text: string, engine: SqlEngine | null): string {
  return partsOf(text)
    .map((part) => written(part, text, engine))
    .join('.')
}

/** A part with a dot in it stands in double quotes: `lake."posts.v2"`; a double quote in those is doubled. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"|([^."]+))(?:\.(?!$)|$)/y
  while (pattern.lastIndex < text.length) {
    const [, quoted, plain] = pattern.exec(text) ?? []
    const part = quoted?.replaceAll('""', '"') ?? plain
    if (part === undefined) throw new BadSqlName(`“${text}” is no name of a table`)
    parts.push(part)
  }
  if (parts.length === 0) throw new BadSqlName('the name of a table is empty')
  return parts
}

function written(name: string, whole: string, engine: SqlEngine | null): string {
  if (name === '') throw new BadSqlName('the name of a column is empty')
  // Neither can be in a name that an engine knows, and both would end up in a file that people read.
  if (/\p{Cc}/u.test(name) || !name.isWellFormed()) throw new BadSqlName(`“${whole}” has characters that no name has`)
  if (PLAIN.test(name) && !RESERVED.has(name.toLowerCase())) return name
  if (engine === null) {
    throw new BadSqlName(`“${whole}” has to be quoted, and each engine has quotes of its own: say which one it is for`)
  }
  const { mark, escaped } = QUOTES[engine]
  return mark + escaped(name) + mark
}
