/** The part of the port that is about what was known when. */
import type { Instant, Position } from '@demur/eligibility'
import type { DecisionRecord, QuestionRecord } from './register.ts'

/** An entry that changed the answer to a question. */
export interface DecisionChangeRecord {
  readonly position: Position
  readonly recordedAt: Instant
  /** Null for rulebooks, which hold for every instant, and where the viewer may not see the entry. */
  readonly effectiveAt: Instant | null
  /** Null where the viewer may not see the entry. */
  readonly type: string | null
  /** Whether it was recorded after the instant that the question is about. */
  readonly correction: boolean
  /** The answer once it was recorded. */
  readonly decision: DecisionRecord
}

/** The answer to a question as it was given then, and as it is known now. */
export interface DecisionThenAndNowRecord {
  readonly answeredThen: DecisionRecord
  readonly knownNow: DecisionRecord
  readonly differs: boolean
  /** In the order of their positions. */
  readonly changes: readonly DecisionChangeRecord[]
}

export interface KnownTimeRegister {
  /** The position of the last entry recorded by an instant; 0 where there was none yet. */
  positionAt(at: Instant): Promise<Position>
  /** `asKnownAt` of the question says when then is; null: when its instant was the present. */
  thenAndNow(question: QuestionRecord): Promise<DecisionThenAndNowRecord>
}
