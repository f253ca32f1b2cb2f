import type { Instant, Json, Position } from '@demur/eligibility'
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import RelayPlugin, { decodeGlobalID } from '@pothos/plugin-relay'
import { GraphQLError, type GraphQLSchema, isObjectType } from 'graphql'
import type { Context } from './context.ts'

/** What the builder knows of context, scalars and defaults. */
export interface SchemaTypes {
  Context: Context
  DefaultFieldNullability: false
  DefaultInputFieldRequiredness: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Instant; Output: Instant }
    CountryCode: { Input: string; Output: string }
    Locale: { Input: string; Output: string }
    Position: { Input: Position; Output: Position }
    SafeInt: { Input: number; Output: number }
    RulebookDocument: { Input: Json; Output: Json }
  }
}

/**
 * The limits of one operation. A full batch of 1,000 questions and a full page of 10,000 items pass with every field
 * that clients read of them; what multiplies lists by lists does not.
 */
export const OPERATION_LIMITS = { complexity: 500_000, depth: 15, breadth: 500 } as const

/** How many objects one call of `nodes` gives at most. */
const MOST_NODES = 1000

/** Whether a global id can name an object: ids come from callers, and may have any type in them. */
function namesNode(typename: string, schema: GraphQLSchema): boolean {
  const type = schema.getType(typename)
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')
}

/** Builds the schema; the types and fields themselves stand in `types/`, one file each. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: {
    nodeQueryOptions: {
      description: 'Any object by its global id.',
      nullable: true,
      args: { id: { description: 'The global id.' } },
      resolve: (_, { id }, __, info, load) => (namesNode(id.typename, info.schema) ? load(id) : null),
    },
    nodesQueryOptions: {
      description: 'Any objects by their global ids, in their order; null where there is none.',
      args: { ids: { description: `The global ids, at most ${MOST_NODES}.` } },
      complexity: ({ ids }) => ({ field: ids.length, multiplier: ids.length }),
      resolve: (_, args, __, info, load) => {
        const { ids } = args
        if (ids.length > MOST_NODES) {
          throw new GraphQLError(`“ids” has ${ids.length} ids; at most ${MOST_NODES} are allowed.`, {
            extensions: { code: 'BAD_USER_INPUT' },
          })
        }
        // The plugin reads the ids from the arguments, whatever it is given here, and null names nothing.
        const named = ids.map((id) => (namesNode(id.typename, info.schema) ? id : null))
        Object.assign(args, { ids: named })
        return load(ids)
      },
    },
    nodeTypeOptions: { description: 'An object that a global id names.' },
    nodesOnConnection: {
      description: 'The objects of the page, without cursors.',
      complexity: { field: 1, multiplier: 1 },
    },
    // The connection itself already counts for as many rows as were asked for.
    edgesFieldOptions: { description: 'The rows of the page.', complexity: { field: 1, multiplier: 1 } },
    cursorFieldOptions: { description: 'Where the row stands; pass it as `after`.' },
    nodeFieldOptions: { description: 'The object of the row.' },
    idFieldOptions: { description: 'Global id.' },
    pageInfoFieldOptions: { description: 'Where the page stands.' },
    hasNextPageFieldOptions: { description: 'Whether a row follows the last one of the page.' },
    hasPreviousPageFieldOptions: { description: 'Whether the page was begun after a cursor.' },
    startCursorFieldOptions: { description: 'The cursor of the first row.' },
    endCursorFieldOptions: { description: 'The cursor of the last row: pass it as `after` to read on.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its connection.' },
    // A malformed id names nothing, like any other id that names nothing.
    decodeGlobalID: (id) => {
      try {
        return decodeGlobalID(id)
      } catch {
        return { typename: 'Node', id }
      }
    },
  },
  complexity: {
    limit: OPERATION_LIMITS,
    defaultComplexity: 1,
    defaultListMultiplier: 5,
    complexityError: (kind, { complexity, depth, breadth }) => {
      const found = { Complexity: complexity, Depth: depth, Breadth: breadth }[kind]
      const most = { Complexity: 'complexity', Depth: 'depth', Breadth: 'breadth' } as const
      return new GraphQLError(
        `The ${most[kind]} of the operation is ${found}; at most ${OPERATION_LIMITS[most[kind]]} is allowed.`,
        {
          extensions: { code: 'OPERATION_TOO_COMPLEX' },
        },
      )
    },
  },
})

builder.queryType({ description: 'Reads. Nothing asked here changes anything.' })
builder.mutationType({ description: 'Writes. A refusal is a value of the result union, not an error.' })
builder.subscriptionType({ description: 'What is recorded, as it is recorded.' })
