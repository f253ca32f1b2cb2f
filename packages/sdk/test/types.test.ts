import type * as rules from '@demur/eligibility'
import {
  type ChoiceResult,
  type Client,
  createClient,
  type Decision,
  type ItemReference,
  type OrNewer,
  type Position,
  type Source,
} from '@demur/sdk'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { describe, expectTypeOf, it } from 'vitest'
import type * as generated from '../src/generated/graphql.ts'

// Nothing here runs against a server: `tsc` judges it.
const client = createClient({ url: 'https://demur.example/graphql', auth: 'x' })

describe('types', () => {
  it('use the words of the rules', () => {
    expectTypeOf<generated.ReasonCode>().toEqualTypeOf<rules.ReasonCode>()
    expectTypeOf<generated.Outcome>().toEqualTypeOf<rules.Outcome>()
    expectTypeOf<generated.ContentKind>().toEqualTypeOf<rules.ContentKind>()
    expectTypeOf<generated.Visibility>().toEqualTypeOf<rules.Visibility>()
    expectTypeOf<generated.LegalBasis>().toEqualTypeOf<rules.LegalBasis>()
    expectTypeOf<generated.SubjectRole>().toEqualTypeOf<rules.SubjectRole>()
    expectTypeOf<generated.Choice>().toEqualTypeOf<rules.Choice>()
    expectTypeOf<generated.ChoiceAct>().toEqualTypeOf<rules.ChoiceAct>()
  })

  it('know two outcomes, and reasons of newer servers', () => {
    expectTypeOf<Decision['outcome']>().toEqualTypeOf<'ELIGIBLE' | 'INELIGIBLE'>()
    expectTypeOf<Decision['decisiveReason']>().toEqualTypeOf<OrNewer<rules.ReasonCode>>()
    expectTypeOf<string>().toExtend<Decision['decisiveReason']>()
  })

  it('let nobody use a result without looking whether it is one', () => {
    expectTypeOf<ChoiceResult>().not.toHaveProperty('setting')
    expectTypeOf<Extract<ChoiceResult, { ok: true }>['position']>().toEqualTypeOf<Position>()
    type Refusal = Extract<ChoiceResult, { ok: false }>['error']
    expectTypeOf<Refusal['__typename']>().toEqualTypeOf<
      | 'InvalidInputError'
      | 'NotFoundError'
      | 'ForbiddenError'
      | 'VersionConflictError'
      | 'IdempotencyMismatchError'
      | 'NotAppliedError'
      | 'UnknownError'
    >()
    expectTypeOf<
      Extract<Refusal, { __typename: 'VersionConflictError' }>['current']['version']
    >().toEqualTypeOf<number>()
  })

  it('ask for the version where a choice is loosened, and for none where it protects', () => {
    expectTypeOf<Client['settings']['withdraw']>().toBeCallableWith('s', { expectedVersion: 1 })
    expectTypeOf<Client['settings']['object']>().toBeCallableWith('s')
    const untold = (): void => {
      // @ts-expect-error The version that the member saw is missing.
      void client.settings.withdraw('s')
      // @ts-expect-error Only protective acts can have been received earlier.
      void client.settings.consent('s', { expectedVersion: 1, effectiveAt: new Date() })
    }
    expectTypeOf(untold).toBeFunction()
  })

  it('give back the items of a filter as they are, and ask how they are named where they are no ids', () => {
    type Post = { readonly slug: string }
    const ids: readonly string[] = []
    const posts: Source<Post> = []
    const itemOf = ({ slug }: Post): ItemReference => slug
    expectTypeOf(client.eligibility.filter(ids, { dataUse: 'd' })).toEqualTypeOf<
      AsyncGenerator<string, void, undefined>
    >()
    expectTypeOf(client.eligibility.filter(posts, { dataUse: 'd', itemOf })).toEqualTypeOf<
      AsyncGenerator<Post, void, undefined>
    >()
    const unnamed = (): void => {
      // @ts-expect-error How a post is named is missing.
      client.eligibility.filter(posts, { dataUse: 'd' })
    }
    expectTypeOf(unnamed).toBeFunction()
  })

  it('take data and variables of a document from it', () => {
    const document = {} as TypedDocumentNode<{ readonly n: number }, { readonly key: string }>
    const execute = () => client.execute(document, { key: 'k' })
    expectTypeOf(execute).returns.resolves.toEqualTypeOf<{ readonly n: number }>()
    expectTypeOf(() => client.execute('{ a }')).returns.resolves.toBeUnknown()
    const bare = {} as TypedDocumentNode<{ readonly n: number }, { [key: string]: never }>
    expectTypeOf(() => client.execute(bare)).returns.resolves.toEqualTypeOf<{ readonly n: number }>()
    const open = {} as TypedDocumentNode<{ readonly n: number }, { readonly first?: number | null }>
    expectTypeOf(() => client.execute(open)).returns.resolves.toEqualTypeOf<{ readonly n: number }>()
    expectTypeOf(() => client.execute(open, { first: 1 })).returns.resolves.toEqualTypeOf<{ readonly n: number }>()
    const wrong = (): void => {
      // @ts-expect-error The variables are missing.
      void client.execute(document)
      // @ts-expect-error A variable is of another type.
      void client.execute(document, { key: 1 })
    }
    expectTypeOf(wrong).toBeFunction()
  })

  it('keep the item of a question apart: an id is global, a text is the own one', () => {
    expectTypeOf<string>().toExtend<ItemReference>()
    expectTypeOf<{ id: string }>().toExtend<ItemReference>()
    expectTypeOf<{ key: string }>().not.toExtend<ItemReference>()
  })
})
