import { describe, expect, it } from 'vitest'
import { withValues } from '../src/console/copy-graphql.tsx'

describe('an operation that is copied', () => {
  it('has the values of its variables in it, in the syntax of GraphQL', () => {
    const document = 'query Q($at: DateTime!, $n: Int, $input: [I!]!) {\n  a(at: $at, n: $n, input: $input)\n}'
    const variables = { at: '2026-01-01T00:00:00Z', input: [{ key: 'a"b', deep: { yes: true, none: null } }] }
    expect(withValues({ document, variables })).toBe(
      'query Q($at: DateTime! = "2026-01-01T00:00:00Z", $n: Int, $input: [I!]! = [{ key: "a\\"b", deep: { yes: true, none: null } }]) {\n' +
        '  a(at: $at, n: $n, input: $input)\n}',
    )
  })
})
