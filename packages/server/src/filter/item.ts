import {
  CONTENT_KINDS,
  type ContentKind,
  type Instant,
  idProblem,
  instantOf,
  isOneOf,
  parseInstant,
  SUBJECT_ROLES,
  type SubjectRole,
  VISIBILITIES,
  type Visibility,
} from '@demur/eligibility'
import { CommandFailed, EXIT } from '../commands/exit.ts'

/** What a row can say of an item. */
export const FIELDS = ['id', 'member', 'subjects', 'kind', 'visibility', 'createdAt', 'sensitiveSource'] as const
export type Field = (typeof FIELDS)[number]

/** What may be the same for every row that does not say it. */
export const DEFAULTED = ['kind', 'visibility', 'createdAt', 'sensitiveSource'] as const satisfies readonly Field[]

/** Which columns of the input say what, and what holds where they say nothing. */
export interface Mapping {
  readonly columns: Readonly<Record<Field, string>>
  readonly defaults: Readonly<Partial<Record<(typeof DEFAULTED)[number], string>>>
  /** Rows say what the items are, instead of naming registered ones. */
  readonly described: boolean
}

export interface DescribedItem {
  readonly subjects: readonly { readonly member: string; readonly role: SubjectRole }[]
  readonly kind: ContentKind
  readonly visibility: Visibility
  readonly createdAt: Instant
  readonly sensitiveSource: boolean
}

/** An item by its key in the register, or by what it is. */
export type FilterItem = { readonly key: string } | DescribedItem

/** What a row has in a field; undefined where it has none, null where it is there and empty. */
export type FieldOf = (field: Field) => unknown

/** Where a row is, for messages: `posts.jsonl, line 7`. */
export type Place = () => string

/** Reads what a row says of its item. Throws a CommandFailed that names the row and the column. */
export function itemOf(field: FieldOf, { columns, defaults, described }: Mapping, place: Place): FilterItem {
  const wrong = (name: Field, message: string): CommandFailed =>
    new CommandFailed(EXIT.usage, `${place()}: “${columns[name]}” ${message}.`, { column: columns[name] })
  const value = (name: (typeof DEFAULTED)[number]): unknown => field(name) ?? defaults[name]
  const word = <const W extends string>(name: 'kind' | 'visibility', words: readonly W[]): W => {
    const found = value(name)
    if (isOneOf(words, found)) return found
    throw wrong(name, `must be one of ${words.join(', ')}`)
  }
  const key = (name: Field, found: unknown): string => {
    // Numbers beyond 2^53 are bigints where a format has them, and are never rounded.
    const text = typeof found === 'bigint' ? String(found) : found
    if (typeof text !== 'string') throw wrong(name, 'must be a string')
    const problem = idProblem(text)
    if (problem !== null) throw wrong(name, problem)
    return text
  }
  if (!described) return { key: key('id', field('id')) }
  const subjects = (): DescribedItem['subjects'] => {
    const all = field('subjects')
    if (all == null) {
      const author = field('member')
      // Somebody who is not named is nobody whom the rules know: that decides, and is no reason to stop.
      return author === null || (author === undefined && all === null)
        ? []
        : [{ member: key('member', author), role: 'AUTHOR' }]
    }
    if (!Array.isArray(all)) throw wrong('subjects', 'must be a list')
    return all.map((subject: unknown) => {
      const { member, role } = Object(subject) as { member?: unknown; role?: unknown }
      if (role != null && !isOneOf(SUBJECT_ROLES, role)) {
        throw wrong('subjects', `must have roles among ${SUBJECT_ROLES.join(', ')}`)
      }
      return { member: key('subjects', member), role: role ?? 'AUTHOR' }
    })
  }
  const created = value('createdAt')
  const createdAt = typeof created === 'number' ? milliseconds(created) : parseInstant(created)
  if (createdAt === null) throw wrong('createdAt', 'must be an RFC 3339 instant')
  const flag = value('sensitiveSource') ?? false
  const sensitiveSource = flag === 'true' || (flag === 'false' ? false : flag)
  if (typeof sensitiveSource !== 'boolean') throw wrong('sensitiveSource', 'must be true or false')
  return {
    subjects: subjects(),
    kind: word('kind', CONTENT_KINDS),
    visibility: word('visibility', VISIBILITIES),
    createdAt,
    sensitiveSource,
  }
}

/** Columns of instants come as milliseconds since 1970. */
function milliseconds(value: number): Instant | null {
  return Number.isSafeInteger(value) && Math.abs(value) <= 8_640_000_000_000_000 ? instantOf(value) : null
}

/** The columns that have to be there for every row, because nothing else says what they would. */
export function requiredFields({ described, defaults }: Mapping): readonly Field[] {
  if (!described) return ['id']
  return (['kind', 'visibility', 'createdAt'] as const).filter((name) => defaults[name] === undefined)
}
