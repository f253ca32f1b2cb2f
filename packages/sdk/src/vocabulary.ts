/** A word of a vocabulary, or one that only a newer server knows: a `switch` needs a `default`. */
export type OrNewer<Word extends string> = Word | (string & Record<never, never>)

/** A ledger position: a decimal integer as text. Returned by every write; pass it as `minPosition` to read that write. */
export type Position = string

/** A UTC instant as the server writes it, such as `2025-11-03T00:00:00.000Z`. */
export type Timestamp = string

/** An instant as calls take it: a `Date`, or RFC 3339 text of at most millisecond precision. */
export type Instant = Date | Timestamp

export type {
  Choice,
  ChoiceAct,
  ContentKind,
  ErrorCode,
  LegalBasis,
  Outcome,
  ReasonCode,
  SubjectRole,
  Visibility,
} from './generated/graphql.ts'
export type { ApplicationStatus, Control, RuleStanding, RunStatus } from './on-demand/generated/graphql.ts'
