import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  locatedError,
  type OperationDefinitionNode,
  validate,
} from 'graphql'
import { parseWithinLimits } from '../document-limits.ts'
import { BEYOND, type Completion, completionOf, type Fragments, type Request, selectedOf } from './completion.ts'
import { type VariableReader, variableReader } from './variables.ts'

/** Whatever a request of GraphQL has in its body. */
export interface GraphQLBody {
  readonly query: string
  readonly variables?: unknown
  readonly operationName?: unknown
}

/** Answers one query of the lane again and again. */
export interface LaneQuery {
  /** Of its operation; null where it has none. */
  readonly operationName: string | null
  /**
   * Gives the answer as JSON; or the result that the general executor has to present, where a root field failed; or null,
   * where it has to answer altogether: nothing was asked then that it may not ask again.
   */
  answer(context: unknown, variables: unknown): Promise<string | ExecutionResult | null>
}

/** What is kept at most: documents, and characters of each. Clients have few; whoever makes up many gets no lane. */
const MOST = { documents: 500, characters: 10_000 } as const

/**
 * A lane for the queries that are asked most, beside the general executor. It takes queries for a few root fields whose
 * answer follows without further asking, reads each document once, and compiles what is selected into functions that call
 * the same resolvers and serialisers. Whatever is in any way out of the ordinary – a directive, an abstract type, a value
 * that is missing, a variable that is refused – it leaves to the general executor, which answers from the beginning.
 */
export class Lane {
  readonly #schema: GraphQLSchema
  readonly #rootFields: readonly string[]
  /** Null: not for the lane. The oldest first. */
  readonly #known = new Map<string, LaneQuery | null>()

  /** @param rootFields fields of `Query` that change nothing and may be asked twice */
  constructor(schema: GraphQLSchema, rootFields: readonly string[]) {
    this.#schema = schema
    this.#rootFields = rootFields
  }

  /** The query of a request; null where it is not for the lane. */
  find(body: GraphQLBody): LaneQuery | null {
    const { query, operationName } = body
    if (query.length > MOST.characters || !this.#rootFields.some((field) => query.includes(field))) return null
    // The general executor refuses members that it does not know.
    for (const name in body) if (!MEMBERS.has(name)) return null
    const found = this.#queryOf(query)
    const named = operationName === undefined || operationName === null || operationName === found?.operationName
    return named ? found : null
  }

  #queryOf(query: string): LaneQuery | null {
    const known = this.#known.get(query)
    if (known !== undefined) return known
    const made = this.#make(query)
    this.#known.set(query, made)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST.documents && oldest !== undefined) this.#known.delete(oldest)
    return made
  }

  #make(text: string): LaneQuery | null {
    try {
      const document = parseWithinLimits(text)
      return validate(this.#schema, document).length > 0 ? null : this.#compile(document)
    } catch {
      // A document that cannot be parsed, is too large or selects what the lane does not take: the general executor says
      // which it is.
      return null
    }
  }

  #compile(document: DocumentNode): LaneQuery {
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    const [operation] = operations
    const type = this.#schema.getQueryType()
    if (operation === undefined || operations.length > 1 || operation.operation !== 'query' || !type) throw BEYOND
    if (operation.directives !== undefined && operation.directives.length > 0) throw BEYOND
    const fragments: Fragments = Object.fromEntries(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    )
    const fields = rootFieldsOf(this.#schema, type, operation, fragments, this.#rootFields)
    return new CompiledQuery(this.#schema, operation, fields)
  }
}

const MEMBERS: ReadonlySet<string> = new Set<keyof GraphQLBody>(['query', 'variables', 'operationName'])

/** A field of the query type: asks the register, which takes time, and completes what it gives, which takes none. */
interface RootField {
  readonly name: string
  ask(request: Request): unknown
  readonly complete: Completion
  located(error: unknown): GraphQLError
}

function rootFieldsOf(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  allowed: readonly string[],
): RootField[] {
  return selectedOf(parentType, [operation.selectionSet], fragments).map(({ name, nodes }) => {
    const [node] = nodes
    const field = parentType.getFields()[node?.name.value ?? '']
    const resolve = field?.resolve
    if (node === undefined || field === undefined || resolve === undefined || !allowed.includes(field.name))
      throw BEYOND
    const known = { fieldName: field.name, fieldNodes: nodes, returnType: field.type, parentType, schema, fragments }
    const path = { prev: undefined, key: name, typename: parentType.name }
    const info = { ...known, operation, rootValue: undefined, path }
    return {
      name,
      ask: ({ context, variables }) =>
        resolve(undefined, getArgumentValues(field, node, variables), context, {
          ...info,
          variableValues: variables,
        } as unknown as GraphQLResolveInfo),
      complete: completionOf(field.type, nodes, fragments),
      located: (error) => locatedError(error, nodes, [name]),
    }
  })
}

class CompiledQuery implements LaneQuery {
  readonly #variables: VariableReader
  readonly #fields: readonly RootField[]
  readonly operationName: string | null

  constructor(schema: GraphQLSchema, operation: OperationDefinitionNode, fields: readonly RootField[]) {
    this.#variables = variableReader(schema, operation.variableDefinitions ?? [])
    this.#fields = fields
    this.operationName = operation.name?.value ?? null
  }

  async answer(context: unknown, variables: unknown): Promise<string | ExecutionResult | null> {
    const request = this.#request(context, variables)
    if (request === null) return null
    const asked = await Promise.all(this.#fields.map(async (field) => outcomeOf(field, request)))
    const failed = asked.find((outcome) => 'error' in outcome)
    if (failed !== undefined && 'error' in failed) return failed.error === BEYOND ? null : failure(failed)
    try {
      const data = this.#fields.map((field, index) => {
        const outcome = asked[index]
        const value = outcome !== undefined && 'value' in outcome ? outcome.value : null
        return `${JSON.stringify(field.name)}:${field.complete(value, request)}`
      })
      return `{"data":{${data.join(',')}}}`
    } catch {
      return null
    }
  }

  #request(context: unknown, variables: unknown): Request | null {
    if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) return null
    const given = (variables ?? {}) as Record<string, unknown>
    const read = this.#variables(given)
    return read === null ? null : { context, variables: read }
  }
}

type Outcome =
  | { readonly value: unknown }
  | { readonly error: unknown; readonly located: (error: unknown) => GraphQLError }

async function outcomeOf(field: RootField, request: Request): Promise<Outcome> {
  try {
    return { value: await field.ask(request) }
  } catch (error) {
    return { error, located: field.located }
  }
}

/** Root fields of the lane are never null, so an error of one leaves nothing. */
function failure({ error, located }: Extract<Outcome, { error: unknown }>): ExecutionResult {
  return { errors: [located(error)], data: null }
}
