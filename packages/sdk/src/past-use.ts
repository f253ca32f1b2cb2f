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
