import type { Reference, ReferenceArgument, ReferenceField, ReferenceSection, ReferenceType } from '@demur/web/site'
import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql'

/** Everything that the schema says of itself, in the order that somebody reads it who comes to it anew. */
export function referenceOf(schema: GraphQLSchema): Reference {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const usedBy = usesOf(types)
  const describe = (type: GraphQLNamedType): ReferenceType => describeType(schema, type, usedBy.get(type.name) ?? [])
  const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const section = (id: string, title: string, text: string, of: (type: GraphQLNamedType) => boolean) => ({
    id,
    title,
    text,
    types: types.filter((type) => of(type) && !operations.some((operation) => operation === type)).map(describe),
  })
  return [
    operation('query', 'Queries', 'What can be asked.', operations[0], describe),
    operation(
      'mutation',
      'Mutations',
      'What can be changed. What is refused is a value of the result.',
      operations[1],
      describe,
    ),
    operation('subscription', 'Subscriptions', 'What can be followed, as server-sent events.', operations[2], describe),
    section('objects', 'Objects', 'What answers are made of.', isObjectType),
    section('interfaces', 'Interfaces', 'What several objects have in common.', isInterfaceType),
    section('unions', 'Unions', 'What an answer can be; __typename says which.', isUnionType),
    section('inputs', 'Inputs', 'What arguments are made of.', isInputObjectType),
    section('enums', 'Enums', 'Closed lists of words.', isEnumType),
    section('scalars', 'Scalars', 'Single values, as they are written.', isScalarType),
  ]
}

function operation(
  id: string,
  title: string,
  text: string,
  type: GraphQLNamedType | null | undefined,
  describe: (type: GraphQLNamedType) => ReferenceType,
): ReferenceSection {
  return { id, title, text, types: type ? [describe(type)] : [] }
}

function describeType(schema: GraphQLSchema, type: GraphQLNamedType, usedBy: readonly string[]): ReferenceType {
  return {
    name: type.name,
    id: `type-${type.name}`,
    description: type.description ?? '',
    interfaces: isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : [],
    possibleTypes:
      isUnionType(type) || isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [],
    oneOf: isInputObjectType(type) && type.isOneOf,
    fields: fieldsOf(type),
    values: isEnumType(type) ? valuesOf(type) : [],
    usedBy,
  }
}

function fieldsOf(type: GraphQLNamedType): ReferenceField[] {
  if (isInputObjectType(type)) return inputsOf(type)
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields()).map((field) => ({
    name: field.name,
    type: named(field),
    description: field.description ?? '',
    deprecated: field.deprecationReason ?? null,
    cost: costOf(field),
    args: field.args.map(describeArgument),
  }))
}

function inputsOf(type: GraphQLInputObjectType): ReferenceField[] {
  return Object.values(type.getFields()).map((field) => {
    const { default: fallback, ...rest } = describeArgument(field)
    const type = fallback === null ? rest.type : { ...rest.type, text: `${rest.type.text} = ${fallback}` }
    return { ...rest, type, cost: null, args: [] }
  })
}

function valuesOf(type: GraphQLEnumType): ReferenceType['values'] {
  return type.getValues().map(({ name, description, deprecationReason }) => ({
    name,
    description: description ?? '',
    deprecated: deprecationReason ?? null,
  }))
}

function describeArgument(arg: GraphQLArgument | GraphQLInputField): ReferenceArgument {
  const { name, description, deprecationReason, default: value } = arg
  const fallback = value === undefined ? null : value.literal ? print(value.literal) : JSON.stringify(value.value)
  return {
    name,
    type: named(arg),
    description: description ?? '',
    deprecated: deprecationReason ?? null,
    default: fallback,
  }
}

function named({ type }: { readonly type: Parameters<typeof getNamedType>[0] }): ReferenceField['type'] {
  return { text: String(type), name: getNamedType(type)?.name ?? '' }
}

/** How often what is asked of the entries of a list counts, where nothing else is said: the default of the plugin. */
const LISTED = 5

/** What the plugin that limits operations counts for a field, in words. */
function costOf({ extensions }: GraphQLField<unknown, unknown>): string | null {
  const { complexity } = extensions
  if (typeof complexity === 'function') return 'more the more is asked for'
  if (typeof complexity === 'number') return complexity === 1 ? null : complexity.toLocaleString('en')
  if (typeof complexity !== 'object' || complexity === null || !('multiplier' in complexity)) return null
  const { multiplier } = complexity
  return multiplier === LISTED
    ? null
    : `1, and what is asked of its entries ${Number(multiplier).toLocaleString('en')} times`
}

/** Where each type is used, as `Type.field`. */
function usesOf(types: readonly GraphQLNamedType[]): Map<string, string[]> {
  const uses = new Map<string, string[]>()
  for (const type of types) {
    for (const { name, type: result, args } of fieldsOf(type)) {
      const place = `${type.name}.${name}`
      for (const used of new Set([result.name, ...args.map((arg) => arg.type.name)])) {
        uses.set(used, [...(uses.get(used) ?? []), place])
      }
    }
  }
  return uses
}
