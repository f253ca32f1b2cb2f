/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '../document-type.ts';
/** A member's choice on a setting. */
export type Choice =
  /** The member consented. */
  | 'CONSENTED'
  /** No choice, or one that was withdrawn. Never a yes. */
  | 'DEFAULT'
  /** The member objected. */
  | 'OBJECTED';

/** What a member, or somebody on their behalf, does about a setting. */
export type ChoiceAct =
  /** The member alone, against the version that they saw. */
  | 'CONSENT'
  /** Protective: never refused, needs no grounds and no version, open to operators and services too. */
  | 'OBJECT'
  /** Protective, like OBJECT. Never lifts an objection. */
  | 'WITHDRAW_CONSENT'
  /** The member alone, against the version that they saw. */
  | 'WITHDRAW_OBJECTION';

/** An item that the register does not store. */
export type ContentDescriptor = {
  /** When it was created. */
  readonly createdAt: string;
  /** What it is. */
  readonly kind: ContentKind;
  /** Whether it stands in a page or group that is flagged sensitive. */
  readonly sensitiveSource?: boolean | null | undefined;
  /** The people in it. */
  readonly subjects: ReadonlyArray<SubjectInput>;
  /** Who can see it. */
  readonly visibility: Visibility;
};

/** By the caller's own id, by global id, or described. */
export type ContentItemRef =
  {   /** An item that the register does not store. */
  readonly descriptor: ContentDescriptor; readonly id?: never; readonly key?: never; }
  |  { readonly descriptor?: never;   /** The global id. */
  readonly id: string | number; readonly key?: never; }
  |  { readonly descriptor?: never; readonly id?: never;   /** The caller's own id. */
  readonly key: string; };

/** What a content item is. The last five are absolute exclusions: never eligible for any use. */
export type ContentKind =
  /** A reaction to an advertisement. */
  | 'AD_ENGAGEMENT'
  /** What an AI feature answered. */
  | 'AI_OUTPUT'
  /** What a member typed into an AI feature. */
  | 'AI_PROMPT'
  /** An answer or résumé tied to one job application. Never eligible. */
  | 'APPLICATION_ANSWER'
  /** An article, or a contribution to a collaborative one. */
  | 'ARTICLE'
  /** A comment. */
  | 'COMMENT'
  /** Log-in data. Never eligible. */
  | 'CREDENTIAL'
  /** Feedback: support requests, ratings, reports. */
  | 'FEEDBACK'
  /** A message to a group. */
  | 'GROUP_MESSAGE'
  /** A post in a group. */
  | 'GROUP_POST'
  /** A job posting. */
  | 'JOB_POSTING'
  /** A learning video. */
  | 'LEARNING_VIDEO'
  /** Data of a page. */
  | 'PAGE_DATA'
  /** Payment data. Never eligible. */
  | 'PAYMENT_DETAIL'
  /** A photo. */
  | 'PHOTO'
  /** An answer in a poll. */
  | 'POLL_RESPONSE'
  /** A post. */
  | 'POST'
  /** A private message. Never eligible. */
  | 'PRIVATE_MESSAGE'
  /** Profile details: name, photo, positions, education, skills, summary. */
  | 'PROFILE'
  /** Contact details of a profile. */
  | 'PROFILE_CONTACT'
  /** A recommendation or endorsement of one member by another. */
  | 'RECOMMENDATION'
  /** A salary given by a member. Never eligible. */
  | 'SALARY'
  /** A résumé saved for ongoing use. */
  | 'SAVED_RESUME'
  /** An answer to a screening question, saved for ongoing use. */
  | 'SAVED_SCREENING_ANSWER'
  /** A video. */
  | 'VIDEO';

/** What kind of refusal this is: what a caller does next depends on it. */
export type ErrorCode =
  /** The viewer may not do this. */
  | 'FORBIDDEN'
  /** The idempotency key was used before, for something else. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The input is wrong at a path; correct it. */
  | 'INVALID_INPUT'
  /** Nothing is wrong with this input, but another one of the same call was refused. */
  | 'NOT_APPLIED'
  /** There is no such object, or the viewer may not see it. */
  | 'NOT_FOUND'
  /** The server has no key to sign with. */
  | 'NO_SIGNING_KEY'
  /** The proposal was published, rejected or withdrawn, or it expired or became stale. */
  | 'PROPOSAL_NOT_OPEN'
  /** The rulebook breaks rules of publishing. */
  | 'RULEBOOK_REFUSED'
  /** The run is sealed or abandoned. */
  | 'RUN_NOT_OPEN'
  /** The setting changed since it was read; show it anew and ask again. */
  | 'VERSION_CONFLICT';

/** The legal ground of a rule. */
export type LegalBasis =
  /** Art. 6(1)(a) GDPR. */
  | 'CONSENT'
  /** Art. 6(1)(b) GDPR. */
  | 'CONTRACT'
  /** Art. 6(1)(c) GDPR. */
  | 'LEGAL_OBLIGATION'
  /** Art. 6(1)(f) GDPR. Holds only together with an effective right to object (Art. 21). */
  | 'LEGITIMATE_INTERESTS'
  /** The law of the place asks for none. */
  | 'NOT_REQUIRED'
  /** Art. 31 of the Swiss Federal Act on Data Protection. */
  | 'OVERRIDING_INTEREST'
  /** Art. 6(1)(e) GDPR. */
  | 'PUBLIC_TASK'
  /** Art. 6(1)(d) GDPR. */
  | 'VITAL_INTERESTS';

/** By the caller's own id, or by global id. */
export type MemberRef =
  {   /** The global id. */
  readonly id: string | number; readonly key?: never; }
  |  { readonly id?: never;   /** The caller's own id. */
  readonly key: string; };

/** The two answers there are. Not knowing is INELIGIBLE. */
export type Outcome =
  /** The item may be used. */
  | 'ELIGIBLE'
  /** The item may not be used; every reason is named. */
  | 'INELIGIBLE';

/** May this item be used for this data use, at this instant, as far as was known at this position? */
export type QuestionInput = {
  /** Default: the head of the ledger. */
  readonly asKnownAt?: string | null | undefined;
  /** Default: the request's clock. */
  readonly at?: string | null | undefined;
  /** The key of the data use. */
  readonly dataUse: string;
  /** The content item. */
  readonly item: ContentItemRef;
};

/** Why: three codes allow, the others block, in the order in which they are decisive. A client treats a code that it does not know as blocking. */
export type ReasonCode =
  /** The account of the author or of a co-author is closed, erased or memorialised at the instant. */
  | 'ACCOUNT_CLOSED'
  /** The instant lies before the rule's first phase. */
  | 'BEFORE_START'
  /** Eligible: the rule asks for consent, and the author and every co-author gave it. */
  | 'CONSENTED'
  /** The rule asks for consent, and the author or a co-author has not given it. */
  | 'CONSENT_MISSING'
  /** The rule excludes content that its author or a co-author created before turning 18. */
  | 'CREATED_AS_MINOR'
  /** The instant lies at or after the end of the rule's last phase. */
  | 'ENDED'
  /** The item is deleted at the instant. */
  | 'ITEM_DELETED'
  /** The kind is one of the absolute exclusions, which no rulebook can bring into scope. */
  | 'KIND_NEVER'
  /** The rule's scope does not list the kind. */
  | 'KIND_NOT_IN_SCOPE'
  /** Somebody in the item, in any role, is under 18 by date of birth, or believed to be a minor. */
  | 'MINOR'
  /** The rule requires a notice that the author or a co-author was not served by the instant, in the version required for the kind. */
  | 'NOTICE_NOT_SERVED'
  /** The notice was served, and its lead time ends after the instant. */
  | 'NOTICE_PERIOD'
  /** Eligible: the rule offers an opt-out, and nobody whom it protects has objected. */
  | 'NOT_OBJECTED'
  /** Eligible: the rule offers no choice, and nothing else stands against the use. */
  | 'NO_CONTROL_OFFERED'
  /** No rule of the data use covers the place of the author or of a co-author. */
  | 'NO_RULE'
  /** The rule offers an opt-out, and the choice in force of the author is an objection that reaches the item. */
  | 'OBJECTED'
  /** Likewise for somebody other than the author. Which person is never told. */
  | 'OBJECTED_BY_OTHER'
  /** The item was created before the content window of the rule begins. */
  | 'OUTSIDE_CONTENT_WINDOW'
  /** The author or a co-author has no residence in force, or it names no ISO 3166-1 country. */
  | 'REGION_UNRESOLVED'
  /** The item stands in a page or group that is flagged sensitive. */
  | 'SENSITIVE_SOURCE'
  /** The phase of the rule at the instant is a suspension. */
  | 'SUSPENDED'
  /** The rulebook has no such data use, or none is published. */
  | 'UNKNOWN_DATA_USE'
  /** The id names no item that is registered at the instant, as far as was known. */
  | 'UNKNOWN_ITEM'
  /** The author or a co-author is no member registered at the instant, or the item has no author. */
  | 'UNKNOWN_MEMBER'
  /** The rule's scope lists the kind, and not at this visibility. */
  | 'VISIBILITY_NOT_IN_SCOPE';

/** One act on one setting. */
export type SetOptOutInput = {
  /** What is done. */
  readonly act: ChoiceAct;
  /** How it was said, such as settings, phone or letter. Default: api. */
  readonly channel?: string | null | undefined;
  /** Operators only: when the objection was received, e.g. by letter. Never later than now. */
  readonly effectiveAt?: string | null | undefined;
  /** Needed for WITHDRAW_OBJECTION and CONSENT: the version of the setting that was on the screen. Ignored for the protective acts. */
  readonly expectedVersion?: number | null | undefined;
  /** The same key with the same content gives the first answer again. Scoped to the member. */
  readonly idempotencyKey?: string | null | undefined;
  /** Default: the viewer. */
  readonly member?: MemberRef | null | undefined;
  /** The key of the setting. */
  readonly setting: string;
};

/** A person in a described item. */
export type SubjectInput = {
  /** The caller's own id of the person. */
  readonly member: string;
  /** What the person is in the item. */
  readonly role?: SubjectRole;
};

/** What a person is in a content item. Authors and co-authors pass every check; the others merely appear. */
export type SubjectRole =
  /** The author. Exactly one. */
  | 'AUTHOR'
  /** A co-author. */
  | 'CO_AUTHOR'
  /** Somebody mentioned. */
  | 'MENTIONED'
  /** Somebody whom the author recommends. */
  | 'RECOMMENDED'
  /** Somebody tagged. */
  | 'TAGGED';

/** Who can see a content item. */
export type Visibility =
  /** Connections of the author. */
  | 'CONNECTIONS'
  /** Members of the platform. */
  | 'MEMBERS'
  /** Nobody but the author. */
  | 'PRIVATE'
  /** Everybody. */
  | 'PUBLIC';

export type DecisionQueryVariables = Exact<{
  question: QuestionInput;
  minPosition?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type DecisionQuery = { readonly decision: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } };

export type ChoiceEventFieldsFragment = { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } };

export type DecisionFieldsFragment = { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null };

export type LedgerEntryFieldsFragment = { readonly position: string, readonly type: string, readonly member: string | null, readonly item: string | null, readonly effectiveAt: string, readonly recordedAt: string, readonly body: string | null };

export type OptOutSettingFieldsFragment = { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } };

type SetOptOutResultFields_ForbiddenError_Fragment = { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string };

type SetOptOutResultFields_IdempotencyMismatchError_Fragment = { readonly __typename: 'IdempotencyMismatchError', readonly code: ErrorCode, readonly message: string };

type SetOptOutResultFields_InvalidInputError_Fragment = { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> };

type SetOptOutResultFields_NotAppliedError_Fragment = { readonly __typename: 'NotAppliedError', readonly code: ErrorCode, readonly message: string };

type SetOptOutResultFields_NotFoundError_Fragment = { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string };

type SetOptOutResultFields_SetOptOutSuccess_Fragment = { readonly __typename: 'SetOptOutSuccess', readonly position: string, readonly unchanged: boolean, readonly setting: { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }, readonly event: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } };

type SetOptOutResultFields_VersionConflictError_Fragment = { readonly __typename: 'VersionConflictError', readonly code: ErrorCode, readonly message: string, readonly current: { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } } };

export type SetOptOutResultFieldsFragment =
  | SetOptOutResultFields_ForbiddenError_Fragment
  | SetOptOutResultFields_IdempotencyMismatchError_Fragment
  | SetOptOutResultFields_InvalidInputError_Fragment
  | SetOptOutResultFields_NotAppliedError_Fragment
  | SetOptOutResultFields_NotFoundError_Fragment
  | SetOptOutResultFields_SetOptOutSuccess_Fragment
  | SetOptOutResultFields_VersionConflictError_Fragment
;

export type ViewerOptOutSettingsQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type ViewerOptOutSettingsQuery = { readonly viewer: { readonly member: { readonly optOutSettings: ReadonlyArray<{ readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }> } | null } };

export type MemberOptOutSettingsQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type MemberOptOutSettingsQuery = { readonly member: { readonly optOutSettings: ReadonlyArray<{ readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }> } | null };

export type SetOptOutMutationVariables = Exact<{
  input: SetOptOutInput;
  locale?: string | null | undefined;
}>;


export type SetOptOutMutation = { readonly setOptOut:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyMismatchError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly __typename: 'NotAppliedError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'SetOptOutSuccess', readonly position: string, readonly unchanged: boolean, readonly setting: { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }, readonly event: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } }
    | { readonly __typename: 'VersionConflictError', readonly code: ErrorCode, readonly message: string, readonly current: { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } } }
   };

export type SetOptOutsMutationVariables = Exact<{
  inputs: ReadonlyArray<SetOptOutInput> | SetOptOutInput;
  locale?: string | null | undefined;
}>;


export type SetOptOutsMutation = { readonly setOptOuts: ReadonlyArray<
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyMismatchError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly __typename: 'NotAppliedError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'SetOptOutSuccess', readonly position: string, readonly unchanged: boolean, readonly setting: { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }, readonly event: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } }
    | { readonly __typename: 'VersionConflictError', readonly code: ErrorCode, readonly message: string, readonly current: { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } } }
  > };

export type SettingKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingKeysQuery = { readonly settings: ReadonlyArray<{ readonly key: string }> };

export type TypedDocumentString<TResult, TVariables> = string & DocumentTypeDecoration<TResult, TVariables>;
export const DecisionFieldsFragmentDoc = `fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<DecisionFieldsFragment, unknown>;
export const LedgerEntryFieldsFragmentDoc = `fragment LedgerEntryFields on LedgerEntry { position type member item effectiveAt recordedAt body }` as unknown as TypedDocumentString<LedgerEntryFieldsFragment, unknown>;
export const OptOutSettingFieldsFragmentDoc = `fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt }` as unknown as TypedDocumentString<OptOutSettingFieldsFragment, unknown>;
export const ChoiceEventFieldsFragmentDoc = `fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } }` as unknown as TypedDocumentString<ChoiceEventFieldsFragment, unknown>;
export const SetOptOutResultFieldsFragmentDoc = `fragment SetOptOutResultFields on SetOptOutResult { __typename ... on SetOptOutSuccess { setting { ...OptOutSettingFields } event { ...ChoiceEventFields } position unchanged } ... on Error { code message } ... on InvalidInputError { path } ... on VersionConflictError { current { ...OptOutSettingFields } } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt }` as unknown as TypedDocumentString<SetOptOutResultFieldsFragment, unknown>;
export const DecisionDocument = `query Decision($question: QuestionInput!, $minPosition: Position, $locale: Locale) { decision(question: $question, minPosition: $minPosition) { ...DecisionFields } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<DecisionQuery, DecisionQueryVariables>;
export const ViewerOptOutSettingsDocument = `query ViewerOptOutSettings($at: DateTime, $asKnownAt: Position, $locale: Locale) { viewer { member(at: $at, asKnownAt: $asKnownAt) { optOutSettings { ...OptOutSettingFields } } } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt }` as unknown as TypedDocumentString<ViewerOptOutSettingsQuery, ViewerOptOutSettingsQueryVariables>;
export const MemberOptOutSettingsDocument = `query MemberOptOutSettings($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $locale: Locale) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { optOutSettings { ...OptOutSettingFields } } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt }` as unknown as TypedDocumentString<MemberOptOutSettingsQuery, MemberOptOutSettingsQueryVariables>;
export const SetOptOutDocument = `mutation SetOptOut($input: SetOptOutInput!, $locale: Locale) { setOptOut(input: $input) { ...SetOptOutResultFields } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt } fragment SetOptOutResultFields on SetOptOutResult { __typename ... on SetOptOutSuccess { setting { ...OptOutSettingFields } event { ...ChoiceEventFields } position unchanged } ... on Error { code message } ... on InvalidInputError { path } ... on VersionConflictError { current { ...OptOutSettingFields } } }` as unknown as TypedDocumentString<SetOptOutMutation, SetOptOutMutationVariables>;
export const SetOptOutsDocument = `mutation SetOptOuts($inputs: [SetOptOutInput!]!, $locale: Locale) { setOptOuts(inputs: $inputs) { ...SetOptOutResultFields } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt } fragment SetOptOutResultFields on SetOptOutResult { __typename ... on SetOptOutSuccess { setting { ...OptOutSettingFields } event { ...ChoiceEventFields } position unchanged } ... on Error { code message } ... on InvalidInputError { path } ... on VersionConflictError { current { ...OptOutSettingFields } } }` as unknown as TypedDocumentString<SetOptOutsMutation, SetOptOutsMutationVariables>;
export const SettingKeysDocument = `query SettingKeys { settings { key } }` as unknown as TypedDocumentString<SettingKeysQuery, SettingKeysQueryVariables>;