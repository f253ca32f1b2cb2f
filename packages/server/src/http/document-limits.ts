import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql'

/** What a document may ask at most, whatever it means. */
export const DOCUMENT_LIMITS = {
  /** Of the source text. */
  tokens: 20_000,
  /** Fields, fragments spread out where they stand. */
  fields: 10_000,
  depth: 15,
  /** Lists and objects within each other in one value; the errors about a value print it. */
  valueDepth: 50,
  aliases: 100,
  /** Each that is unknown or out of place makes an error of its own. */
  directives: 100,
  rootFields: 50,
} as const

interface Size {
  readonly fields: number
  readonly depth: number
  readonly aliases: number
}

const NOTHING: Size = { fields: 0, depth: 0, aliases: 0 }

/**
 * Refuses documents that are out of all proportion before they are validated: validation itself takes time that grows
 * with what fragments spread out to, which a document of 1.5 kB can make exponential. Each fragment is measured once.
 */
export function assertWithinLimits(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  const measured = new Map<string, Size>()
  const sizeOf = (selection: SelectionSetNode | undefined): Size => {
    let size = NOTHING
    for (const node of selection?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        const inside = sizeOf(node.selectionSet)
        size = add(size, {
          fields: inside.fields + 1,
          depth: inside.depth + 1,
          aliases: inside.aliases + (node.alias === undefined ? 0 : 1),
        })
      } else size = add(size, node.kind === Kind.INLINE_FRAGMENT ? sizeOf(node.selectionSet) : spread(node.name.value))
    }
    return size
  }
  const spread = (name: string): Size => {
    const known = measured.get(name)
    if (known !== undefined) return known
    // A cycle measures as nothing here; validation refuses it.
    measured.set(name, NOTHING)
    const size = sizeOf(fragments.get(name)?.selectionSet)
    measured.set(name, size)
    return size
  }
  for (const { selectionSet } of operations) {
    const size = sizeOf(selectionSet)
    for (const limit of ['fields', 'depth', 'aliases'] as const) check(limit, size[limit])
    check('rootFields', selectionSet.selections.length)
  }
  for (const name of fragments.keys()) check('fields', spread(name).fields)
  checkNodes(document)
}

function add(a: Size, b: Size): Size {
  return { fields: a.fields + b.fields, depth: Math.max(a.depth, b.depth), aliases: a.aliases + b.aliases }
}

/** What counts wherever it stands. */
function checkNodes(document: DocumentNode): void {
  let [depth, valueDepth, directives] = [0, 0, 0]
  const value = {
    enter: () => {
      depth += 1
      valueDepth = Math.max(valueDepth, depth)
    },
    leave: () => {
      depth -= 1
    },
  }
  const directive = () => {
    directives += 1
  }
  visit(document, { ListValue: value, ObjectValue: value, Directive: directive })
  check('valueDepth', valueDepth)
  check('directives', directives)
}

/** Parses a document that is within the limits; throws where it is not, or is none. */
export function parseWithinLimits(source: string): DocumentNode {
  const document = parseWithin(() => parse(source, { maxTokens: DOCUMENT_LIMITS.tokens }))
  assertWithinLimits(document)
  return document
}

/** Parses, and says of a document that is nested too deep for the stack that it is: no fault of ours. */
export function parseWithin<Document>(parse: () => Document): Document {
  try {
    return parse()
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge('The document is nested too deep.')
    throw error
  }
}

function tooLarge(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'DOCUMENT_TOO_LARGE', http: { status: 400 } } })
}

function check(limit: Exclude<keyof typeof DOCUMENT_LIMITS, 'tokens'>, found: number): void {
  if (found <= DOCUMENT_LIMITS[limit]) return
  throw tooLarge(`The document has ${limit} ${found}; at most ${DOCUMENT_LIMITS[limit]} are allowed.`)
}
