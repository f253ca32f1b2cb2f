import { schema } from '@demur/schema'
import fc from 'fast-check'
import { buildSchema, type GraphQLSchema, getVariableValues, Kind, parse, type VariableValues } from 'graphql'
import { describe, expect, it } from 'vitest'
import { variableReader } from '../src/http/lane/variables.ts'

function variablesOf(operation: string) {
  const [definition] = parse(`query (${operation}) { __typename }`).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  return definition.variableDefinitions ?? []
}

function expectAlike(against: GraphQLSchema, operation: string, given: Readonly<Record<string, unknown>>) {
  const definitions = variablesOf(operation)
  const { variableValues } = getVariableValues(against, definitions, given)
  const read = variableReader(against, definitions)(given)
  expect(read?.coerced).toEqual(variableValues?.coerced)
  expect(sourcesOf(read)).toEqual(sourcesOf(variableValues))
}

/** Without what graphql-js remembers in them. */
function sourcesOf(values: VariableValues | null | undefined) {
  return Object.entries(values?.sources ?? {}).map(([key, { signature, value }]) => {
    return [key, signature.name, String(signature.type), signature.default, value]
  })
}

/** What may stand anywhere: some of it fits some type. */
const scrap = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, 1.5, '', 'POST', 'PUBLIC', 'AUTHOR', '12', '-1', 'item-1', [], {}),
  fc.constantFrom<unknown>('2025-12-01T00:00:00Z', '2025-12-01T00:00:00.0001Z', ['item-1'], { key: 'item-1' }),
  fc.jsonValue({ maxDepth: 2 }),
)
const mostly = <T>(fitting: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: scrap })
const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>, required: string[]) =>
  mostly(
    fc
      .tuple(fc.record(fields, { requiredKeys: required }), fc.oneof({ weight: 15, arbitrary: fc.constant({}) }, extra))
      .map(([object, more]) => ({ ...object, ...more })),
  )
const extra = fc.dictionary(fc.constantFrom('x', 'constructor', 'toString', 'key', 'at', 'item'), scrap, { maxKeys: 2 })
const instant = mostly(fc.constantFrom('2025-12-01T00:00:00Z', '1969-12-31T23:59:59.999+01:00'))
const subject = some({ member: mostly(fc.string()), role: mostly(fc.constantFrom('AUTHOR', 'CO_AUTHOR', 'TAGGED')) }, [
  'member',
])
const descriptor = some(
  {
    subjects: mostly(fc.array(subject, { maxLength: 3 })),
    kind: mostly(fc.constantFrom('POST', 'COMMENT')),
    visibility: mostly(fc.constantFrom('PUBLIC', 'PRIVATE')),
    createdAt: instant,
    sensitiveSource: mostly(fc.boolean()),
  },
  ['subjects', 'kind', 'visibility', 'createdAt'],
)
const item = fc.oneof(
  some({ key: mostly(fc.string()) }, ['key']),
  some({ id: mostly(fc.oneof(fc.string(), fc.integer())) }, ['id']),
  some({ descriptor }, ['descriptor']),
  some({ key: mostly(fc.string()), id: fc.string(), descriptor }, []),
)
const question = some(
  { item, dataUse: mostly(fc.string()), at: instant, asKnownAt: mostly(fc.constantFrom('0', '42', null)) },
  ['item', 'dataUse'],
)

describe('variables that the lane reads', () => {
  it('are what graphql-js makes of them, and refused where it refuses them', () => {
    const given = fc.record({ questions: mostly(fc.array(question, { maxLength: 4 })) }, { requiredKeys: [] })
    fc.assert(
      fc.property(given, (variables) => expectAlike(schema, '$questions: [QuestionInput!]!', variables)),
      { numRuns: 2000 },
    )
  })

  it.each([
    '$question: QuestionInput, $minPosition: Position = "7", $locale: Locale',
    '$question: QuestionInput!, $minPosition: Position! = "7", $__proto__x: Int, $constructor: Boolean',
  ])('may be left out where that is allowed: %s', (operation) => {
    const given = fc.record(
      { question, minPosition: scrap, locale: scrap, constructor: scrap, other: scrap },
      { requiredKeys: [] },
    )
    fc.assert(fc.property(given, (variables) => expectAlike(schema, operation, variables)))
  })

  it('may be of a type that has itself in its fields, and lists of lists', () => {
    const nested = buildSchema(`
      input Tree { name: String!, leaves: [[Int]], children: [Tree!], parent: Tree, weight: Float }
      type Query { count(tree: Tree): Int }`)
    const tree: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      tree: some(
        {
          name: mostly(fc.string()),
          leaves: mostly(fc.array(mostly(fc.array(mostly(fc.integer({ min: -5, max: 5 })), { maxLength: 2 })))),
          children: fc.array(tie('tree'), { maxLength: 2 }),
          parent: fc.option(tie('tree'), { depthSize: 'small' }),
          weight: mostly(fc.double()),
        },
        ['name'],
      ),
    })).tree
    fc.assert(fc.property(tree, (given) => expectAlike(nested, '$tree: Tree!', { tree: given })))
  })
})
