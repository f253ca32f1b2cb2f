import type { Application } from './consumer.ts'
import type { DueNotice } from './notice.ts'
import type { ChoiceEvent, OptOutSetting } from './opt-out-setting.ts'
import type { ReadOptions } from './settings.ts'
import type { ContentKind, Control, LegalBasis, OrNewer, RuleStanding, Timestamp, Visibility } from './vocabulary.ts'

/** What a settings page shows of one member: where they live, every setting with what it does there, and what is due. */
export interface SettingsOverview {
  readonly member: {
    /** The platform's own id. */
    readonly key: string
    /** ISO 3166-1 code; null where no residence is known. */
    readonly country: string | null
    /** The regions that the residence lies in, such as the EEA. */
    readonly regions: readonly { readonly code: string; readonly title: string }[]
  }
  readonly settings: readonly OptOutSettingDetails[]
  /** What has to be put before the member: see `NoticeBanner`, or record it with `notices.recordServed`. */
  readonly noticesDue: readonly DueNotice[]
  /** The kinds of content that no rule can ever cover. */
  readonly neverUsed: readonly OrNewer<ContentKind>[]
}

/** One member's choice on one setting, with everything that there is to know before it is changed. */
export interface OptOutSettingDetails extends OptOutSetting {
  /** The language of title and description: not every text is there in every locale. */
  readonly language: string
  /** What the member is offered where they live; null where no rule of the setting applies there. */
  readonly control: OrNewer<Control> | null
  /** The data uses of the setting, each with the rule of where the member lives. */
  readonly uses: readonly OptOutSettingUse[]
  /** Who uses content outside the register, and whether they have applied the choice; empty where nothing is to apply. */
  readonly appliedBy: readonly Application[]
  /** The latest acts; `settings.history` reads on. */
  readonly history: ChoiceHistory
}

/** One data use of a setting, and what the rule of where the member lives says of it. */
export interface OptOutSettingUse {
  readonly dataUse: {
    readonly key: string
    readonly title: string
    readonly description: string
    /** The language of title and description. */
    readonly language: string
    /** Who receives the data. */
    readonly recipients: readonly string[]
  }
  /** Null where none covers the place: the use is not made there. */
  readonly rule: {
    readonly key: string
    readonly legalBasis: OrNewer<LegalBasis>
    /** Who decides about the use. */
    readonly controller: string
    readonly control: OrNewer<Control>
    /** Which content an objection reaches: `ALL_CONTENT`, or `CONTENT_AFTER_OBJECTION`. */
    readonly objectionScope: string
    /** Content from before is not used; null where all is. */
    readonly contentNotBefore: Timestamp | null
    /** What would be used, and at which visibilities. */
    readonly scope: readonly {
      readonly kind: OrNewer<ContentKind>
      readonly visibilities: readonly OrNewer<Visibility>[]
    }[]
  } | null
  /** Where the present lies in the life of the rule; null without one. */
  readonly standing: OrNewer<RuleStanding> | null
  /** When that changes by itself; null where it does not. */
  readonly standingUntil: Timestamp | null
  /** Whether this use may use the member's content now, as far as the choice and the place decide. */
  readonly useAllowed: boolean
}

/** Acts on a setting, latest first. */
export interface ChoiceHistory {
  readonly events: readonly ChoiceEvent[]
  /** Pass it as `after` to read on; null where nothing follows. */
  readonly next: string | null
}

/** What reading an overview takes. */
export interface OverviewOptions extends ReadOptions {
  /** How many of the latest acts come with each setting, from 1 to 100. Default: 10. */
  readonly history?: number | undefined
}

/** Where a page begins, and how long it is. */
export interface PageOptions extends ReadOptions {
  /** How many, from 1 to 1,000. Default: 20. */
  readonly first?: number | undefined
  /** What the page before said under `next`. */
  readonly after?: string | null | undefined
}
