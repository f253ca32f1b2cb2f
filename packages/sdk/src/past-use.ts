import type { ChoiceEvent } from './opt-out-setting.ts'
import type { Timestamp } from './vocabulary.ts'

/** A sealed run that used content of the member: past use that an objection does not undo. */
export interface PastUse {
  readonly run: {
    /** The platform's own id. */
    readonly key: string
    readonly description: string | null
    /** The instant that its set of content is about. */
    readonly at: Timestamp
    readonly sealedAt: Timestamp | null
    readonly dataUse: { readonly key: string; readonly title: string; readonly language: string }
  }
  /** How many of the member's items it used. */
  readonly itemCount: number
  /** The choice that keeps the member's content out of every later run; null where none does. */
  readonly endedBy: ChoiceEvent | null
}

/** Past uses, in the order in which their runs were sealed. */
export interface PastUses {
  readonly uses: readonly PastUse[]
  /** Pass it as `after` to read on; null where nothing follows. */
  readonly next: string | null
}

/** What sealed runs used of a member, in words and by data use. */
export interface PastUseSummary {
  /** All of it in plain words, for the member. */
  readonly explanation: string
  readonly dataUses: readonly DataUsePastUse[]
}

/** What sealed runs for one data use used of a member. */
export interface DataUsePastUse {
  readonly dataUse: { readonly key: string; readonly title: string; readonly language: string }
  /** In the order in which they were sealed. */
  readonly runs: readonly {
    readonly key: string
    readonly description: string | null
    readonly at: Timestamp
    readonly sealedAt: Timestamp | null
  }[]
  /** How many of the member's items they used, each counted once. */
  readonly itemCount: number
  /** The choice that keeps the member's content out of every later run; null where none does. */
  readonly endedBy: ChoiceEvent | null
  /** The first run that used nothing any more for that choice; null where there is none. */
  readonly notUsedFrom: { readonly key: string } | null
  /** In plain words. */
  readonly explanation: string
}
