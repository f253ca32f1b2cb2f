import {
  CONTENT_KINDS,
  formatInstant,
  idProblem,
  isOneOf,
  parseInstant,
  SUBJECT_ROLES,
  VISIBILITIES,
} from '@demur/eligibility'
import { CommandFailed, EXIT } from './exit.ts'

/** Which fields of a line say what. */
export interface FieldNames {
  readonly id: string
  readonly member: string
  readonly subjects: string
  readonly kind: string
  readonly visibility: string
  readonly createdAt: string
  readonly sensitiveSource: string
}

/** An item as the schema takes it. */
export type ItemInput = { readonly key: string } | { readonly descriptor: Readonly<Record<string, unknown>> }

/** Reads a line of JSON. With `described` it says what the item is; else it names one that is registered. */
export function itemIn(line: string, number: number, names: FieldNames, described: boolean): ItemInput {
  const wrong = (message: string): CommandFailed =>
    new CommandFailed(EXIT.usage, `Line ${number}: ${message}.`, { line: number })
  const fields = fieldsOf(line)
  if (fields === null) throw wrong('is no JSON object')
  const key = (name: string, value: unknown): string => {
    if (typeof value !== 'string') throw wrong(`“${name}” must be a string`)
    const problem = idProblem(value)
    if (problem !== null) throw wrong(`“${name}” ${problem}`)
    return value
  }
  const word = <const W extends string>(name: string, words: readonly W[]): W => {
    const value = fields[name]
    if (isOneOf(words, value)) return value
    throw wrong(`“${name}” must be one of ${words.join(', ')}`)
  }
  if (!described) return { key: key(names.id, fields[names.id]) }
  const createdAt = parseInstant(fields[names.createdAt])
  if (createdAt === null) throw wrong(`“${names.createdAt}” must be an RFC 3339 instant`)
  const sensitiveSource = fields[names.sensitiveSource] ?? false
  if (typeof sensitiveSource !== 'boolean') throw wrong(`“${names.sensitiveSource}” must be true or false`)
  const given = fields[names.subjects] ?? [{ member: fields[names.member] }]
  if (!Array.isArray(given)) throw wrong(`“${names.subjects}” must be a list`)
  const subjects = given.map((subject: unknown) => {
    const { member, role = 'AUTHOR' } = Object(subject) as { member?: unknown; role?: unknown }
    if (!isOneOf(SUBJECT_ROLES, role)) throw wrong(`“role” must be one of ${SUBJECT_ROLES.join(', ')}`)
    return { member: key(names.member, member), role }
  })
  const [kind, visibility] = [word(names.kind, CONTENT_KINDS), word(names.visibility, VISIBILITIES)]
  return { descriptor: { subjects, kind, visibility, createdAt: formatInstant(createdAt), sensitiveSource } }
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
