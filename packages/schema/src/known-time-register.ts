/** The part of the port that is about what was known when. */
import type { Instant, Position } from '@demur/eligibility'

export interface KnownTimeRegister {
  /** The position of the last entry recorded by an instant; 0 where there was none yet. */
  positionAt(at: Instant): Promise<Position>
}
