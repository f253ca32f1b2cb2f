import type { OptOutSetting } from './opt-out-setting.ts'
import type { ErrorCode, OrNewer } from './vocabulary.ts'

/** What every refusal says. The message is for people who write programs, in English. */
interface Refused {
  readonly code: OrNewer<ErrorCode>
  readonly message: string
}

/** The input is wrong at a path. */
export interface InvalidInputError extends Refused {
  readonly __typename: 'InvalidInputError'
  readonly path: readonly string[]
}

/** There is no such object, or the viewer may not see it. */
export interface NotFoundError extends Refused {
  readonly __typename: 'NotFoundError'
}

/** The viewer may not do this. */
export interface ForbiddenError extends Refused {
  readonly __typename: 'ForbiddenError'
}

/** The setting changed since it was read. Show it as it stands, and ask again. */
export interface VersionConflictError extends Refused {
  readonly __typename: 'VersionConflictError'
  readonly current: OptOutSetting
}

/** The idempotency key was used before, for something else. */
export interface IdempotencyMismatchError extends Refused {
  readonly __typename: 'IdempotencyMismatchError'
}

/** Nothing is wrong with this act; another one of the same call was refused. */
export interface NotAppliedError extends Refused {
  readonly __typename: 'NotAppliedError'
}

/** The run is sealed or abandoned. */
export interface RunNotOpenError extends Refused {
  readonly __typename: 'RunNotOpenError'
}

/** The rulebook cannot be published; every problem is named. */
export interface RulebookRefusedError extends Refused {
  readonly __typename: 'RulebookRefusedError'
  readonly problems: readonly { readonly path: readonly string[]; readonly message: string }[]
}

/** The proposal was published, rejected or withdrawn, or it expired or became stale: the message says which. */
export interface ProposalNotOpenError extends Refused {
  readonly __typename: 'ProposalNotOpenError'
}

/** A result that a newer server knows and this client does not. Not known to be a success, so it counts as none. */
export interface UnknownError extends Refused {
  readonly __typename: 'UnknownError'
  /** What the server calls it. */
  readonly typename: string
}

/** The names of the results that this client knows of an operation. */
type Names<Result extends { readonly __typename: string }> = Readonly<Record<Result['__typename'], true>>

/** A result as this client knows it: one that it does not know is a refusal, whatever a newer server means by it. */
export function readResult<Result extends { readonly __typename: string }>(
  result: Result,
  known: Names<Result>,
): Result | UnknownError {
  const { __typename: typename, code, message } = result as Result & Partial<Refused>
  if (Object.hasOwn(known, typename)) return result
  return {
    __typename: 'UnknownError',
    typename,
    code: code ?? 'UNKNOWN',
    message: message ?? `The server answered “${typename}”, unknown to this client.`,
  }
}
