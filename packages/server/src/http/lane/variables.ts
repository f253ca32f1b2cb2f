import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  typeFromAST,
  type VariableDefinitionNode,
  type VariableValues,
} from 'graphql'
import { BEYOND } from './completion.ts'

/** Reads a value as it came with a request; undefined where it is refused. */
type Reader = (value: unknown) => unknown

/** Reads the variables of a request; null where any of them is refused: the general executor says why. */
export type VariableReader = (given: Readonly<Record<string, unknown>>) => VariableValues | null

/**
 * Compiles what `getVariableValues` does for an operation, which asks the types again for every value: of a batch of
 * questions that is what takes longest in the process. A property test holds the two equal.
 */
export function variableReader(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): VariableReader {
  const readers = new Map<GraphQLInputObjectType, Reader>()
  const variables = definitions.map((definition) => variableOf(schema, definition, readers))
  return (given) => {
    const [sources, coerced]: [VariableValues['sources'], VariableValues['coerced']] = [noMembers(), noMembers()]
    for (const { name, signature, read, required, fallback } of variables) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      if (value === undefined) {
        if (required) return null
        Object.assign(sources, { [name]: { signature } })
        if (fallback !== undefined) Object.assign(coerced, { [name]: fallback })
        continue
      }
      const found = read(value)
      if (found === undefined) return null
      Object.assign(sources, { [name]: { signature, value } })
      Object.assign(coerced, { [name]: found })
    }
    return { sources, coerced }
  }
}

/** Names of variables are anybody's: none may be found that was not given. */
function noMembers<T>(): T {
  return Object.create(null) as T
}

type Signature = NonNullable<VariableValues['sources'][string]>['signature']

interface Variable {
  readonly name: string
  readonly signature: Signature
  readonly read: Reader
  readonly required: boolean
  /** What counts where none is given; undefined: nothing. */
  readonly fallback: unknown
}

function variableOf(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  readers: Map<GraphQLInputObjectType, Reader>,
): Variable {
  const name = definition.variable.name.value
  const type = typeFromAST(schema, definition.type)
  if (!isInputType(type)) throw BEYOND
  const read = readerOf(type, readers)
  if (isNonNullType(type) && definition.defaultValue === undefined) {
    return { name, signature: { name, type, default: undefined }, read, required: true, fallback: undefined }
  }
  const { variableValues } = getVariableValues(schema, [definition], {})
  const signature = variableValues?.sources[name]?.signature
  if (signature === undefined) throw BEYOND
  return { name, signature, read, required: false, fallback: variableValues?.coerced[name] }
}

function readerOf(type: GraphQLInputType, readers: Map<GraphQLInputObjectType, Reader>): Reader {
  if (isNonNullType(type)) {
    const inner = readerOf(type.ofType, readers)
    return (value) => (value === null || value === undefined ? undefined : inner(value))
  }
  const inner = ofNullable(type, readers)
  return (value) => (value === null || value === undefined ? null : inner(value))
}

function ofNullable(type: GraphQLInputType, readers: Map<GraphQLInputObjectType, Reader>): Reader {
  if (isListType(type)) return listReader(readerOf(type.ofType, readers))
  if (isInputObjectType(type)) {
    const known = readers.get(type)
    if (known !== undefined) return known
    let made: Reader | null = null
    // Known before it is made: a type may have itself among its fields.
    readers.set(type, (value) => made?.(value))
    made = objectReader(type, readers)
    return made
  }
  if (isNonNullType(type)) throw BEYOND
  return (value) => {
    try {
      return type.coerceInputValue(value)
    } catch {
      return undefined
    }
  }
}

/** One value alone counts as a list of it. */
function listReader(read: Reader): Reader {
  return (value) => {
    if (!Array.isArray(value)) {
      const only = read(value)
      return only === undefined ? undefined : [only]
    }
    const list: unknown[] = []
    for (const each of value) {
      const found = read(each)
      if (found === undefined) return undefined
      list.push(found)
    }
    return list
  }
}

function objectReader(type: GraphQLInputObjectType, readers: Map<GraphQLInputObjectType, Reader>): Reader {
  const fields = Object.values(type.getFields()).map((field) => ({
    name: field.name,
    read: readerOf(field.type, readers),
    required: isRequiredInputField(field),
    fallback: fallbackOf(field),
  }))
  const { isOneOf } = type
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const given = value as Readonly<Record<string, unknown>>
    const object: Record<string, unknown> = {}
    let known = 0
    for (const { name, read, required, fallback } of fields) {
      const member = given[name]
      if (member === undefined) {
        if (required) return undefined
        if (fallback !== undefined) object[name] = fallback
        continue
      }
      const found = read(member)
      // Of a type of which one field is to be given, that field may not be null.
      if (found === undefined || (isOneOf && found === null)) return undefined
      object[name] = found
      known += 1
    }
    // More than are known, and some have no field; of those of which one is to be given, it must be one.
    if (known !== count(given) || (isOneOf && known !== 1)) return undefined
    return object
  }
}

function count(given: Readonly<Record<string, unknown>>): number {
  let members = 0
  for (const name in given) if (given[name] !== undefined) members += 1
  return members
}

function fallbackOf({ default: input, defaultValue }: GraphQLInputField): unknown {
  // One that is written as text has to be read first, and none of the schema is.
  if (input !== undefined) throw BEYOND
  return defaultValue
}
