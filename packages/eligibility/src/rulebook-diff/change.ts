import type { Instant } from '../instant.ts'
import type { Places } from '../places.ts'
import type { Localized } from '../rulebook.ts'
import type { ContentKind, Control, LegalBasis, Visibility } from '../vocabulary.ts'

/**
 * What a change means for members: whether more of their content may be used, or less. `MIXED`: more for some, less for
 * others.
 */
export const CHANGE_IMPACTS = ['LOOSENING', 'TIGHTENING', 'MIXED', 'NEUTRAL'] as const
export type ChangeImpact = (typeof CHANGE_IMPACTS)[number]

/** Every kind of change, and when it is one: the reference that schema and documentation print. */
export const CHANGE_MEANINGS = {
  TITLE_CHANGED: 'The title of the rulebook is another one, in one language.',
  DESCRIPTION_CHANGED: 'The description of the rulebook is another one, in one language.',
  SOURCES_CHANGED: 'The sources of the rulebook are others.',
  DATA_USE_ADDED: 'There is a data use that there was not.',
  DATA_USE_REMOVED: 'There is no longer a data use: nothing may be used for it.',
  DATA_USE_RENAMED: 'The title of a data use is another one, in one language.',
  DATA_USE_DESCRIPTION_CHANGED: 'The description of a data use is another one, in one language.',
  DATA_USE_SOURCES_CHANGED: 'The sources of a data use are others.',
  RECIPIENT_ADDED: 'Somebody receives the data who did not.',
  RECIPIENT_REMOVED: 'Somebody no longer receives the data.',
  SETTING_ASSIGNED: 'A setting governs a data use that none governed.',
  SETTING_UNASSIGNED: 'No setting governs a data use any more.',
  SETTING_REPLACED: 'Another setting governs a data use: choices on the one before no longer count for it.',
  SETTING_ADDED: 'There is a setting that there was not.',
  SETTING_REMOVED: 'There is no longer a setting.',
  SETTING_RENAMED: 'The title of a setting is another one, in one language. Choices are kept.',
  SETTING_DESCRIPTION_CHANGED: 'The description of a setting is another one, in one language.',
  SETTING_MOVED: 'A setting stands at another place in the application.',
  SETTING_SOURCES_CHANGED: 'The sources of a setting are others.',
  NOTICE_VERSION_ADDED: 'There is a version of a notice that there was not: whoever was served it counts as told.',
  NOTICE_VERSION_REMOVED: 'There is no longer a version of a notice: whoever was served it no longer counts as told.',
  NOTICE_TELLS_LESS: 'For a kind, versions of a notice no longer count as telling of it.',
  NOTICE_TELLS_MORE: 'For a kind, more versions of a notice count as telling of it.',
  NOTICE_REPHRASED: 'The versions of a notice are laid down otherwise, with the same result, or from other sources.',
  RULE_ADDED: 'There is a rule that there was not, or not for this data use.',
  RULE_REMOVED: 'There is no longer a rule, or no longer for this data use.',
  RULE_REKEYED: 'A rule has another key, and is the same otherwise.',
  PLACES_GAINED: 'A rule covers places that it did not.',
  PLACES_LOST: 'A rule no longer covers places.',
  PLACES_REPHRASED: 'The places of a rule are written otherwise, with the same result.',
  IN_FORCE_GAINED: 'A rule is in force during a time in which it was not.',
  IN_FORCE_LOST: 'A rule is not in force during a time in which it was.',
  PHASES_REPHRASED: 'The phases of a rule are divided or explained otherwise; it is in force at the same times.',
  LEGAL_BASIS_CHANGED: 'A rule rests on another legal basis.',
  CONTROLLER_CHANGED: 'Another controller decides about the use.',
  CONTROL_CHANGED: 'Members are offered another control.',
  KIND_GAINED: 'A rule covers a kind of content that it did not.',
  KIND_LOST: 'A rule no longer covers a kind of content.',
  VISIBILITIES_GAINED: 'A rule covers a kind of content at more visibilities.',
  VISIBILITIES_LOST: 'A rule covers a kind of content at fewer visibilities.',
  NOTICE_REQUIRED: 'A rule requires a notice where it required none.',
  NOTICE_NO_LONGER_REQUIRED: 'A rule requires no notice any more.',
  NOTICE_REPLACED: 'A rule requires another notice.',
  NOTICE_LEAD_CHANGED: 'The time between the notice and the use is another one.',
  CONTENT_WINDOW_BEGUN: 'Content from before an instant is no longer used.',
  CONTENT_WINDOW_MOVED: 'Another instant decides from when on content is used.',
  CONTENT_WINDOW_LIFTED: 'Content is used however old it is.',
  CREATED_AS_MINOR_EXCLUDED: 'Content that its author created before turning 18 is no longer used.',
  CREATED_AS_MINOR_ALLOWED: 'Content that its author created before turning 18 is used once they are of age.',
  OBJECTION_REACHES_LESS: 'An objection no longer reaches content from before it.',
  OBJECTION_REACHES_MORE: 'An objection reaches content from before it.',
  OTHERS_NOT_ASKED: 'Objections of those who appear in content no longer count under a rule.',
  OTHERS_ASKED: 'Objections of those who appear in content count under a rule.',
  OTHERS_COUNT_LESS: 'Objections of people in some places, who appear in content of others, count less than they did.',
  OTHERS_COUNT_MORE: 'Objections of people in some places, who appear in content of others, count more than they did.',
  RULE_SOURCES_CHANGED: 'The sources of a rule are others.',
} as const satisfies Readonly<Record<string, string>>
export type ChangeCode = keyof typeof CHANGE_MEANINGS

/** Every kind of change, in the order in which a diff gives them. */
export const CHANGE_CODES = Object.keys(CHANGE_MEANINGS) as readonly ChangeCode[]

/** What the sentence of a change is filled with. Which of them there are depends on the code. */
export interface ChangeParameters {
  /** The title of the data use, and of the setting. */
  readonly use?: Localized
  readonly setting?: Localized
  readonly rule?: string
  readonly notice?: string
  readonly version?: string
  /** A BCP 47 tag. */
  readonly language?: string
  readonly kind?: ContentKind
  readonly kinds?: readonly ContentKind[]
  readonly versions?: readonly string[]
  readonly visibilities?: readonly Visibility[]
  readonly places?: Places
  /** An interval; null: open-ended. */
  readonly from?: Instant
  readonly until?: Instant | null
  /** What it was, and what it is: names, numbers, and words of a vocabulary. */
  readonly before?: string | Localized
  readonly after?: string | Localized
  readonly controls?: readonly [before: Control, after: Control]
  readonly legalBases?: readonly [before: LegalBasis, after: LegalBasis]
  readonly instants?: readonly [before: Instant | null, after: Instant | null]
}

/** One difference between two rulebooks. */
export interface RulebookChange {
  readonly code: ChangeCode
  readonly impact: ChangeImpact
  /** Where: a list of the document, then keys instead of indexes, as in `rules.training-eea.scope.POST`. */
  readonly path: readonly string[]
  /** The data use that it is about; null where it is about none, or about several. */
  readonly dataUse: string | null
  readonly parameters: ChangeParameters
}
