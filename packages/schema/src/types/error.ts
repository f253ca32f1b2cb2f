import { builder } from '../builder.ts'
import type { Refusal, RefusalOf } from '../register.ts'

const ERROR_CODES = {
  InvalidInputError: 'INVALID_INPUT',
  NotFoundError: 'NOT_FOUND',
  ForbiddenError: 'FORBIDDEN',
  VersionConflictError: 'VERSION_CONFLICT',
  IdempotencyMismatchError: 'IDEMPOTENCY_MISMATCH',
  NotAppliedError: 'NOT_APPLIED',
  RunNotOpenError: 'RUN_NOT_OPEN',
  ProposalNotOpenError: 'PROPOSAL_NOT_OPEN',
  RulebookRefusedError: 'RULEBOOK_REFUSED',
  NoSigningKeyError: 'NO_SIGNING_KEY',
} as const satisfies Record<Refusal['refusal'], string>

const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What kind of refusal this is: what a caller does next depends on it.',
  values: {
    INVALID_INPUT: { description: 'The input is wrong at a path; correct it.' },
    NOT_FOUND: { description: 'There is no such object, or the viewer may not see it.' },
    FORBIDDEN: { description: 'The viewer may not do this.' },
    VERSION_CONFLICT: { description: 'The setting changed since it was read; show it anew and ask again.' },
    IDEMPOTENCY_MISMATCH: { description: 'The idempotency key was used before, for something else.' },
    NOT_APPLIED: { description: 'Nothing is wrong with this input, but another one of the same call was refused.' },
    RULEBOOK_REFUSED: { description: 'The rulebook breaks rules of publishing.' },
    NO_SIGNING_KEY: { description: 'The server has no key to sign with.' },
    RUN_NOT_OPEN: { description: 'The run is sealed or abandoned.' },
    PROPOSAL_NOT_OPEN: {
      description: 'The proposal was published, rejected or withdrawn, or it expired or became stale.',
    },
  },
})

/** What every refusal is. */
export const ErrorInterface = builder.interfaceRef<Refusal>('Error').implement({
  description: 'A business refusal: an answer, not a fault.',
  fields: (t) => ({
    code: t.field({
      type: ErrorCode,
      description: 'For programs.',
      resolve: ({ refusal }) => ERROR_CODES[refusal],
    }),
    message: t.exposeString('message', { description: 'For people who write programs; in English.' }),
  }),
  resolveType: ({ refusal }) => refusal,
})

/** An error type that adds nothing to the interface. */
export function plainError<K extends Refusal['refusal']>(name: K, description: string) {
  return builder.objectRef<RefusalOf<K>>(name).implement({ description, interfaces: [ErrorInterface] })
}

export const InvalidInputError = builder.objectRef<RefusalOf<'InvalidInputError'>>('InvalidInputError').implement({
  description: 'The input is wrong.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.stringList({ description: 'Where in the input.', resolve: ({ path }) => [...path] }),
  }),
})

export const NotFoundError = plainError('NotFoundError', 'There is no such object, or the viewer may not see it.')
export const ForbiddenError = plainError('ForbiddenError', 'The viewer may not do this.')
export const IdempotencyMismatchError = plainError(
  'IdempotencyMismatchError',
  'The idempotency key was used before, for something else. Nothing was recorded.',
)
export const NotAppliedError = plainError(
  'NotAppliedError',
  'Nothing was recorded, because another input of the same call was refused.',
)
