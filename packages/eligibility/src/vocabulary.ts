export { isOneOf } from './is-one-of.ts'

/**
 * The closed vocabularies of the register, in their canonical order. Everything that names a reason, a kind or a
 * legal basis takes it from here; the GraphQL enums and the SDK's types are held equal to these lists by tests.
 */

/** The 22 reasons that block, in the order in which they are reported; the first that applies is decisive. */
export const BLOCKING_REASONS = [
  'UNKNOWN_ITEM',
  'UNKNOWN_MEMBER',
  'UNKNOWN_DATA_USE',
  'ITEM_DELETED',
  'ACCOUNT_CLOSED',
  'KIND_NEVER',
  'MINOR',
  'REGION_UNRESOLVED',
  'NO_RULE',
  'SUSPENDED',
  'BEFORE_START',
  'ENDED',
  'NOTICE_NOT_SERVED',
  'NOTICE_PERIOD',
  'KIND_NOT_IN_SCOPE',
  'VISIBILITY_NOT_IN_SCOPE',
  'SENSITIVE_SOURCE',
  'OUTSIDE_CONTENT_WINDOW',
  'CREATED_AS_MINOR',
  'OBJECTED',
  'OBJECTED_BY_OTHER',
  'CONSENT_MISSING',
] as const
export type BlockingReason = (typeof BLOCKING_REASONS)[number]

/** The reasons that an eligible answer carries, exactly one of them, by the control of the author's rule. */
export const ALLOWING_REASONS = ['NOT_OBJECTED', 'CONSENTED', 'NO_CONTROL_OFFERED'] as const
export type AllowingReason = (typeof ALLOWING_REASONS)[number]

export type ReasonCode = AllowingReason | BlockingReason

export const OUTCOMES = ['ELIGIBLE', 'INELIGIBLE'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Kinds that a rule may bring into scope. */
export const RULE_KINDS = [
  'PROFILE',
  'PROFILE_CONTACT',
  'RECOMMENDATION',
  'POST',
  'ARTICLE',
  'COMMENT',
  'POLL_RESPONSE',
  'PHOTO',
  'VIDEO',
  'GROUP_POST',
  'GROUP_MESSAGE',
  'AI_PROMPT',
  'AI_OUTPUT',
  'FEEDBACK',
  'SAVED_RESUME',
  'SAVED_SCREENING_ANSWER',
  'AD_ENGAGEMENT',
  'JOB_POSTING',
  'LEARNING_VIDEO',
  'PAGE_DATA',
] as const

/** Kinds that no rulebook can bring into scope: publishing one that does is refused. */
export const ABSOLUTE_EXCLUSIONS = [
  'PRIVATE_MESSAGE',
  'CREDENTIAL',
  'PAYMENT_DETAIL',
  'SALARY',
  'APPLICATION_ANSWER',
] as const

export const CONTENT_KINDS = [...RULE_KINDS, ...ABSOLUTE_EXCLUSIONS] as const
export type ContentKind = (typeof CONTENT_KINDS)[number]

export const VISIBILITIES = ['PUBLIC', 'MEMBERS', 'CONNECTIONS', 'PRIVATE'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** `AUTHOR` and `CO_AUTHOR` pass every check; the others merely appear in the item. */
export const SUBJECT_ROLES = ['AUTHOR', 'CO_AUTHOR', 'MENTIONED', 'TAGGED', 'RECOMMENDED'] as const
export type SubjectRole = (typeof SUBJECT_ROLES)[number]

/** Art. 6(1) GDPR (a)–(f), then the overriding interest of Art. 31 of the Swiss FADP, then places that ask for none. */
export const LEGAL_BASES = [
  'CONSENT',
  'CONTRACT',
  'LEGAL_OBLIGATION',
  'VITAL_INTERESTS',
  'PUBLIC_TASK',
  'LEGITIMATE_INTERESTS',
  'OVERRIDING_INTEREST',
  'NOT_REQUIRED',
] as const
export type LegalBasis = (typeof LEGAL_BASES)[number]

export const CONTROLS = ['OPT_OUT', 'OPT_IN', 'NONE'] as const
export type Control = (typeof CONTROLS)[number]

export const PHASE_STATUSES = ['IN_FORCE', 'SUSPENDED'] as const
export type PhaseStatus = (typeof PHASE_STATUSES)[number]

export const CHOICES = ['DEFAULT', 'OBJECTED', 'CONSENTED'] as const
export type Choice = (typeof CHOICES)[number]

export const CHOICE_ACTS = ['OBJECT', 'WITHDRAW_OBJECTION', 'CONSENT', 'WITHDRAW_CONSENT'] as const
export type ChoiceAct = (typeof CHOICE_ACTS)[number]

export const ACCOUNT_STATUSES = ['ACTIVE', 'CLOSED', 'ERASED', 'MEMORIALISED'] as const
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number]
