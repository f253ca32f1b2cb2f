/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '../../document-type.ts';
/** Gives up an open run: it has used nothing, and cannot be sealed any more. */
export type AbandonRunInput = {
  /** The key of the run. */
  readonly run: string;
};

/** Up to where a consumer has applied what the ledger says. */
export type AcknowledgeInput = {
  /** The key of the consumer. */
  readonly consumer: string;
  /** Everything up to it is applied. One before an earlier acknowledgement changes nothing. */
  readonly position: string;
};

/** How far a consumer has come with an objection. */
export type ApplicationStatus =
  /** It has acknowledged the objection: it no longer uses what it may not. */
  | 'APPLIED'
  /** It has not acknowledged it, and its time is up. */
  | 'OVERDUE'
  /** It has not acknowledged it, and still has time. */
  | 'PENDING';

/** A proposal to approve. */
export type ApproveRulebookInput = {
  /** The global id of the proposal. */
  readonly proposal: string | number;
};

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

/** A setting whose objections a consumer applies. */
export type ConsumerSettingInput = {
  /** How long the consumer has, from the effect of an objection on: an ISO 8601 duration of weeks, days, hours, minutes or seconds, such as P30D or PT72H. */
  readonly deadline: string;
  /** The key of the setting. */
  readonly setting: string;
};

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

/** What a rule offers members. */
export type Control =
  /** No choice is offered. */
  | 'NONE'
  /** Used only where the member consented. */
  | 'OPT_IN'
  /** Used unless the member objects. */
  | 'OPT_OUT';

/** A consumer that uses content no more. */
export type DeregisterConsumerInput = {
  /** The key of the consumer. */
  readonly key: string;
};

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

/** Where an item is. */
export type ManifestSide =
  /** Only in what follows from the ledger. */
  | 'DERIVED'
  /** Only in the manifest that is written out. */
  | 'WRITTEN';

/** By the caller's own id, or by global id. */
export type MemberRef =
  {   /** The global id. */
  readonly id: string | number; readonly key?: never; }
  |  { readonly id?: never;   /** The caller's own id. */
  readonly key: string; };

/** Which content an objection reaches. */
export type ObjectionScope =
  /** All of it. */
  | 'ALL_CONTENT'
  /** What was created at or after the objection. */
  | 'CONTENT_AFTER_OBJECTION';

/** Pins `at` and the ledger position: from here on the run's set of eligible items is fixed, whatever is recorded later. */
export type OpenRunInput = {
  /** Default: the request's clock. Never later. */
  readonly at?: string | null | undefined;
  /** The key of the data use. */
  readonly dataUse: string;
  /** What the run is. */
  readonly description?: string | null | undefined;
  /** The caller's own id; never used before. */
  readonly key: string;
};

/** The two answers there are. Not knowing is INELIGIBLE. */
export type Outcome =
  /** The item may be used. */
  | 'ELIGIBLE'
  /** The item may not be used; every reason is named. */
  | 'INELIGIBLE';

/** A rulebook to propose. */
export type ProposeRulebookInput = {
  /** For those who approve it. At most 1,000 characters. */
  readonly note?: string | null | undefined;
  /** The document. */
  readonly rulebook: unknown;
};

/** A rulebook to publish. */
export type PublishRulebookInput = {
  /** The instant that the effect is about: say, the day a new phase begins. Default: now. */
  readonly at?: string | null | undefined;
  /** Check and measure the effect; write nothing. */
  readonly dryRun?: boolean;
  /** For those who approve it, where approval is required. At most 1,000 characters. */
  readonly note?: string | null | undefined;
  /** The document. */
  readonly rulebook: unknown;
};

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

/** How far a receipt has come. */
export type ReceiptStatus =
  /** Proof under a signed checkpoint. */
  | 'COMPLETE'
  /** No checkpoint covers the entry yet: a promise, to be completed. */
  | 'PENDING';

/** A notice that was put before a member. */
export type RecordNoticeServedInput = {
  /** How it was served, such as banner, mail or letter. Default: api. */
  readonly channel?: string | null | undefined;
  /** Default: the viewer. */
  readonly member?: MemberRef | null | undefined;
  /** The key of the notice. */
  readonly notice: string;
  /** The version that was shown, as the rulebook names it. */
  readonly version: string;
};

/** A consumer. What is registered under the same key before is replaced. */
export type RegisterConsumerInput = {
  /** The keys of the data uses that it is about, each under one of the settings. */
  readonly dataUses?: ReadonlyArray<string> | null | undefined;
  /** The caller's own id. */
  readonly key: string;
  /** The settings whose objections it applies, at least one. */
  readonly settings: ReadonlyArray<ConsumerSettingInput>;
  /** The subject (`sub`) of the service token that may acknowledge. Default: the key. */
  readonly subject?: string | null | undefined;
  /** What members are told that it is. */
  readonly title: string;
};

/** A proposal to reject or to withdraw. */
export type RejectRulebookInput = {
  /** Why. At most 1,000 characters. */
  readonly note?: string | null | undefined;
  /** The global id of the proposal. */
  readonly proposal: string | number;
};

/** Where the present lies in the life of a rule. */
export type RuleStanding =
  /** It begins later. */
  | 'BEFORE_START'
  /** It has ended: nothing may be used under it. */
  | 'ENDED'
  /** It works. */
  | 'IN_FORCE'
  /** It is suspended: nothing may be used under it. */
  | 'SUSPENDED';

/** What changes between two rulebooks. More codes may come: the message always says it. */
export type RulebookChangeCode =
  /** Content from before an instant is no longer used. */
  | 'CONTENT_WINDOW_BEGUN'
  /** Content is used however old it is. */
  | 'CONTENT_WINDOW_LIFTED'
  /** Another instant decides from when on content is used. */
  | 'CONTENT_WINDOW_MOVED'
  /** Another controller decides about the use. */
  | 'CONTROLLER_CHANGED'
  /** Members are offered another control. */
  | 'CONTROL_CHANGED'
  /** Content that its author created before turning 18 is used once they are of age. */
  | 'CREATED_AS_MINOR_ALLOWED'
  /** Content that its author created before turning 18 is no longer used. */
  | 'CREATED_AS_MINOR_EXCLUDED'
  /** There is a data use that there was not. */
  | 'DATA_USE_ADDED'
  /** The description of a data use is another one, in one language. */
  | 'DATA_USE_DESCRIPTION_CHANGED'
  /** There is no longer a data use: nothing may be used for it. */
  | 'DATA_USE_REMOVED'
  /** The title of a data use is another one, in one language. */
  | 'DATA_USE_RENAMED'
  /** The sources of a data use are others. */
  | 'DATA_USE_SOURCES_CHANGED'
  /** The description of the rulebook is another one, in one language. */
  | 'DESCRIPTION_CHANGED'
  /** A rule is in force during a time in which it was not. */
  | 'IN_FORCE_GAINED'
  /** A rule is not in force during a time in which it was. */
  | 'IN_FORCE_LOST'
  /** A rule covers a kind of content that it did not. */
  | 'KIND_GAINED'
  /** A rule no longer covers a kind of content. */
  | 'KIND_LOST'
  /** A rule rests on another legal basis. */
  | 'LEGAL_BASIS_CHANGED'
  /** The time between the notice and the use is another one. */
  | 'NOTICE_LEAD_CHANGED'
  /** A rule requires no notice any more. */
  | 'NOTICE_NO_LONGER_REQUIRED'
  /** The versions of a notice are laid down otherwise, with the same result, or from other sources. */
  | 'NOTICE_REPHRASED'
  /** A rule requires another notice. */
  | 'NOTICE_REPLACED'
  /** A rule requires a notice where it required none. */
  | 'NOTICE_REQUIRED'
  /** For a kind, versions of a notice no longer count as telling of it. */
  | 'NOTICE_TELLS_LESS'
  /** For a kind, more versions of a notice count as telling of it. */
  | 'NOTICE_TELLS_MORE'
  /** There is a version of a notice that there was not: whoever was served it counts as told. */
  | 'NOTICE_VERSION_ADDED'
  /** There is no longer a version of a notice: whoever was served it no longer counts as told. */
  | 'NOTICE_VERSION_REMOVED'
  /** An objection no longer reaches content from before it. */
  | 'OBJECTION_REACHES_LESS'
  /** An objection reaches content from before it. */
  | 'OBJECTION_REACHES_MORE'
  /** Objections of those who appear in content count under a rule. */
  | 'OTHERS_ASKED'
  /** Objections of people in some places, who appear in content of others, count less than they did. */
  | 'OTHERS_COUNT_LESS'
  /** Objections of people in some places, who appear in content of others, count more than they did. */
  | 'OTHERS_COUNT_MORE'
  /** Objections of those who appear in content no longer count under a rule. */
  | 'OTHERS_NOT_ASKED'
  /** The phases of a rule are divided or explained otherwise; it is in force at the same times. */
  | 'PHASES_REPHRASED'
  /** A rule covers places that it did not. */
  | 'PLACES_GAINED'
  /** A rule no longer covers places. */
  | 'PLACES_LOST'
  /** The places of a rule are written otherwise, with the same result. */
  | 'PLACES_REPHRASED'
  /** Somebody receives the data who did not. */
  | 'RECIPIENT_ADDED'
  /** Somebody no longer receives the data. */
  | 'RECIPIENT_REMOVED'
  /** There is a rule that there was not, or not for this data use. */
  | 'RULE_ADDED'
  /** A rule has another key, and is the same otherwise. */
  | 'RULE_REKEYED'
  /** There is no longer a rule, or no longer for this data use. */
  | 'RULE_REMOVED'
  /** The sources of a rule are others. */
  | 'RULE_SOURCES_CHANGED'
  /** There is a setting that there was not. */
  | 'SETTING_ADDED'
  /** A setting governs a data use that none governed. */
  | 'SETTING_ASSIGNED'
  /** The description of a setting is another one, in one language. */
  | 'SETTING_DESCRIPTION_CHANGED'
  /** A setting stands at another place in the application. */
  | 'SETTING_MOVED'
  /** There is no longer a setting. */
  | 'SETTING_REMOVED'
  /** The title of a setting is another one, in one language. Choices are kept. */
  | 'SETTING_RENAMED'
  /** Another setting governs a data use: choices on the one before no longer count for it. */
  | 'SETTING_REPLACED'
  /** The sources of a setting are others. */
  | 'SETTING_SOURCES_CHANGED'
  /** No setting governs a data use any more. */
  | 'SETTING_UNASSIGNED'
  /** The sources of the rulebook are others. */
  | 'SOURCES_CHANGED'
  /** The title of the rulebook is another one, in one language. */
  | 'TITLE_CHANGED'
  /** A rule covers a kind of content at more visibilities. */
  | 'VISIBILITIES_GAINED'
  /** A rule covers a kind of content at fewer visibilities. */
  | 'VISIBILITIES_LOST';

/** What a change means for members. On the safe side: where none is LOOSENING or MIXED, no decision becomes ELIGIBLE; where none is TIGHTENING or MIXED, none becomes INELIGIBLE. */
export type RulebookChangeImpact =
  /** More may be used. */
  | 'LOOSENING'
  /** More for some, less for others. */
  | 'MIXED'
  /** No decision turns because of it. */
  | 'NEUTRAL'
  /** Less may be used. */
  | 'TIGHTENING';

/** What became of a proposal. */
export type RulebookProposalStatus =
  /** Nobody approved it in time. Propose it again. */
  | 'EXPIRED'
  /** It waits for approval. */
  | 'OPEN'
  /** It was approved and published. */
  | 'PUBLISHED'
  /** Another operator rejected it. */
  | 'REJECTED'
  /** Another rulebook was published since it was proposed. Propose it again. */
  | 'STALE'
  /** Whoever proposed it took it back. */
  | 'WITHDRAWN';

/** A published rulebook, or a document. */
export type RulebookRef =
  {   /** A document that need not be published. */
  readonly document: unknown; readonly position?: never; readonly version?: never; }
  |  { readonly document?: never;   /** The one that answers at this position. */
  readonly position: string; readonly version?: never; }
  |  { readonly document?: never; readonly position?: never;   /** The version of a published one. */
  readonly version: string; };

/** What became of an item from one run to another. */
export type RunChange =
  /** Only the second run has it. */
  | 'ADDED'
  /** Only the first run has it. */
  | 'REMOVED';

/** How far a run has come. */
export type RunStatus =
  /** It was given up; it used nothing. */
  | 'ABANDONED'
  /** Its set is fixed, and not yet written down. */
  | 'OPEN'
  /** Its manifest is written. */
  | 'SEALED';

/** What comes of deriving the manifest of a run anew. */
export type RunVerdict =
  /** It is not: something was changed after the run was sealed. */
  | 'DIFFERS'
  /** What follows from the ledger is what was sealed, and what is written out is the same. */
  | 'MATCHES'
  /** There is nothing to hold it against yet. */
  | 'NOT_SEALED';

/** Writes the manifest (every item of the pinned set), its count and digest. Items that became ineligible between pin and seal are reported as late. */
export type SealRunInput = {
  /** The key of the run. */
  readonly run: string;
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

export type ChoiceEventFieldsFragment = { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } };

export type DecisionFieldsFragment = { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null };

export type LedgerEntryFieldsFragment = { readonly position: string, readonly type: string, readonly member: string | null, readonly item: string | null, readonly effectiveAt: string, readonly recordedAt: string, readonly body: string | null };

export type OptOutSettingFieldsFragment = { readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } };

export type UnappliedActFieldsFragment = { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean };

export type ConsumerFieldsFragment = { readonly id: string, readonly key: string, readonly title: string, readonly subject: string, readonly dataUses: ReadonlyArray<string>, readonly registeredAt: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly head: string, readonly behind: number, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null, readonly settings: ReadonlyArray<{ readonly setting: string, readonly deadline: string, readonly since: string, readonly acknowledged: string, readonly unapplied: number, readonly overdue: boolean, readonly oldestUnapplied: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null }> };

export type ConsumersQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type ConsumersQuery = { readonly consumers: ReadonlyArray<{ readonly id: string, readonly key: string, readonly title: string, readonly subject: string, readonly dataUses: ReadonlyArray<string>, readonly registeredAt: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly head: string, readonly behind: number, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null, readonly settings: ReadonlyArray<{ readonly setting: string, readonly deadline: string, readonly since: string, readonly acknowledged: string, readonly unapplied: number, readonly overdue: boolean, readonly oldestUnapplied: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null }> }> };

export type ConsumerQueryVariables = Exact<{
  key: string;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type ConsumerQuery = { readonly consumer: { readonly id: string, readonly key: string, readonly title: string, readonly subject: string, readonly dataUses: ReadonlyArray<string>, readonly registeredAt: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly head: string, readonly behind: number, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null, readonly settings: ReadonlyArray<{ readonly setting: string, readonly deadline: string, readonly since: string, readonly acknowledged: string, readonly unapplied: number, readonly overdue: boolean, readonly oldestUnapplied: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null }> } | null };

export type RegisterConsumerMutationVariables = Exact<{
  input: RegisterConsumerInput;
}>;


export type RegisterConsumerMutation = { readonly registerConsumer:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly __typename: 'RegisterConsumerSuccess', readonly position: string, readonly unchanged: boolean, readonly consumer: { readonly id: string, readonly key: string, readonly title: string, readonly subject: string, readonly dataUses: ReadonlyArray<string>, readonly registeredAt: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly head: string, readonly behind: number, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null, readonly settings: ReadonlyArray<{ readonly setting: string, readonly deadline: string, readonly since: string, readonly acknowledged: string, readonly unapplied: number, readonly overdue: boolean, readonly oldestUnapplied: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null }> } }
   };

export type DeregisterConsumerMutationVariables = Exact<{
  input: DeregisterConsumerInput;
}>;


export type DeregisterConsumerMutation = { readonly deregisterConsumer:
    | { readonly __typename: 'DeregisterConsumerSuccess', readonly position: string }
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
   };

export type AcknowledgeMutationVariables = Exact<{
  input: AcknowledgeInput;
}>;


export type AcknowledgeMutation = { readonly acknowledge:
    | { readonly __typename: 'AcknowledgeSuccess', readonly unchanged: boolean, readonly entry: string | null, readonly consumer: { readonly id: string, readonly key: string, readonly title: string, readonly subject: string, readonly dataUses: ReadonlyArray<string>, readonly registeredAt: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly head: string, readonly behind: number, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null, readonly settings: ReadonlyArray<{ readonly setting: string, readonly deadline: string, readonly since: string, readonly acknowledged: string, readonly unapplied: number, readonly overdue: boolean, readonly oldestUnapplied: { readonly position: string, readonly setting: string, readonly effectiveAt: string, readonly ageSeconds: number, readonly dueAt: string, readonly overdue: boolean } | null }> } }
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
   };

export type ApplicationsFieldsFragment = { readonly optOutSettings: ReadonlyArray<{ readonly choice: Choice, readonly setting: { readonly key: string }, readonly appliedBy: ReadonlyArray<{ readonly consumer: string, readonly title: string, readonly status: ApplicationStatus, readonly since: string, readonly dueAt: string }> }> };

export type ViewerApplicationsQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type ViewerApplicationsQuery = { readonly viewer: { readonly member: { readonly optOutSettings: ReadonlyArray<{ readonly choice: Choice, readonly setting: { readonly key: string }, readonly appliedBy: ReadonlyArray<{ readonly consumer: string, readonly title: string, readonly status: ApplicationStatus, readonly since: string, readonly dueAt: string }> }> } | null } };

export type MemberApplicationsQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type MemberApplicationsQuery = { readonly member: { readonly optOutSettings: ReadonlyArray<{ readonly choice: Choice, readonly setting: { readonly key: string }, readonly appliedBy: ReadonlyArray<{ readonly consumer: string, readonly title: string, readonly status: ApplicationStatus, readonly since: string, readonly dueAt: string }> }> } | null };

export type EligibleContentItemsQueryVariables = Exact<{
  dataUse: string;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type EligibleContentItemsQuery = { readonly eligibleContentItems: { readonly at: string, readonly position: string, readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly kind: ContentKind, readonly visibility: Visibility, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type DecisionsQueryVariables = Exact<{
  questions: ReadonlyArray<QuestionInput> | QuestionInput;
  minPosition?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type DecisionsQuery = { readonly decisions: ReadonlyArray<{ readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null }> };

export type GateDecisionsQueryVariables = Exact<{
  questions: ReadonlyArray<QuestionInput> | QuestionInput;
  minPosition?: string | null | undefined;
}>;


export type GateDecisionsQuery = { readonly decisions: ReadonlyArray<{ readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode }> }> };

export type LedgerBatchFieldsFragment = { readonly after: string, readonly through: string, readonly head: string, readonly readAt: string, readonly complete: boolean, readonly entries: ReadonlyArray<{ readonly position: string, readonly type: string, readonly member: string | null, readonly item: string | null, readonly effectiveAt: string, readonly recordedAt: string, readonly body: string | null }> };

export type LedgerBatchQueryVariables = Exact<{
  after: string;
  first: number;
}>;


export type LedgerBatchQuery = { readonly ledgerBatch: { readonly after: string, readonly through: string, readonly head: string, readonly readAt: string, readonly complete: boolean, readonly entries: ReadonlyArray<{ readonly position: string, readonly type: string, readonly member: string | null, readonly item: string | null, readonly effectiveAt: string, readonly recordedAt: string, readonly body: string | null }> } };

export type LedgerBatchesSubscriptionVariables = Exact<{
  after: string;
  first: number;
}>;


export type LedgerBatchesSubscription = { readonly ledgerBatches: { readonly after: string, readonly through: string, readonly head: string, readonly readAt: string, readonly complete: boolean, readonly entries: ReadonlyArray<{ readonly position: string, readonly type: string, readonly member: string | null, readonly item: string | null, readonly effectiveAt: string, readonly recordedAt: string, readonly body: string | null }> } };

export type LedgerEntriesQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type LedgerEntriesQuery = { readonly ledger: ReadonlyArray<{ readonly position: string, readonly type: string, readonly member: string | null, readonly item: string | null, readonly effectiveAt: string, readonly recordedAt: string, readonly body: string | null }> };

export type LedgerHeadQueryVariables = Exact<{ [key: string]: never; }>;


export type LedgerHeadQuery = { readonly ledgerHead: string };

export type PositionAtQueryVariables = Exact<{
  at: string;
}>;


export type PositionAtQuery = { readonly positionAt: string };

export type ViewerNoticesDueQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type ViewerNoticesDueQuery = { readonly viewer: { readonly member: { readonly noticesDue: ReadonlyArray<{ readonly notice: string, readonly version: string, readonly kinds: ReadonlyArray<ContentKind>, readonly leadDays: number, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly language: string }> }> } | null } };

export type MemberNoticesDueQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type MemberNoticesDueQuery = { readonly member: { readonly noticesDue: ReadonlyArray<{ readonly notice: string, readonly version: string, readonly kinds: ReadonlyArray<ContentKind>, readonly leadDays: number, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly language: string }> }> } | null };

export type RecordNoticeServedMutationVariables = Exact<{
  input: RecordNoticeServedInput;
}>;


export type RecordNoticeServedMutation = { readonly recordNoticeServed:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RecordNoticeServedSuccess', readonly servedAt: string, readonly position: string, readonly unchanged: boolean }
   };

export type PastUsesFieldsFragment = { readonly nodes: ReadonlyArray<{ readonly itemCount: number, readonly run: { readonly key: string, readonly description: string | null, readonly at: string, readonly sealedAt: string | null, readonly dataUse: { readonly key: string, readonly title: string, readonly language: string } }, readonly endedBy: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } };

export type ViewerPastUsesQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ViewerPastUsesQuery = { readonly viewer: { readonly member: { readonly pastUses: { readonly nodes: ReadonlyArray<{ readonly itemCount: number, readonly run: { readonly key: string, readonly description: string | null, readonly at: string, readonly sealedAt: string | null, readonly dataUse: { readonly key: string, readonly title: string, readonly language: string } }, readonly endedBy: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null } };

export type MemberPastUsesQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type MemberPastUsesQuery = { readonly member: { readonly pastUses: { readonly nodes: ReadonlyArray<{ readonly itemCount: number, readonly run: { readonly key: string, readonly description: string | null, readonly at: string, readonly sealedAt: string | null, readonly dataUse: { readonly key: string, readonly title: string, readonly language: string } }, readonly endedBy: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type PastUseSummaryFieldsFragment = { readonly pastUsesExplanation: string, readonly pastUseSummaries: ReadonlyArray<{ readonly itemCount: number, readonly explanation: string, readonly dataUse: { readonly key: string, readonly title: string, readonly language: string }, readonly runs: ReadonlyArray<{ readonly key: string, readonly description: string | null, readonly at: string, readonly sealedAt: string | null }>, readonly endedBy: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } | null, readonly notUsedFrom: { readonly key: string } | null }> };

export type ViewerPastUseSummaryQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type ViewerPastUseSummaryQuery = { readonly viewer: { readonly member: { readonly pastUsesExplanation: string, readonly pastUseSummaries: ReadonlyArray<{ readonly itemCount: number, readonly explanation: string, readonly dataUse: { readonly key: string, readonly title: string, readonly language: string }, readonly runs: ReadonlyArray<{ readonly key: string, readonly description: string | null, readonly at: string, readonly sealedAt: string | null }>, readonly endedBy: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } | null, readonly notUsedFrom: { readonly key: string } | null }> } | null } };

export type MemberPastUseSummaryQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type MemberPastUseSummaryQuery = { readonly member: { readonly pastUsesExplanation: string, readonly pastUseSummaries: ReadonlyArray<{ readonly itemCount: number, readonly explanation: string, readonly dataUse: { readonly key: string, readonly title: string, readonly language: string }, readonly runs: ReadonlyArray<{ readonly key: string, readonly description: string | null, readonly at: string, readonly sealedAt: string | null }>, readonly endedBy: { readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } } | null, readonly notUsedFrom: { readonly key: string } | null }> } | null };

export type ReceiptFieldsFragment = { readonly entry: string, readonly status: ReceiptStatus, readonly document: string };

export type ReceiptsFieldsFragment = { readonly nodes: ReadonlyArray<{ readonly entry: string, readonly status: ReceiptStatus, readonly document: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } };

export type ViewerReceiptsQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ViewerReceiptsQuery = { readonly viewer: { readonly member: { readonly receipts: { readonly nodes: ReadonlyArray<{ readonly entry: string, readonly status: ReceiptStatus, readonly document: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null } };

export type MemberReceiptsQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type MemberReceiptsQuery = { readonly member: { readonly receipts: { readonly nodes: ReadonlyArray<{ readonly entry: string, readonly status: ReceiptStatus, readonly document: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ReceiptQueryVariables = Exact<{
  position: string;
}>;


export type ReceiptQuery = { readonly receipt: { readonly entry: string, readonly status: ReceiptStatus, readonly document: string } | null };

export type CheckpointKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type CheckpointKeysQuery = { readonly checkpointKeys: ReadonlyArray<{ readonly verifier: string, readonly current: boolean, readonly firstSize: string, readonly addedAt: string }> };

export type ProposalFieldsFragment = { readonly id: string, readonly status: RulebookProposalStatus, readonly version: string, readonly digest: string, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly note: string | null, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly published: { readonly position: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> };

export type RulebookProposalsQueryVariables = Exact<{
  status?: RulebookProposalStatus | null | undefined;
  locale?: string | null | undefined;
}>;


export type RulebookProposalsQuery = { readonly rulebookProposals: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: RulebookProposalStatus, readonly version: string, readonly digest: string, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly note: string | null, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly published: { readonly position: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> }> } };

export type ProposeRulebookMutationVariables = Exact<{
  input: ProposeRulebookInput;
  locale?: string | null | undefined;
}>;


export type ProposeRulebookMutation = { readonly proposeRulebook:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RulebookProposed', readonly proposal: { readonly id: string, readonly status: RulebookProposalStatus, readonly version: string, readonly digest: string, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly note: string | null, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly published: { readonly position: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> } }
    | { readonly __typename: 'RulebookRefusedError', readonly code: ErrorCode, readonly message: string, readonly problems: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
   };

export type ApproveRulebookMutationVariables = Exact<{
  input: ApproveRulebookInput;
  locale?: string | null | undefined;
}>;


export type ApproveRulebookMutation = { readonly approveRulebook:
    | { readonly __typename: 'ApproveRulebookSuccess', readonly proposal: { readonly id: string, readonly status: RulebookProposalStatus, readonly version: string, readonly digest: string, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly note: string | null, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly published: { readonly position: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> } }
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ProposalNotOpenError', readonly code: ErrorCode, readonly message: string }
   };

export type RejectRulebookMutationVariables = Exact<{
  input: RejectRulebookInput;
  locale?: string | null | undefined;
}>;


export type RejectRulebookMutation = { readonly rejectRulebook:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ProposalNotOpenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RejectRulebookSuccess', readonly proposal: { readonly id: string, readonly status: RulebookProposalStatus, readonly version: string, readonly digest: string, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly note: string | null, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly published: { readonly position: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> } }
   };

export type EffectFieldsFragment = { readonly dataUse: string, readonly becomeEligible: number, readonly becomeIneligible: number, readonly changeReasons: number, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly blocksNewly: number, readonly blocksNoLonger: number }>, readonly samples: ReadonlyArray<{ readonly item: { readonly key: string }, readonly before: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null }, readonly after: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } }> };

export type PublishRulebookMutationVariables = Exact<{
  input: PublishRulebookInput;
  effect: boolean;
  samples: number;
  locale?: string | null | undefined;
}>;


export type PublishRulebookMutation = { readonly publishRulebook:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PublishRulebookSuccess', readonly version: string, readonly digest: string, readonly position: string | null, readonly at: string, readonly asKnownAt: string, readonly effect?: ReadonlyArray<{ readonly dataUse: string, readonly becomeEligible: number, readonly becomeIneligible: number, readonly changeReasons: number, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly blocksNewly: number, readonly blocksNoLonger: number }>, readonly samples: ReadonlyArray<{ readonly item: { readonly key: string }, readonly before: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null }, readonly after: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } }> }> }
    | { readonly __typename: 'RulebookProposed', readonly proposal: { readonly id: string, readonly status: RulebookProposalStatus, readonly version: string, readonly digest: string, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly note: string | null, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly published: { readonly position: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> } }
    | { readonly __typename: 'RulebookRefusedError', readonly code: ErrorCode, readonly message: string, readonly problems: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
   };

export type RulebookDiffQueryVariables = Exact<{
  from?: RulebookRef | null | undefined;
  to?: RulebookRef | null | undefined;
  locale?: string | null | undefined;
}>;


export type RulebookDiffQuery = { readonly rulebookDiff:
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RulebookDiff', readonly from: string | null, readonly to: string, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly path: ReadonlyArray<string>, readonly dataUse: string | null, readonly message: string }> }
    | { readonly __typename: 'RulebookRefusedError', readonly code: ErrorCode, readonly message: string, readonly problems: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
   };

export type RunFieldsFragment = { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } };

export type RunQueryVariables = Exact<{
  key: string;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type RunQuery = { readonly run: { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } } | null };

export type OpenRunMutationVariables = Exact<{
  input: OpenRunInput;
}>;


export type OpenRunMutation = { readonly openRun:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly __typename: 'OpenRunSuccess', readonly position: string, readonly run: { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } } }
   };

export type SealRunMutationVariables = Exact<{
  input: SealRunInput;
}>;


export type SealRunMutation = { readonly sealRun:
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RunNotOpenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'SealRunSuccess', readonly position: string, readonly lateItemCount: number, readonly run: { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } } }
   };

export type AbandonRunMutationVariables = Exact<{
  input: AbandonRunInput;
}>;


export type AbandonRunMutation = { readonly abandonRun:
    | { readonly __typename: 'AbandonRunSuccess', readonly position: string, readonly run: { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } } }
    | { readonly __typename: 'ForbiddenError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RunNotOpenError', readonly code: ErrorCode, readonly message: string }
   };

export type RunsQueryVariables = Exact<{
  dataUse?: string | null | undefined;
  status?: RunStatus | null | undefined;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ItemFieldsFragment = { readonly id: string, readonly key: string, readonly kind: ContentKind, readonly visibility: Visibility, readonly createdAt: string };

export type RunItemsQueryVariables = Exact<{
  key: string;
  first: number;
  after?: string | null | undefined;
}>;


export type RunItemsQuery = { readonly run: { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly kind: ContentKind, readonly visibility: Visibility, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type RunLateItemsQueryVariables = Exact<{
  key: string;
  first: number;
  after?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type RunLateItemsQuery = { readonly run: { readonly lateItems: { readonly nodes: ReadonlyArray<{ readonly item: { readonly id: string, readonly key: string, readonly kind: ContentKind, readonly visibility: Visibility, readonly createdAt: string }, readonly decision: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type RunChunksQueryVariables = Exact<{
  key: string;
  first: number;
  after?: string | null | undefined;
}>;


export type RunChunksQuery = { readonly run: { readonly manifestChunks: { readonly nodes: ReadonlyArray<{ readonly ordinal: number, readonly firstKey: string | null, readonly itemCount: number, readonly digest: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type VerifyRunQueryVariables = Exact<{
  run: string;
  locale?: string | null | undefined;
}>;


export type VerifyRunQuery = { readonly verifyRun: { readonly verdict: RunVerdict, readonly written: boolean, readonly erasedItemCount: number, readonly undecidableItemCount: number, readonly derivedOnlyCount: number, readonly writtenOnlyCount: number, readonly run: { readonly key: string, readonly status: RunStatus }, readonly recorded: { readonly digest: string, readonly itemCount: number } | null, readonly derived: { readonly digest: string, readonly itemCount: number } | null, readonly firstDifferingChunk: { readonly ordinal: number, readonly recorded: string | null, readonly derived: string | null, readonly written: string | null } | null, readonly differingItems: ReadonlyArray<{ readonly key: string, readonly side: ManifestSide, readonly decision: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } }> } | null };

export type RunDiffQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type RunDiffQuery = { readonly runDiff: { readonly from: { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } }, readonly to: { readonly id: string, readonly key: string, readonly description: string | null, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly openedAt: string, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly sealedAt: string | null, readonly abandonedAt: string | null, readonly dataUse: { readonly key: string } }, readonly summary: { readonly addedCount: number, readonly removedCount: number, readonly keptCount: number, readonly reasons: ReadonlyArray<{ readonly change: RunChange, readonly reason: ReasonCode, readonly itemCount: number, readonly decisiveCount: number }> } } | null };

export type RunDifferencesQueryVariables = Exact<{
  from: string;
  to: string;
  first: number;
  after?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type RunDifferencesQuery = { readonly runDiff: { readonly differences: { readonly nodes: ReadonlyArray<{ readonly change: RunChange, readonly item: { readonly id: string, readonly key: string, readonly kind: ContentKind, readonly visibility: Visibility, readonly createdAt: string }, readonly decision: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ChoiceHistoryFieldsFragment = { readonly nodes: ReadonlyArray<{ readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } };

export type DueNoticeFieldsFragment = { readonly notice: string, readonly version: string, readonly kinds: ReadonlyArray<ContentKind>, readonly leadDays: number, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly language: string }> };

export type SettingsOverviewFieldsFragment = { readonly key: string, readonly country: string | null, readonly regions: ReadonlyArray<{ readonly code: string, readonly title: string }>, readonly optOutSettings: ReadonlyArray<{ readonly control: Control | null, readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly definition: { readonly language: string }, readonly uses: ReadonlyArray<{ readonly standing: RuleStanding | null, readonly standingUntil: string | null, readonly useAllowed: boolean, readonly dataUse: { readonly key: string, readonly title: string, readonly description: string, readonly language: string, readonly recipients: ReadonlyArray<string> }, readonly rule: { readonly key: string, readonly legalBasis: LegalBasis, readonly controller: string, readonly control: Control, readonly objectionScope: ObjectionScope, readonly contentNotBefore: string | null, readonly scope: ReadonlyArray<{ readonly kind: ContentKind, readonly visibilities: ReadonlyArray<Visibility> }> } | null }>, readonly appliedBy: ReadonlyArray<{ readonly consumer: string, readonly title: string, readonly status: ApplicationStatus, readonly since: string, readonly dueAt: string }>, readonly history: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }>, readonly noticesDue: ReadonlyArray<{ readonly notice: string, readonly version: string, readonly kinds: ReadonlyArray<ContentKind>, readonly leadDays: number, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly language: string }> }> };

export type ViewerSettingsOverviewQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
  history: number;
}>;


export type ViewerSettingsOverviewQuery = { readonly absoluteExclusions: ReadonlyArray<ContentKind>, readonly viewer: { readonly member: { readonly key: string, readonly country: string | null, readonly regions: ReadonlyArray<{ readonly code: string, readonly title: string }>, readonly optOutSettings: ReadonlyArray<{ readonly control: Control | null, readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly definition: { readonly language: string }, readonly uses: ReadonlyArray<{ readonly standing: RuleStanding | null, readonly standingUntil: string | null, readonly useAllowed: boolean, readonly dataUse: { readonly key: string, readonly title: string, readonly description: string, readonly language: string, readonly recipients: ReadonlyArray<string> }, readonly rule: { readonly key: string, readonly legalBasis: LegalBasis, readonly controller: string, readonly control: Control, readonly objectionScope: ObjectionScope, readonly contentNotBefore: string | null, readonly scope: ReadonlyArray<{ readonly kind: ContentKind, readonly visibilities: ReadonlyArray<Visibility> }> } | null }>, readonly appliedBy: ReadonlyArray<{ readonly consumer: string, readonly title: string, readonly status: ApplicationStatus, readonly since: string, readonly dueAt: string }>, readonly history: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }>, readonly noticesDue: ReadonlyArray<{ readonly notice: string, readonly version: string, readonly kinds: ReadonlyArray<ContentKind>, readonly leadDays: number, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly language: string }> }> } | null } };

export type MemberSettingsOverviewQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  locale?: string | null | undefined;
  history: number;
}>;


export type MemberSettingsOverviewQuery = { readonly absoluteExclusions: ReadonlyArray<ContentKind>, readonly member: { readonly key: string, readonly country: string | null, readonly regions: ReadonlyArray<{ readonly code: string, readonly title: string }>, readonly optOutSettings: ReadonlyArray<{ readonly control: Control | null, readonly id: string, readonly choice: Choice, readonly inForce: boolean, readonly useAllowed: boolean, readonly version: number, readonly changedAt: string | null, readonly definition: { readonly language: string }, readonly uses: ReadonlyArray<{ readonly standing: RuleStanding | null, readonly standingUntil: string | null, readonly useAllowed: boolean, readonly dataUse: { readonly key: string, readonly title: string, readonly description: string, readonly language: string, readonly recipients: ReadonlyArray<string> }, readonly rule: { readonly key: string, readonly legalBasis: LegalBasis, readonly controller: string, readonly control: Control, readonly objectionScope: ObjectionScope, readonly contentNotBefore: string | null, readonly scope: ReadonlyArray<{ readonly kind: ContentKind, readonly visibilities: ReadonlyArray<Visibility> }> } | null }>, readonly appliedBy: ReadonlyArray<{ readonly consumer: string, readonly title: string, readonly status: ApplicationStatus, readonly since: string, readonly dueAt: string }>, readonly history: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly setting: { readonly key: string, readonly title: string, readonly description: string, readonly path: ReadonlyArray<string> } }>, readonly noticesDue: ReadonlyArray<{ readonly notice: string, readonly version: string, readonly kinds: ReadonlyArray<ContentKind>, readonly leadDays: number, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly language: string }> }> } | null };

export type ViewerChoiceHistoryQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  setting: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ViewerChoiceHistoryQuery = { readonly viewer: { readonly member: { readonly optOutSetting: { readonly history: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null } | null } };

export type MemberChoiceHistoryQueryVariables = Exact<{
  member: MemberRef;
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
  setting: string;
  first: number;
  after?: string | null | undefined;
}>;


export type MemberChoiceHistoryQuery = { readonly member: { readonly optOutSetting: { readonly history: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly act: ChoiceAct, readonly channel: string, readonly actor: string, readonly effectiveAt: string, readonly recordedAt: string, readonly position: string, readonly receipt: { readonly entry: string, readonly document: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null } | null };

export type DecisionThenAndNowQueryVariables = Exact<{
  question: QuestionInput;
  locale?: string | null | undefined;
}>;


export type DecisionThenAndNowQuery = { readonly decisionThenAndNow: { readonly differs: boolean, readonly answeredThen: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null }, readonly knownNow: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null }, readonly changes: ReadonlyArray<{ readonly position: string, readonly type: string | null, readonly recordedAt: string, readonly effectiveAt: string | null, readonly correction: boolean, readonly decision: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode, readonly explanation: string, readonly legalBasis: LegalBasis | null, readonly controller: string | null, readonly rulebookVersion: string | null, readonly dataUse: string, readonly at: string, readonly position: string, readonly validUntil: string | null, readonly projected: boolean, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }>, readonly rule: { readonly id: string, readonly key: string } | null } }> } };

export type TypedDocumentString<TResult, TVariables> = string & DocumentTypeDecoration<TResult, TVariables>;
export const UnappliedActFieldsFragmentDoc = `fragment UnappliedActFields on UnappliedAct { position setting effectiveAt ageSeconds dueAt overdue }` as unknown as TypedDocumentString<UnappliedActFieldsFragment, unknown>;
export const ConsumerFieldsFragmentDoc = `fragment ConsumerFields on Consumer { id key title subject dataUses registeredAt acknowledged acknowledgedAt head behind unapplied overdue firstDue { ...UnappliedActFields } settings { setting deadline since acknowledged unapplied overdue oldestUnapplied { ...UnappliedActFields } } } fragment UnappliedActFields on UnappliedAct { position setting effectiveAt ageSeconds dueAt overdue }` as unknown as TypedDocumentString<ConsumerFieldsFragment, unknown>;
export const ApplicationsFieldsFragmentDoc = `fragment ApplicationsFields on Member { optOutSettings { setting { key } choice appliedBy { consumer title status since dueAt } } }` as unknown as TypedDocumentString<ApplicationsFieldsFragment, unknown>;
export const LedgerEntryFieldsFragmentDoc = `fragment LedgerEntryFields on LedgerEntry { position type member item effectiveAt recordedAt body }` as unknown as TypedDocumentString<LedgerEntryFieldsFragment, unknown>;
export const LedgerBatchFieldsFragmentDoc = `fragment LedgerBatchFields on LedgerBatch { after through head readAt complete entries { ...LedgerEntryFields } } fragment LedgerEntryFields on LedgerEntry { position type member item effectiveAt recordedAt body }` as unknown as TypedDocumentString<LedgerBatchFieldsFragment, unknown>;
export const ChoiceEventFieldsFragmentDoc = `fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } }` as unknown as TypedDocumentString<ChoiceEventFieldsFragment, unknown>;
export const PastUsesFieldsFragmentDoc = `fragment PastUsesFields on MemberPastUsesConnection { nodes { run { key description at sealedAt dataUse { key title(locale: $locale) language(locale: $locale) } } itemCount endedBy { ...ChoiceEventFields } } pageInfo { hasNextPage endCursor } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } }` as unknown as TypedDocumentString<PastUsesFieldsFragment, unknown>;
export const PastUseSummaryFieldsFragmentDoc = `fragment PastUseSummaryFields on Member { pastUsesExplanation(locale: $locale) pastUseSummaries { dataUse { key title(locale: $locale) language(locale: $locale) } runs { key description at sealedAt } itemCount endedBy { ...ChoiceEventFields } notUsedFrom { key } explanation(locale: $locale) } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } }` as unknown as TypedDocumentString<PastUseSummaryFieldsFragment, unknown>;
export const ReceiptFieldsFragmentDoc = `fragment ReceiptFields on Receipt { entry status document }` as unknown as TypedDocumentString<ReceiptFieldsFragment, unknown>;
export const ReceiptsFieldsFragmentDoc = `fragment ReceiptsFields on MemberReceiptsConnection { nodes { ...ReceiptFields } pageInfo { hasNextPage endCursor } } fragment ReceiptFields on Receipt { entry status document }` as unknown as TypedDocumentString<ReceiptsFieldsFragment, unknown>;
export const ProposalFieldsFragmentDoc = `fragment ProposalFields on RulebookProposal { id status version digest proposedBy proposedAt expiresAt note approvalsNeeded approvals { subject approvedAt } closedBy closedNote published { position } changes { code impact path dataUse message(locale: $locale) } }` as unknown as TypedDocumentString<ProposalFieldsFragment, unknown>;
export const DecisionFieldsFragmentDoc = `fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<DecisionFieldsFragment, unknown>;
export const EffectFieldsFragmentDoc = `fragment EffectFields on RulebookEffect { dataUse becomeEligible becomeIneligible changeReasons reasons { reason blocksNewly blocksNoLonger } samples { item { key } before { ...DecisionFields } after { ...DecisionFields } } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<EffectFieldsFragment, unknown>;
export const RunFieldsFragmentDoc = `fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<RunFieldsFragment, unknown>;
export const ItemFieldsFragmentDoc = `fragment ItemFields on ContentItem { id key kind visibility createdAt }` as unknown as TypedDocumentString<ItemFieldsFragment, unknown>;
export const OptOutSettingFieldsFragmentDoc = `fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt }` as unknown as TypedDocumentString<OptOutSettingFieldsFragment, unknown>;
export const ChoiceHistoryFieldsFragmentDoc = `fragment ChoiceHistoryFields on OptOutSettingHistoryConnection { nodes { ...ChoiceEventFields } pageInfo { hasNextPage endCursor } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } }` as unknown as TypedDocumentString<ChoiceHistoryFieldsFragment, unknown>;
export const DueNoticeFieldsFragmentDoc = `fragment DueNoticeFields on DueNotice { notice version kinds leadDays dataUses { key title(locale: $locale) language(locale: $locale) } }` as unknown as TypedDocumentString<DueNoticeFieldsFragment, unknown>;
export const SettingsOverviewFieldsFragmentDoc = `fragment SettingsOverviewFields on Member { key country regions { code title(locale: $locale) } optOutSettings { ...OptOutSettingFields definition: setting { language(locale: $locale) } control uses { dataUse { key title(locale: $locale) description(locale: $locale) language(locale: $locale) recipients } rule { key legalBasis controller control objectionScope contentNotBefore scope { kind visibilities } } standing standingUntil useAllowed } appliedBy { consumer title status since dueAt } history(first: $history) { ...ChoiceHistoryFields } } noticesDue { ...DueNoticeFields } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt } fragment ChoiceHistoryFields on OptOutSettingHistoryConnection { nodes { ...ChoiceEventFields } pageInfo { hasNextPage endCursor } } fragment DueNoticeFields on DueNotice { notice version kinds leadDays dataUses { key title(locale: $locale) language(locale: $locale) } }` as unknown as TypedDocumentString<SettingsOverviewFieldsFragment, unknown>;
export const ConsumersDocument = `query Consumers($at: DateTime, $asKnownAt: Position) { consumers(at: $at, asKnownAt: $asKnownAt) { ...ConsumerFields } } fragment UnappliedActFields on UnappliedAct { position setting effectiveAt ageSeconds dueAt overdue } fragment ConsumerFields on Consumer { id key title subject dataUses registeredAt acknowledged acknowledgedAt head behind unapplied overdue firstDue { ...UnappliedActFields } settings { setting deadline since acknowledged unapplied overdue oldestUnapplied { ...UnappliedActFields } } }` as unknown as TypedDocumentString<ConsumersQuery, ConsumersQueryVariables>;
export const ConsumerDocument = `query Consumer($key: String!, $at: DateTime, $asKnownAt: Position) { consumer(key: $key, at: $at, asKnownAt: $asKnownAt) { ...ConsumerFields } } fragment UnappliedActFields on UnappliedAct { position setting effectiveAt ageSeconds dueAt overdue } fragment ConsumerFields on Consumer { id key title subject dataUses registeredAt acknowledged acknowledgedAt head behind unapplied overdue firstDue { ...UnappliedActFields } settings { setting deadline since acknowledged unapplied overdue oldestUnapplied { ...UnappliedActFields } } }` as unknown as TypedDocumentString<ConsumerQuery, ConsumerQueryVariables>;
export const RegisterConsumerDocument = `mutation RegisterConsumer($input: RegisterConsumerInput!) { registerConsumer(input: $input) { __typename ... on RegisterConsumerSuccess { consumer { ...ConsumerFields } position unchanged } ... on Error { code message } ... on InvalidInputError { path } } } fragment UnappliedActFields on UnappliedAct { position setting effectiveAt ageSeconds dueAt overdue } fragment ConsumerFields on Consumer { id key title subject dataUses registeredAt acknowledged acknowledgedAt head behind unapplied overdue firstDue { ...UnappliedActFields } settings { setting deadline since acknowledged unapplied overdue oldestUnapplied { ...UnappliedActFields } } }` as unknown as TypedDocumentString<RegisterConsumerMutation, RegisterConsumerMutationVariables>;
export const DeregisterConsumerDocument = `mutation DeregisterConsumer($input: DeregisterConsumerInput!) { deregisterConsumer(input: $input) { __typename ... on DeregisterConsumerSuccess { position } ... on Error { code message } } }` as unknown as TypedDocumentString<DeregisterConsumerMutation, DeregisterConsumerMutationVariables>;
export const AcknowledgeDocument = `mutation Acknowledge($input: AcknowledgeInput!) { acknowledge(input: $input) { __typename ... on AcknowledgeSuccess { consumer { ...ConsumerFields } unchanged entry } ... on Error { code message } ... on InvalidInputError { path } } } fragment UnappliedActFields on UnappliedAct { position setting effectiveAt ageSeconds dueAt overdue } fragment ConsumerFields on Consumer { id key title subject dataUses registeredAt acknowledged acknowledgedAt head behind unapplied overdue firstDue { ...UnappliedActFields } settings { setting deadline since acknowledged unapplied overdue oldestUnapplied { ...UnappliedActFields } } }` as unknown as TypedDocumentString<AcknowledgeMutation, AcknowledgeMutationVariables>;
export const ViewerApplicationsDocument = `query ViewerApplications($at: DateTime, $asKnownAt: Position) { viewer { member(at: $at, asKnownAt: $asKnownAt) { ...ApplicationsFields } } } fragment ApplicationsFields on Member { optOutSettings { setting { key } choice appliedBy { consumer title status since dueAt } } }` as unknown as TypedDocumentString<ViewerApplicationsQuery, ViewerApplicationsQueryVariables>;
export const MemberApplicationsDocument = `query MemberApplications($member: MemberRef!, $at: DateTime, $asKnownAt: Position) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { ...ApplicationsFields } } fragment ApplicationsFields on Member { optOutSettings { setting { key } choice appliedBy { consumer title status since dueAt } } }` as unknown as TypedDocumentString<MemberApplicationsQuery, MemberApplicationsQueryVariables>;
export const EligibleContentItemsDocument = `query EligibleContentItems($dataUse: String!, $at: DateTime, $asKnownAt: Position, $first: Int!, $after: String) { eligibleContentItems( dataUse: $dataUse at: $at asKnownAt: $asKnownAt first: $first after: $after ) { nodes { id key kind visibility createdAt } pageInfo { hasNextPage endCursor } at position } }` as unknown as TypedDocumentString<EligibleContentItemsQuery, EligibleContentItemsQueryVariables>;
export const DecisionsDocument = `query Decisions($questions: [QuestionInput!]!, $minPosition: Position, $locale: Locale) { decisions(questions: $questions, minPosition: $minPosition) { ...DecisionFields } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<DecisionsQuery, DecisionsQueryVariables>;
export const GateDecisionsDocument = `query GateDecisions($questions: [QuestionInput!]!, $minPosition: Position) { decisions(questions: $questions, minPosition: $minPosition) { outcome decisiveReason reasons { code } at position validUntil projected } }` as unknown as TypedDocumentString<GateDecisionsQuery, GateDecisionsQueryVariables>;
export const LedgerBatchDocument = `query LedgerBatch($after: Position!, $first: Int!) { ledgerBatch(after: $after, first: $first) { ...LedgerBatchFields } } fragment LedgerEntryFields on LedgerEntry { position type member item effectiveAt recordedAt body } fragment LedgerBatchFields on LedgerBatch { after through head readAt complete entries { ...LedgerEntryFields } }` as unknown as TypedDocumentString<LedgerBatchQuery, LedgerBatchQueryVariables>;
export const LedgerBatchesDocument = `subscription LedgerBatches($after: Position!, $first: Int!) { ledgerBatches(after: $after, first: $first) { ...LedgerBatchFields } } fragment LedgerEntryFields on LedgerEntry { position type member item effectiveAt recordedAt body } fragment LedgerBatchFields on LedgerBatch { after through head readAt complete entries { ...LedgerEntryFields } }` as unknown as TypedDocumentString<LedgerBatchesSubscription, LedgerBatchesSubscriptionVariables>;
export const LedgerEntriesDocument = `query LedgerEntries($after: Position, $first: Int, $asKnownAt: Position) { ledger(after: $after, first: $first, asKnownAt: $asKnownAt) { ...LedgerEntryFields } } fragment LedgerEntryFields on LedgerEntry { position type member item effectiveAt recordedAt body }` as unknown as TypedDocumentString<LedgerEntriesQuery, LedgerEntriesQueryVariables>;
export const LedgerHeadDocument = `query LedgerHead { ledgerHead }` as unknown as TypedDocumentString<LedgerHeadQuery, LedgerHeadQueryVariables>;
export const PositionAtDocument = `query PositionAt($at: DateTime!) { positionAt(at: $at) }` as unknown as TypedDocumentString<PositionAtQuery, PositionAtQueryVariables>;
export const ViewerNoticesDueDocument = `query ViewerNoticesDue($at: DateTime, $asKnownAt: Position, $locale: Locale) { viewer { member(at: $at, asKnownAt: $asKnownAt) { noticesDue { ...DueNoticeFields } } } } fragment DueNoticeFields on DueNotice { notice version kinds leadDays dataUses { key title(locale: $locale) language(locale: $locale) } }` as unknown as TypedDocumentString<ViewerNoticesDueQuery, ViewerNoticesDueQueryVariables>;
export const MemberNoticesDueDocument = `query MemberNoticesDue($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $locale: Locale) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { noticesDue { ...DueNoticeFields } } } fragment DueNoticeFields on DueNotice { notice version kinds leadDays dataUses { key title(locale: $locale) language(locale: $locale) } }` as unknown as TypedDocumentString<MemberNoticesDueQuery, MemberNoticesDueQueryVariables>;
export const RecordNoticeServedDocument = `mutation RecordNoticeServed($input: RecordNoticeServedInput!) { recordNoticeServed(input: $input) { __typename ... on RecordNoticeServedSuccess { servedAt position unchanged } ... on Error { code message } ... on InvalidInputError { path } } }` as unknown as TypedDocumentString<RecordNoticeServedMutation, RecordNoticeServedMutationVariables>;
export const ViewerPastUsesDocument = `query ViewerPastUses($at: DateTime, $asKnownAt: Position, $locale: Locale, $first: Int!, $after: String) { viewer { member(at: $at, asKnownAt: $asKnownAt) { pastUses(first: $first, after: $after) { ...PastUsesFields } } } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment PastUsesFields on MemberPastUsesConnection { nodes { run { key description at sealedAt dataUse { key title(locale: $locale) language(locale: $locale) } } itemCount endedBy { ...ChoiceEventFields } } pageInfo { hasNextPage endCursor } }` as unknown as TypedDocumentString<ViewerPastUsesQuery, ViewerPastUsesQueryVariables>;
export const MemberPastUsesDocument = `query MemberPastUses($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $locale: Locale, $first: Int!, $after: String) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { pastUses(first: $first, after: $after) { ...PastUsesFields } } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment PastUsesFields on MemberPastUsesConnection { nodes { run { key description at sealedAt dataUse { key title(locale: $locale) language(locale: $locale) } } itemCount endedBy { ...ChoiceEventFields } } pageInfo { hasNextPage endCursor } }` as unknown as TypedDocumentString<MemberPastUsesQuery, MemberPastUsesQueryVariables>;
export const ViewerPastUseSummaryDocument = `query ViewerPastUseSummary($at: DateTime, $asKnownAt: Position, $locale: Locale) { viewer { member(at: $at, asKnownAt: $asKnownAt) { ...PastUseSummaryFields } } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment PastUseSummaryFields on Member { pastUsesExplanation(locale: $locale) pastUseSummaries { dataUse { key title(locale: $locale) language(locale: $locale) } runs { key description at sealedAt } itemCount endedBy { ...ChoiceEventFields } notUsedFrom { key } explanation(locale: $locale) } }` as unknown as TypedDocumentString<ViewerPastUseSummaryQuery, ViewerPastUseSummaryQueryVariables>;
export const MemberPastUseSummaryDocument = `query MemberPastUseSummary($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $locale: Locale) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { ...PastUseSummaryFields } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment PastUseSummaryFields on Member { pastUsesExplanation(locale: $locale) pastUseSummaries { dataUse { key title(locale: $locale) language(locale: $locale) } runs { key description at sealedAt } itemCount endedBy { ...ChoiceEventFields } notUsedFrom { key } explanation(locale: $locale) } }` as unknown as TypedDocumentString<MemberPastUseSummaryQuery, MemberPastUseSummaryQueryVariables>;
export const ViewerReceiptsDocument = `query ViewerReceipts($at: DateTime, $asKnownAt: Position, $first: Int!, $after: String) { viewer { member(at: $at, asKnownAt: $asKnownAt) { receipts(first: $first, after: $after) { ...ReceiptsFields } } } } fragment ReceiptFields on Receipt { entry status document } fragment ReceiptsFields on MemberReceiptsConnection { nodes { ...ReceiptFields } pageInfo { hasNextPage endCursor } }` as unknown as TypedDocumentString<ViewerReceiptsQuery, ViewerReceiptsQueryVariables>;
export const MemberReceiptsDocument = `query MemberReceipts($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $first: Int!, $after: String) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { receipts(first: $first, after: $after) { ...ReceiptsFields } } } fragment ReceiptFields on Receipt { entry status document } fragment ReceiptsFields on MemberReceiptsConnection { nodes { ...ReceiptFields } pageInfo { hasNextPage endCursor } }` as unknown as TypedDocumentString<MemberReceiptsQuery, MemberReceiptsQueryVariables>;
export const ReceiptDocument = `query Receipt($position: Position!) { receipt(position: $position) { ...ReceiptFields } } fragment ReceiptFields on Receipt { entry status document }` as unknown as TypedDocumentString<ReceiptQuery, ReceiptQueryVariables>;
export const CheckpointKeysDocument = `query CheckpointKeys { checkpointKeys { verifier current firstSize addedAt } }` as unknown as TypedDocumentString<CheckpointKeysQuery, CheckpointKeysQueryVariables>;
export const RulebookProposalsDocument = `query RulebookProposals($status: RulebookProposalStatus, $locale: Locale) { rulebookProposals(status: $status, first: 1000) { nodes { ...ProposalFields } } } fragment ProposalFields on RulebookProposal { id status version digest proposedBy proposedAt expiresAt note approvalsNeeded approvals { subject approvedAt } closedBy closedNote published { position } changes { code impact path dataUse message(locale: $locale) } }` as unknown as TypedDocumentString<RulebookProposalsQuery, RulebookProposalsQueryVariables>;
export const ProposeRulebookDocument = `mutation ProposeRulebook($input: ProposeRulebookInput!, $locale: Locale) { proposeRulebook(input: $input) { __typename ... on RulebookProposed { proposal { ...ProposalFields } } ... on Error { code message } ... on RulebookRefusedError { problems { path message } } } } fragment ProposalFields on RulebookProposal { id status version digest proposedBy proposedAt expiresAt note approvalsNeeded approvals { subject approvedAt } closedBy closedNote published { position } changes { code impact path dataUse message(locale: $locale) } }` as unknown as TypedDocumentString<ProposeRulebookMutation, ProposeRulebookMutationVariables>;
export const ApproveRulebookDocument = `mutation ApproveRulebook($input: ApproveRulebookInput!, $locale: Locale) { approveRulebook(input: $input) { __typename ... on ApproveRulebookSuccess { proposal { ...ProposalFields } } ... on Error { code message } } } fragment ProposalFields on RulebookProposal { id status version digest proposedBy proposedAt expiresAt note approvalsNeeded approvals { subject approvedAt } closedBy closedNote published { position } changes { code impact path dataUse message(locale: $locale) } }` as unknown as TypedDocumentString<ApproveRulebookMutation, ApproveRulebookMutationVariables>;
export const RejectRulebookDocument = `mutation RejectRulebook($input: RejectRulebookInput!, $locale: Locale) { rejectRulebook(input: $input) { __typename ... on RejectRulebookSuccess { proposal { ...ProposalFields } } ... on Error { code message } } } fragment ProposalFields on RulebookProposal { id status version digest proposedBy proposedAt expiresAt note approvalsNeeded approvals { subject approvedAt } closedBy closedNote published { position } changes { code impact path dataUse message(locale: $locale) } }` as unknown as TypedDocumentString<RejectRulebookMutation, RejectRulebookMutationVariables>;
export const PublishRulebookDocument = `mutation PublishRulebook($input: PublishRulebookInput!, $effect: Boolean!, $samples: Int!, $locale: Locale) { publishRulebook(input: $input) { __typename ... on PublishRulebookSuccess { version digest position at asKnownAt effect(samples: $samples) @include(if: $effect) { ...EffectFields } } ... on RulebookProposed { proposal { ...ProposalFields } } ... on Error { code message } ... on RulebookRefusedError { problems { path message } } } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected } fragment ProposalFields on RulebookProposal { id status version digest proposedBy proposedAt expiresAt note approvalsNeeded approvals { subject approvedAt } closedBy closedNote published { position } changes { code impact path dataUse message(locale: $locale) } } fragment EffectFields on RulebookEffect { dataUse becomeEligible becomeIneligible changeReasons reasons { reason blocksNewly blocksNoLonger } samples { item { key } before { ...DecisionFields } after { ...DecisionFields } } }` as unknown as TypedDocumentString<PublishRulebookMutation, PublishRulebookMutationVariables>;
export const RulebookDiffDocument = `query RulebookDiff($from: RulebookRef, $to: RulebookRef, $locale: Locale) { rulebookDiff(from: $from, to: $to) { __typename ... on RulebookDiff { from to changes { code impact path dataUse message(locale: $locale) } } ... on Error { code message } ... on RulebookRefusedError { problems { path message } } } }` as unknown as TypedDocumentString<RulebookDiffQuery, RulebookDiffQueryVariables>;
export const RunDocument = `query Run($key: String!, $at: DateTime, $asKnownAt: Position) { run(key: $key, at: $at, asKnownAt: $asKnownAt) { ...RunFields } } fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const OpenRunDocument = `mutation OpenRun($input: OpenRunInput!) { openRun(input: $input) { __typename ... on OpenRunSuccess { run { ...RunFields } position } ... on Error { code message } ... on InvalidInputError { path } } } fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<OpenRunMutation, OpenRunMutationVariables>;
export const SealRunDocument = `mutation SealRun($input: SealRunInput!) { sealRun(input: $input) { __typename ... on SealRunSuccess { run { ...RunFields } position lateItemCount } ... on Error { code message } } } fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<SealRunMutation, SealRunMutationVariables>;
export const AbandonRunDocument = `mutation AbandonRun($input: AbandonRunInput!) { abandonRun(input: $input) { __typename ... on AbandonRunSuccess { run { ...RunFields } position } ... on Error { code message } } } fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<AbandonRunMutation, AbandonRunMutationVariables>;
export const RunsDocument = `query Runs($dataUse: String, $status: RunStatus, $at: DateTime, $asKnownAt: Position, $first: Int!, $after: String) { runs( dataUse: $dataUse status: $status at: $at asKnownAt: $asKnownAt first: $first after: $after ) { nodes { ...RunFields } pageInfo { hasNextPage endCursor } } } fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunItemsDocument = `query RunItems($key: String!, $first: Int!, $after: String) { run(key: $key) { items(first: $first, after: $after) { nodes { ...ItemFields } pageInfo { hasNextPage endCursor } } } } fragment ItemFields on ContentItem { id key kind visibility createdAt }` as unknown as TypedDocumentString<RunItemsQuery, RunItemsQueryVariables>;
export const RunLateItemsDocument = `query RunLateItems($key: String!, $first: Int!, $after: String, $locale: Locale) { run(key: $key) { lateItems(first: $first, after: $after) { nodes { item { ...ItemFields } decision { ...DecisionFields } } pageInfo { hasNextPage endCursor } } } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected } fragment ItemFields on ContentItem { id key kind visibility createdAt }` as unknown as TypedDocumentString<RunLateItemsQuery, RunLateItemsQueryVariables>;
export const RunChunksDocument = `query RunChunks($key: String!, $first: Int!, $after: String) { run(key: $key) { manifestChunks(first: $first, after: $after) { nodes { ordinal firstKey itemCount digest } pageInfo { hasNextPage endCursor } } } }` as unknown as TypedDocumentString<RunChunksQuery, RunChunksQueryVariables>;
export const VerifyRunDocument = `query VerifyRun($run: String!, $locale: Locale) { verifyRun(run: $run) { run { key status } verdict recorded { digest itemCount } derived { digest itemCount } written erasedItemCount undecidableItemCount derivedOnlyCount writtenOnlyCount firstDifferingChunk { ordinal recorded derived written } differingItems { key side decision { ...DecisionFields } } } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<VerifyRunQuery, VerifyRunQueryVariables>;
export const RunDiffDocument = `query RunDiff($from: String!, $to: String!) { runDiff(from: $from, to: $to) { from { ...RunFields } to { ...RunFields } summary { addedCount removedCount keptCount reasons { change reason itemCount decisiveCount } } } } fragment RunFields on Run { id key dataUse { key } description at asKnownAt status openedAt itemCount manifestDigest sealedAt abandonedAt }` as unknown as TypedDocumentString<RunDiffQuery, RunDiffQueryVariables>;
export const RunDifferencesDocument = `query RunDifferences($from: String!, $to: String!, $first: Int!, $after: String, $locale: Locale) { runDiff(from: $from, to: $to) { differences(first: $first, after: $after) { nodes { item { ...ItemFields } change decision { ...DecisionFields } } pageInfo { hasNextPage endCursor } } } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected } fragment ItemFields on ContentItem { id key kind visibility createdAt }` as unknown as TypedDocumentString<RunDifferencesQuery, RunDifferencesQueryVariables>;
export const ViewerSettingsOverviewDocument = `query ViewerSettingsOverview($at: DateTime, $asKnownAt: Position, $locale: Locale, $history: Int!) { viewer { member(at: $at, asKnownAt: $asKnownAt) { ...SettingsOverviewFields } } absoluteExclusions } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt } fragment ChoiceHistoryFields on OptOutSettingHistoryConnection { nodes { ...ChoiceEventFields } pageInfo { hasNextPage endCursor } } fragment DueNoticeFields on DueNotice { notice version kinds leadDays dataUses { key title(locale: $locale) language(locale: $locale) } } fragment SettingsOverviewFields on Member { key country regions { code title(locale: $locale) } optOutSettings { ...OptOutSettingFields definition: setting { language(locale: $locale) } control uses { dataUse { key title(locale: $locale) description(locale: $locale) language(locale: $locale) recipients } rule { key legalBasis controller control objectionScope contentNotBefore scope { kind visibilities } } standing standingUntil useAllowed } appliedBy { consumer title status since dueAt } history(first: $history) { ...ChoiceHistoryFields } } noticesDue { ...DueNoticeFields } }` as unknown as TypedDocumentString<ViewerSettingsOverviewQuery, ViewerSettingsOverviewQueryVariables>;
export const MemberSettingsOverviewDocument = `query MemberSettingsOverview($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $locale: Locale, $history: Int!) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { ...SettingsOverviewFields } absoluteExclusions } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment OptOutSettingFields on OptOutSetting { id setting { key title(locale: $locale) description(locale: $locale) path } choice inForce useAllowed version changedAt } fragment ChoiceHistoryFields on OptOutSettingHistoryConnection { nodes { ...ChoiceEventFields } pageInfo { hasNextPage endCursor } } fragment DueNoticeFields on DueNotice { notice version kinds leadDays dataUses { key title(locale: $locale) language(locale: $locale) } } fragment SettingsOverviewFields on Member { key country regions { code title(locale: $locale) } optOutSettings { ...OptOutSettingFields definition: setting { language(locale: $locale) } control uses { dataUse { key title(locale: $locale) description(locale: $locale) language(locale: $locale) recipients } rule { key legalBasis controller control objectionScope contentNotBefore scope { kind visibilities } } standing standingUntil useAllowed } appliedBy { consumer title status since dueAt } history(first: $history) { ...ChoiceHistoryFields } } noticesDue { ...DueNoticeFields } }` as unknown as TypedDocumentString<MemberSettingsOverviewQuery, MemberSettingsOverviewQueryVariables>;
export const ViewerChoiceHistoryDocument = `query ViewerChoiceHistory($at: DateTime, $asKnownAt: Position, $setting: String!, $first: Int!, $after: String) { viewer { member(at: $at, asKnownAt: $asKnownAt) { optOutSetting(setting: $setting) { history(first: $first, after: $after) { ...ChoiceHistoryFields } } } } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment ChoiceHistoryFields on OptOutSettingHistoryConnection { nodes { ...ChoiceEventFields } pageInfo { hasNextPage endCursor } }` as unknown as TypedDocumentString<ViewerChoiceHistoryQuery, ViewerChoiceHistoryQueryVariables>;
export const MemberChoiceHistoryDocument = `query MemberChoiceHistory($member: MemberRef!, $at: DateTime, $asKnownAt: Position, $setting: String!, $first: Int!, $after: String) { member(by: $member, at: $at, asKnownAt: $asKnownAt) { optOutSetting(setting: $setting) { history(first: $first, after: $after) { ...ChoiceHistoryFields } } } } fragment ChoiceEventFields on ChoiceEvent { id act channel actor effectiveAt recordedAt position receipt { entry document } } fragment ChoiceHistoryFields on OptOutSettingHistoryConnection { nodes { ...ChoiceEventFields } pageInfo { hasNextPage endCursor } }` as unknown as TypedDocumentString<MemberChoiceHistoryQuery, MemberChoiceHistoryQueryVariables>;
export const DecisionThenAndNowDocument = `query DecisionThenAndNow($question: QuestionInput!, $locale: Locale) { decisionThenAndNow(question: $question) { answeredThen { ...DecisionFields } knownNow { ...DecisionFields } differs changes { position type recordedAt effectiveAt correction decision { ...DecisionFields } } } } fragment DecisionFields on Decision { outcome decisiveReason reasons { code decisive message(locale: $locale) } explanation(locale: $locale) rule { id key } legalBasis controller rulebookVersion dataUse at position validUntil projected }` as unknown as TypedDocumentString<DecisionThenAndNowQuery, DecisionThenAndNowQueryVariables>;