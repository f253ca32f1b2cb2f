import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql'

/** Thrown for whatever the lane leaves to the general executor. Always this one: nobody reads where it comes from. */
export const BEYOND = new Error('beyond what the lane answers')

/** What values are completed with. */
export interface Request {
  readonly context: unknown
  readonly variables: VariableValues
}

/** Makes of what a resolver gave what stands in the answer, as JSON. Throws `BEYOND`, or whatever a resolver throws. */
export type Completion = (value: unknown, request: Request) => string

/** The fields of a selection that stand in the answer under one name. */
export interface Selected {
  readonly name: string
  readonly nodes: readonly FieldNode[]
}

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

/** What is selected of an object type, in the order of the answer. Directives and other types are beyond the lane. */
export function selectedOf(
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
  fragments: Fragments,
): Selected[] {
  const found = new Map<string, FieldNode[]>()
  const visit = (selectionSet: SelectionSetNode): void => {
    for (const node of selectionSet.selections) {
      if (node.directives !== undefined && node.directives.length > 0) throw BEYOND
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value
        const nodes = found.get(name)
        if (nodes === undefined) found.set(name, [node])
        else nodes.push(node)
        continue
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value]
      const condition = fragment?.typeCondition?.name.value ?? type.name
      if (fragment === undefined || condition !== type.name) throw BEYOND
      visit(fragment.selectionSet)
    }
  }
  selections.forEach(visit)
  return [...found].map(([name, nodes]) => ({ name, nodes }))
}

/** Compiles how values of a type are completed, with the resolvers and serialisers of the schema. */
export function completionOf(type: GraphQLOutputType, nodes: readonly FieldNode[], fragments: Fragments): Completion {
  if (isNonNullType(type)) {
    const inner = completionOf(type.ofType, nodes, fragments)
    return (value, request) => {
      // Where nothing may be null the error has a place and a message that the general executor knows.
      if (value === null || value === undefined) throw BEYOND
      return inner(value, request)
    }
  }
  const inner = ofNullable(type, nodes, fragments)
  return (value, request) => (value === null || value === undefined ? 'null' : inner(value, request))
}

function ofNullable(type: GraphQLOutputType, nodes: readonly FieldNode[], fragments: Fragments): Completion {
  if (isListType(type)) {
    const element = completionOf(type.ofType, nodes, fragments)
    return (value, request) => {
      if (!Array.isArray(value)) throw BEYOND
      let text = '['
      for (const one of value) text += `${text.length > 1 ? ',' : ''}${element(one, request)}`
      return `${text}]`
    }
  }
  if (isLeafType(type)) return leafCompletion(type)
  // What an abstract type turns out to be is not known before the value is.
  if (!isObjectType(type) || type.isTypeOf !== undefined) throw BEYOND
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  return objectCompletion(type, selectedOf(type, selections, fragments), fragments)
}

/** In a batch most answers have a field in common, one after the other: what was written last is written again. */
function leafCompletion(type: GraphQLLeafType): Completion {
  let [last, text]: [unknown, string] = [undefined, '']
  return (value) => {
    if (value === last) return text
    const serialised: unknown = type.serialize(value)
    if (serialised === undefined || serialised === null) throw BEYOND
    const written = JSON.stringify(serialised)
    // What an object refers to may be another thing the next time.
    if (typeof value !== 'object') [last, text] = [value, written]
    return written
  }
}

function objectCompletion(type: GraphQLObjectType, selected: readonly Selected[], fragments: Fragments): Completion {
  const fields = selected.map(({ name, nodes }, index) => ({
    before: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    value: fieldCompletion(type, nodes, fragments),
  }))
  return (source, request) => {
    let text = ''
    for (const { before, value } of fields) text += before + value(source, request)
    return `${text}}`
  }
}

function fieldCompletion(type: GraphQLObjectType, nodes: readonly FieldNode[], fragments: Fragments): Completion {
  const [node] = nodes
  if (node === undefined) throw BEYOND
  if (node.name.value === '__typename') {
    const name = JSON.stringify(type.name)
    return () => name
  }
  const field: GraphQLField<unknown, unknown> | undefined = type.getFields()[node.name.value]
  if (field === undefined) throw BEYOND
  const complete = completionOf(field.type, nodes, fragments)
  const { resolve } = field
  const argumentsOf = fieldArguments(field, node)
  return (source, request) => {
    const value =
      resolve === undefined
        ? (source as Record<string, unknown>)[field.name]
        : resolve(source, argumentsOf(request.variables), request.context, NO_INFO)
    if (isPromise(value)) throw BEYOND
    return complete(value, request)
  }
}

/** Resolvers of the schema do without; one that does not fails, and the general executor answers. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo

type Arguments = Record<string, unknown>

/** Arguments without variables are the same every time. */
function fieldArguments(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: VariableValues) => Arguments {
  if (
    (node.arguments ?? []).some(({ value }) => value.kind !== Kind.NULL && JSON.stringify(value).includes('"Variable"'))
  ) {
    return (variables) => getArgumentValues(field, node, variables)
  }
  const constant = getArgumentValues(field, node)
  return () => constant
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
