/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '../document-type.ts';
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

/** The two answers there are. Not knowing is INELIGIBLE. */
export type Outcome =
  /** The item may be used. */
  | 'ELIGIBLE'
  /** The item may not be used; every reason is named. */
  | 'INELIGIBLE';

/** Whether a rule works during a phase. */
export type PhaseStatus =
  /** The rule allows what its scope lists. */
  | 'IN_FORCE'
  /** Nothing may be used. */
  | 'SUSPENDED';

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

/** How far a run has come. */
export type RunStatus =
  /** It was given up; it used nothing. */
  | 'ABANDONED'
  /** Its set is fixed, and not yet written down. */
  | 'OPEN'
  /** Its manifest is written. */
  | 'SEALED';

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

export type ConsoleCheckpointsQueryVariables = Exact<{
  first: number;
}>;


export type ConsoleCheckpointsQuery = { readonly ledgerHead: string, readonly checkpoints: { readonly nodes: ReadonlyArray<{ readonly origin: string, readonly size: string, readonly root: string, readonly note: string, readonly publishedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly checkpointKeys: ReadonlyArray<{ readonly verifier: string, readonly addedAt: string, readonly firstSize: string, readonly current: boolean }> };

export type ConsoleEarlierCheckpointQueryVariables = Exact<{
  publishedBy: string;
}>;


export type ConsoleEarlierCheckpointQuery = { readonly checkpoints: { readonly nodes: ReadonlyArray<{ readonly size: string, readonly note: string, readonly publishedAt: string }> }, readonly first: { readonly size: string, readonly note: string, readonly publishedAt: string } | null };

export type ConsoleConsistencyQueryVariables = Exact<{
  first: string;
  second: string;
}>;


export type ConsoleConsistencyQuery = { readonly consistencyProof: { readonly size: string, readonly root: string, readonly hashes: ReadonlyArray<string> } };

export type ConsoleReceiptQueryVariables = Exact<{
  position: string;
}>;


export type ConsoleReceiptQuery = { readonly receipt: { readonly entry: string, readonly status: ReceiptStatus, readonly document: string } | null };

export type ConsolePublishCheckpointMutationVariables = Exact<{ [key: string]: never; }>;


export type ConsolePublishCheckpointMutation = { readonly publishCheckpoint:
    | { readonly __typename: 'ForbiddenError', readonly message: string }
    | { readonly __typename: 'NoSigningKeyError', readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly message: string }
    | { readonly __typename: 'PublishCheckpointSuccess', readonly isNew: boolean, readonly checkpoint: { readonly size: string } }
   };

export type ConsolePointQueryVariables = Exact<{
  at?: string | null | undefined;
  asKnownAt?: string | null | undefined;
}>;


export type ConsolePointQuery = { readonly statistics: { readonly at: string, readonly position: string, readonly rulebookVersion: string | null } | null };

export type ConsolePositionAtQueryVariables = Exact<{
  at: string;
}>;


export type ConsolePositionAtQuery = { readonly positionAt: string };

export type ConsoleChoicesQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
  from: string;
}>;


export type ConsoleChoicesQuery = { readonly statistics: { readonly memberCount: number, readonly choices: ReadonlyArray<{ readonly objectedCount: number, readonly consentedCount: number, readonly defaultCount: number, readonly setting: { readonly key: string, readonly title: string } }>, readonly dailyActs: ReadonlyArray<{ readonly day: string, readonly setting: string, readonly act: ChoiceAct, readonly count: number }> } | null };

export type ConsoleDataUsesQueryVariables = Exact<{
  asKnownAt: string;
}>;


export type ConsoleDataUsesQuery = { readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly setting: { readonly key: string, readonly title: string } | null, readonly rules: ReadonlyArray<{ readonly key: string, readonly places: ReadonlyArray<string>, readonly placesExcepted: boolean, readonly control: Control, readonly phases: ReadonlyArray<{ readonly from: string, readonly until: string | null, readonly status: PhaseStatus, readonly cause: string | null }> }> }> };

export type ConsoleEligibilityQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
  dataUse: string;
}>;


export type ConsoleEligibilityQuery = { readonly statistics: { readonly eligibility: { readonly eligibleCount: number, readonly ineligibleCount: number, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly decisiveCount: number, readonly itemCount: number }>, readonly places: ReadonlyArray<{ readonly eligibleCount: number, readonly ineligibleCount: number, readonly rule: { readonly key: string, readonly places: ReadonlyArray<string>, readonly placesExcepted: boolean } | null, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly decisiveCount: number, readonly itemCount: number }> }> } | null } | null };

export type ConsoleConsumersQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
}>;


export type ConsoleConsumersQuery = { readonly consumers: ReadonlyArray<{ readonly key: string, readonly title: string, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly dueAt: string, readonly ageSeconds: number, readonly overdue: boolean } | null }>, readonly now: ReadonlyArray<{ readonly key: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly behind: number }> };

export type ConsoleGlanceQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
  dataUse: string;
}>;


export type ConsoleGlanceQuery = { readonly statistics: { readonly memberCount: number, readonly choices: ReadonlyArray<{ readonly objectedCount: number, readonly setting: { readonly key: string, readonly title: string } }>, readonly eligibility: { readonly eligibleCount: number, readonly ineligibleCount: number } | null } | null, readonly consumers: ReadonlyArray<{ readonly key: string, readonly title: string, readonly overdue: boolean }>, readonly now: ReadonlyArray<{ readonly key: string, readonly title: string, readonly behind: number }> };

export type ConsoleRunsQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
}>;


export type ConsoleRunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly key: string, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly description: string | null, readonly openedAt: string, readonly sealedAt: string | null, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly dataUse: { readonly key: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } } };

export type ConsoleReportQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
}>;


export type ConsoleReportQuery = { readonly statistics: { readonly at: string, readonly position: string, readonly rulebookVersion: string | null, readonly memberCount: number, readonly choices: ReadonlyArray<{ readonly objectedCount: number, readonly consentedCount: number, readonly defaultCount: number, readonly setting: { readonly key: string } }>, readonly dailyActs: ReadonlyArray<{ readonly day: string, readonly setting: string, readonly act: ChoiceAct, readonly count: number }> } | null, readonly runs: { readonly nodes: ReadonlyArray<{ readonly key: string, readonly status: RunStatus, readonly itemCount: number | null, readonly manifestDigest: string | null }> } };

export type ConsoleRulebooksQueryVariables = Exact<{ [key: string]: never; }>;


export type ConsoleRulebooksQuery = { readonly rulebooks: { readonly nodes: ReadonlyArray<{ readonly version: string, readonly title: string | null, readonly position: string, readonly publishedAt: string, readonly publishedBy: string | null, readonly approvedBy: ReadonlyArray<string>, readonly digest: string }> } };

export type ConsoleRulesQueryVariables = Exact<{
  version: string;
}>;


export type ConsoleRulesQuery = { readonly rulebook: { readonly version: string, readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string, readonly rules: ReadonlyArray<{ readonly key: string, readonly places: ReadonlyArray<string>, readonly placesExcepted: boolean, readonly control: Control, readonly legalBasis: LegalBasis, readonly controller: string, readonly phases: ReadonlyArray<{ readonly from: string, readonly until: string | null, readonly status: PhaseStatus, readonly cause: string | null }> }> }> } | null };

export type ConsoleChangeFragment = { readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly dataUse: string | null, readonly path: ReadonlyArray<string>, readonly message: string };

export type ConsoleDiffQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type ConsoleDiffQuery = { readonly rulebookDiff:
    | { readonly __typename: 'NotFoundError', readonly message: string }
    | { readonly __typename: 'RulebookDiff', readonly from: string | null, readonly to: string, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly dataUse: string | null, readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'RulebookRefusedError', readonly message: string }
   };

export type ConsoleEffectFragment = { readonly dataUse: string, readonly becomeEligible: number, readonly becomeIneligible: number, readonly changeReasons: number, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly blocksNewly: number, readonly blocksNoLonger: number }>, readonly samples: ReadonlyArray<{ readonly item: { readonly key: string }, readonly before: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode }, readonly after: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode } }> };

export type ConsoleDryRunMutationVariables = Exact<{
  rulebook: unknown;
  at: string;
}>;


export type ConsoleDryRunMutation = { readonly publishRulebook:
    | { readonly __typename: 'ForbiddenError', readonly message: string }
    | { readonly __typename: 'PublishRulebookSuccess', readonly version: string, readonly digest: string, readonly at: string, readonly asKnownAt: string, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly dataUse: string | null, readonly path: ReadonlyArray<string>, readonly message: string }>, readonly effect: ReadonlyArray<{ readonly dataUse: string, readonly becomeEligible: number, readonly becomeIneligible: number, readonly changeReasons: number, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly blocksNewly: number, readonly blocksNoLonger: number }>, readonly samples: ReadonlyArray<{ readonly item: { readonly key: string }, readonly before: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode }, readonly after: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode } }> }> }
    | { readonly __typename: 'RulebookProposed' }
    | { readonly __typename: 'RulebookRefusedError', readonly message: string, readonly problems: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
   };

export type ConsoleProposeMutationVariables = Exact<{
  rulebook: unknown;
  note?: string | null | undefined;
}>;


export type ConsoleProposeMutation = { readonly proposeRulebook:
    | { readonly __typename: 'ForbiddenError', readonly message: string }
    | { readonly __typename: 'RulebookProposed', readonly proposal: { readonly id: string, readonly version: string } }
    | { readonly __typename: 'RulebookRefusedError', readonly message: string, readonly problems: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
   };

export type ConsoleProposalsQueryVariables = Exact<{ [key: string]: never; }>;


export type ConsoleProposalsQuery = { readonly rulebookProposals: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly version: string, readonly status: RulebookProposalStatus, readonly note: string | null, readonly proposedBy: string, readonly proposedAt: string, readonly expiresAt: string, readonly approvalsNeeded: number, readonly closedBy: string | null, readonly closedAt: string | null, readonly closedNote: string | null, readonly approvals: ReadonlyArray<{ readonly subject: string, readonly approvedAt: string }>, readonly replaces: { readonly version: string } | null, readonly changes: ReadonlyArray<{ readonly code: RulebookChangeCode, readonly impact: RulebookChangeImpact, readonly dataUse: string | null, readonly path: ReadonlyArray<string>, readonly message: string }> }> } };

export type ConsoleProposalEffectQueryVariables = Exact<{
  id: string | number;
}>;


export type ConsoleProposalEffectQuery = { readonly node:
    | { readonly __typename: 'ChoiceEvent' }
    | { readonly __typename: 'Consumer' }
    | { readonly __typename: 'ContentItem' }
    | { readonly __typename: 'DataUse' }
    | { readonly __typename: 'Member' }
    | { readonly __typename: 'OptOutSetting' }
    | { readonly __typename: 'Region' }
    | { readonly __typename: 'Rule' }
    | { readonly __typename: 'Rulebook' }
    | { readonly __typename: 'RulebookProposal', readonly effect: ReadonlyArray<{ readonly dataUse: string, readonly becomeEligible: number, readonly becomeIneligible: number, readonly changeReasons: number, readonly reasons: ReadonlyArray<{ readonly reason: ReasonCode, readonly blocksNewly: number, readonly blocksNoLonger: number }>, readonly samples: ReadonlyArray<{ readonly item: { readonly key: string }, readonly before: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode }, readonly after: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode } }> }> }
    | { readonly __typename: 'Run' }
    | { readonly __typename: 'SettingDefinition' }
   | null };

export type ConsoleApproveMutationVariables = Exact<{
  proposal: string | number;
}>;


export type ConsoleApproveMutation = { readonly approveRulebook:
    | { readonly __typename: 'ApproveRulebookSuccess', readonly proposal: { readonly status: RulebookProposalStatus } }
    | { readonly __typename: 'ForbiddenError', readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly message: string }
    | { readonly __typename: 'ProposalNotOpenError', readonly message: string }
   };

export type ConsoleRejectMutationVariables = Exact<{
  proposal: string | number;
  note?: string | null | undefined;
}>;


export type ConsoleRejectMutation = { readonly rejectRulebook:
    | { readonly __typename: 'ForbiddenError', readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly message: string }
    | { readonly __typename: 'ProposalNotOpenError', readonly message: string }
    | { readonly __typename: 'RejectRulebookSuccess', readonly proposal: { readonly status: RulebookProposalStatus } }
   };

export type ConsoleWhyQueryVariables = Exact<{
  item: string;
  dataUse: string;
  at: string;
  asKnownAt: string;
}>;


export type ConsoleWhyQuery = { readonly decision: { readonly outcome: Outcome, readonly explanation: string, readonly rulebookVersion: string | null, readonly validUntil: string | null, readonly projected: boolean, readonly controller: string | null, readonly legalBasis: LegalBasis | null, readonly position: string, readonly rule: { readonly key: string, readonly places: ReadonlyArray<string>, readonly placesExcepted: boolean, readonly control: Control, readonly notice: { readonly key: string, readonly leadDays: number } | null } | null, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode, readonly decisive: boolean, readonly message: string }> }, readonly contentItem: { readonly key: string, readonly kind: ContentKind, readonly visibility: Visibility, readonly createdAt: string, readonly deletedAt: string | null, readonly author: { readonly key: string, readonly country: string | null, readonly regions: ReadonlyArray<{ readonly code: string }> } | null } | null, readonly checks: { readonly enumValues: ReadonlyArray<{ readonly name: string, readonly description: string | null }> | null } | null };

export type ConsoleThenAndNowQueryVariables = Exact<{
  item: string;
  dataUse: string;
  at: string;
  asKnownAt?: string | null | undefined;
}>;


export type ConsoleThenAndNowQuery = { readonly decisionThenAndNow: { readonly differs: boolean, readonly answeredThen: { readonly outcome: Outcome, readonly position: string, readonly explanation: string, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode }> }, readonly knownNow: { readonly outcome: Outcome, readonly position: string, readonly explanation: string, readonly reasons: ReadonlyArray<{ readonly code: ReasonCode }> }, readonly changes: ReadonlyArray<{ readonly position: string, readonly recordedAt: string, readonly effectiveAt: string | null, readonly type: string | null, readonly correction: boolean, readonly decision: { readonly outcome: Outcome, readonly decisiveReason: ReasonCode } }> } };

export type ConsolePersonQueryVariables = Exact<{
  member: string;
  at: string;
  asKnownAt: string;
  after: string;
}>;


export type ConsolePersonQuery = { readonly member: { readonly key: string, readonly ledgerEntries: ReadonlyArray<{ readonly position: string, readonly recordedAt: string, readonly effectiveAt: string, readonly type: string, readonly body: string | null, readonly erased: boolean }> } | null };

export type ConsoleUsesQueryVariables = Exact<{
  asKnownAt: string;
}>;


export type ConsoleUsesQuery = { readonly dataUses: ReadonlyArray<{ readonly key: string, readonly title: string }> };

export type TypedDocumentString<TResult, TVariables> = string & DocumentTypeDecoration<TResult, TVariables>;
export const ConsoleChangeFragmentDoc = `fragment ConsoleChange on RulebookChange {
  code
  impact
  dataUse
  path
  message
}` as unknown as TypedDocumentString<ConsoleChangeFragment, unknown>;
export const ConsoleEffectFragmentDoc = `fragment ConsoleEffect on RulebookEffect {
  dataUse
  becomeEligible
  becomeIneligible
  changeReasons
  reasons {
    reason
    blocksNewly
    blocksNoLonger
  }
  samples {
    item {
      key
    }
    before {
      outcome
      decisiveReason
    }
    after {
      outcome
      decisiveReason
    }
  }
}` as unknown as TypedDocumentString<ConsoleEffectFragment, unknown>;
export const ConsoleCheckpointsDocument = `query ConsoleCheckpoints($first: Int!) {
  ledgerHead
  checkpoints(first: $first) {
    nodes {
      origin
      size
      root
      note
      publishedAt
    }
    pageInfo {
      hasNextPage
    }
  }
  checkpointKeys {
    verifier
    addedAt
    firstSize
    current
  }
}` as unknown as TypedDocumentString<ConsoleCheckpointsQuery, ConsoleCheckpointsQueryVariables>;
export const ConsoleEarlierCheckpointDocument = `query ConsoleEarlierCheckpoint($publishedBy: DateTime!) {
  checkpoints(first: 1, publishedBy: $publishedBy) {
    nodes {
      size
      note
      publishedAt
    }
  }
  first: checkpoint(covering: "1") {
    size
    note
    publishedAt
  }
}` as unknown as TypedDocumentString<ConsoleEarlierCheckpointQuery, ConsoleEarlierCheckpointQueryVariables>;
export const ConsoleConsistencyDocument = `query ConsoleConsistency($first: Position!, $second: Position!) {
  consistencyProof(first: $first, second: $second) {
    size
    root
    hashes
  }
}` as unknown as TypedDocumentString<ConsoleConsistencyQuery, ConsoleConsistencyQueryVariables>;
export const ConsoleReceiptDocument = `query ConsoleReceipt($position: Position!) {
  receipt(position: $position) {
    entry
    status
    document
  }
}` as unknown as TypedDocumentString<ConsoleReceiptQuery, ConsoleReceiptQueryVariables>;
export const ConsolePublishCheckpointDocument = `mutation ConsolePublishCheckpoint {
  publishCheckpoint {
    __typename
    ... on PublishCheckpointSuccess {
      isNew
      checkpoint {
        size
      }
    }
    ... on Error {
      message
    }
  }
}` as unknown as TypedDocumentString<ConsolePublishCheckpointMutation, ConsolePublishCheckpointMutationVariables>;
export const ConsolePointDocument = `query ConsolePoint($at: DateTime, $asKnownAt: Position) {
  statistics(at: $at, asKnownAt: $asKnownAt) {
    at
    position
    rulebookVersion
  }
}` as unknown as TypedDocumentString<ConsolePointQuery, ConsolePointQueryVariables>;
export const ConsolePositionAtDocument = `query ConsolePositionAt($at: DateTime!) {
  positionAt(at: $at)
}` as unknown as TypedDocumentString<ConsolePositionAtQuery, ConsolePositionAtQueryVariables>;
export const ConsoleChoicesDocument = `query ConsoleChoices($at: DateTime!, $asKnownAt: Position!, $from: DateTime!) {
  statistics(at: $at, asKnownAt: $asKnownAt) {
    memberCount
    choices {
      setting {
        key
        title
      }
      objectedCount
      consentedCount
      defaultCount
    }
    dailyActs(from: $from) {
      day
      setting
      act
      count
    }
  }
}` as unknown as TypedDocumentString<ConsoleChoicesQuery, ConsoleChoicesQueryVariables>;
export const ConsoleDataUsesDocument = `query ConsoleDataUses($asKnownAt: Position!) {
  dataUses(asKnownAt: $asKnownAt) {
    key
    title
    setting {
      key
      title
    }
    rules {
      key
      places
      placesExcepted
      control
      phases {
        from
        until
        status
        cause
      }
    }
  }
}` as unknown as TypedDocumentString<ConsoleDataUsesQuery, ConsoleDataUsesQueryVariables>;
export const ConsoleEligibilityDocument = `query ConsoleEligibility($at: DateTime!, $asKnownAt: Position!, $dataUse: String!) {
  statistics(at: $at, asKnownAt: $asKnownAt) {
    eligibility(dataUse: $dataUse) {
      eligibleCount
      ineligibleCount
      reasons {
        reason
        decisiveCount
        itemCount
      }
      places {
        rule {
          key
          places
          placesExcepted
        }
        eligibleCount
        ineligibleCount
        reasons {
          reason
          decisiveCount
          itemCount
        }
      }
    }
  }
}` as unknown as TypedDocumentString<ConsoleEligibilityQuery, ConsoleEligibilityQueryVariables>;
export const ConsoleConsumersDocument = `query ConsoleConsumers($at: DateTime!, $asKnownAt: Position!) {
  consumers(at: $at, asKnownAt: $asKnownAt) {
    key
    title
    unapplied
    overdue
    firstDue {
      position
      setting
      dueAt
      ageSeconds
      overdue
    }
  }
  now: consumers {
    key
    acknowledged
    acknowledgedAt
    behind
  }
}` as unknown as TypedDocumentString<ConsoleConsumersQuery, ConsoleConsumersQueryVariables>;
export const ConsoleGlanceDocument = `query ConsoleGlance($at: DateTime!, $asKnownAt: Position!, $dataUse: String!) {
  statistics(at: $at, asKnownAt: $asKnownAt) {
    memberCount
    choices {
      setting {
        key
        title
      }
      objectedCount
    }
    eligibility(dataUse: $dataUse) {
      eligibleCount
      ineligibleCount
    }
  }
  consumers(at: $at, asKnownAt: $asKnownAt) {
    key
    title
    overdue
  }
  now: consumers {
    key
    title
    behind
  }
}` as unknown as TypedDocumentString<ConsoleGlanceQuery, ConsoleGlanceQueryVariables>;
export const ConsoleRunsDocument = `query ConsoleRuns($at: DateTime!, $asKnownAt: Position!) {
  runs(at: $at, asKnownAt: $asKnownAt, first: 50) {
    nodes {
      key
      dataUse {
        key
      }
      at
      asKnownAt
      status
      description
      openedAt
      sealedAt
      itemCount
      manifestDigest
    }
    pageInfo {
      hasNextPage
    }
  }
}` as unknown as TypedDocumentString<ConsoleRunsQuery, ConsoleRunsQueryVariables>;
export const ConsoleReportDocument = `query ConsoleReport($at: DateTime!, $asKnownAt: Position!) {
  statistics(at: $at, asKnownAt: $asKnownAt) {
    at
    position
    rulebookVersion
    memberCount
    choices {
      setting {
        key
      }
      objectedCount
      consentedCount
      defaultCount
    }
    dailyActs {
      day
      setting
      act
      count
    }
  }
  runs(at: $at, asKnownAt: $asKnownAt, first: 100) {
    nodes {
      key
      status
      itemCount
      manifestDigest
    }
  }
}` as unknown as TypedDocumentString<ConsoleReportQuery, ConsoleReportQueryVariables>;
export const ConsoleRulebooksDocument = `query ConsoleRulebooks {
  rulebooks(first: 100) {
    nodes {
      version
      title
      position
      publishedAt
      publishedBy
      approvedBy
      digest
    }
  }
}` as unknown as TypedDocumentString<ConsoleRulebooksQuery, ConsoleRulebooksQueryVariables>;
export const ConsoleRulesDocument = `query ConsoleRules($version: String!) {
  rulebook(version: $version) {
    version
    dataUses {
      key
      title
      rules {
        key
        places
        placesExcepted
        control
        legalBasis
        controller
        phases {
          from
          until
          status
          cause
        }
      }
    }
  }
}` as unknown as TypedDocumentString<ConsoleRulesQuery, ConsoleRulesQueryVariables>;
export const ConsoleDiffDocument = `query ConsoleDiff($from: String!, $to: String!) {
  rulebookDiff(from: { version: $from }, to: { version: $to }) {
    __typename
    ... on RulebookDiff {
      from
      to
      changes {
        ...ConsoleChange
      }
    }
    ... on Error {
      message
    }
  }
}
    fragment ConsoleChange on RulebookChange {
  code
  impact
  dataUse
  path
  message
}` as unknown as TypedDocumentString<ConsoleDiffQuery, ConsoleDiffQueryVariables>;
export const ConsoleDryRunDocument = `mutation ConsoleDryRun($rulebook: RulebookDocument!, $at: DateTime!) {
  publishRulebook(input: { rulebook: $rulebook, dryRun: true, at: $at }) {
    __typename
    ... on PublishRulebookSuccess {
      version
      digest
      at
      asKnownAt
      changes {
        ...ConsoleChange
      }
      effect(samples: 3) {
        ...ConsoleEffect
      }
    }
    ... on RulebookRefusedError {
      message
      problems {
        path
        message
      }
    }
    ... on ForbiddenError {
      message
    }
  }
}
    fragment ConsoleChange on RulebookChange {
  code
  impact
  dataUse
  path
  message
}
fragment ConsoleEffect on RulebookEffect {
  dataUse
  becomeEligible
  becomeIneligible
  changeReasons
  reasons {
    reason
    blocksNewly
    blocksNoLonger
  }
  samples {
    item {
      key
    }
    before {
      outcome
      decisiveReason
    }
    after {
      outcome
      decisiveReason
    }
  }
}` as unknown as TypedDocumentString<ConsoleDryRunMutation, ConsoleDryRunMutationVariables>;
export const ConsoleProposeDocument = `mutation ConsolePropose($rulebook: RulebookDocument!, $note: String) {
  proposeRulebook(input: { rulebook: $rulebook, note: $note }) {
    __typename
    ... on RulebookProposed {
      proposal {
        id
        version
      }
    }
    ... on RulebookRefusedError {
      message
      problems {
        path
        message
      }
    }
    ... on ForbiddenError {
      message
    }
  }
}` as unknown as TypedDocumentString<ConsoleProposeMutation, ConsoleProposeMutationVariables>;
export const ConsoleProposalsDocument = `query ConsoleProposals {
  rulebookProposals(first: 50) {
    nodes {
      id
      version
      status
      note
      proposedBy
      proposedAt
      expiresAt
      approvalsNeeded
      approvals {
        subject
        approvedAt
      }
      closedBy
      closedAt
      closedNote
      replaces {
        version
      }
      changes {
        ...ConsoleChange
      }
    }
  }
}
    fragment ConsoleChange on RulebookChange {
  code
  impact
  dataUse
  path
  message
}` as unknown as TypedDocumentString<ConsoleProposalsQuery, ConsoleProposalsQueryVariables>;
export const ConsoleProposalEffectDocument = `query ConsoleProposalEffect($id: ID!) {
  node(id: $id) {
    __typename
    ... on RulebookProposal {
      effect(samples: 3) {
        ...ConsoleEffect
      }
    }
  }
}
    fragment ConsoleEffect on RulebookEffect {
  dataUse
  becomeEligible
  becomeIneligible
  changeReasons
  reasons {
    reason
    blocksNewly
    blocksNoLonger
  }
  samples {
    item {
      key
    }
    before {
      outcome
      decisiveReason
    }
    after {
      outcome
      decisiveReason
    }
  }
}` as unknown as TypedDocumentString<ConsoleProposalEffectQuery, ConsoleProposalEffectQueryVariables>;
export const ConsoleApproveDocument = `mutation ConsoleApprove($proposal: ID!) {
  approveRulebook(input: { proposal: $proposal }) {
    __typename
    ... on ApproveRulebookSuccess {
      proposal {
        status
      }
    }
    ... on Error {
      message
    }
  }
}` as unknown as TypedDocumentString<ConsoleApproveMutation, ConsoleApproveMutationVariables>;
export const ConsoleRejectDocument = `mutation ConsoleReject($proposal: ID!, $note: String) {
  rejectRulebook(input: { proposal: $proposal, note: $note }) {
    __typename
    ... on RejectRulebookSuccess {
      proposal {
        status
      }
    }
    ... on Error {
      message
    }
  }
}` as unknown as TypedDocumentString<ConsoleRejectMutation, ConsoleRejectMutationVariables>;
export const ConsoleWhyDocument = `query ConsoleWhy($item: String!, $dataUse: String!, $at: DateTime!, $asKnownAt: Position!) {
  decision(
    question: { item: { key: $item }, dataUse: $dataUse, at: $at, asKnownAt: $asKnownAt }
  ) {
    outcome
    explanation
    rulebookVersion
    validUntil
    projected
    controller
    legalBasis
    position
    rule {
      key
      places
      placesExcepted
      control
      notice {
        key
        leadDays
      }
    }
    reasons {
      code
      decisive
      message
    }
  }
  contentItem(by: { key: $item }, at: $at, asKnownAt: $asKnownAt) {
    key
    kind
    visibility
    createdAt
    deletedAt
    author {
      key
      country
      regions {
        code
      }
    }
  }
  checks: __type(name: "ReasonCode") {
    enumValues {
      name
      description
    }
  }
}` as unknown as TypedDocumentString<ConsoleWhyQuery, ConsoleWhyQueryVariables>;
export const ConsoleThenAndNowDocument = `query ConsoleThenAndNow($item: String!, $dataUse: String!, $at: DateTime!, $asKnownAt: Position) {
  decisionThenAndNow(
    question: { item: { key: $item }, dataUse: $dataUse, at: $at, asKnownAt: $asKnownAt }
  ) {
    differs
    answeredThen {
      outcome
      position
      explanation
      reasons {
        code
      }
    }
    knownNow {
      outcome
      position
      explanation
      reasons {
        code
      }
    }
    changes {
      position
      recordedAt
      effectiveAt
      type
      correction
      decision {
        outcome
        decisiveReason
      }
    }
  }
}` as unknown as TypedDocumentString<ConsoleThenAndNowQuery, ConsoleThenAndNowQueryVariables>;
export const ConsolePersonDocument = `query ConsolePerson($member: String!, $at: DateTime!, $asKnownAt: Position!, $after: Position!) {
  member(by: { key: $member }, at: $at, asKnownAt: $asKnownAt) {
    key
    ledgerEntries(after: $after, first: 200) {
      position
      recordedAt
      effectiveAt
      type
      body
      erased
    }
  }
}` as unknown as TypedDocumentString<ConsolePersonQuery, ConsolePersonQueryVariables>;
export const ConsoleUsesDocument = `query ConsoleUses($asKnownAt: Position!) {
  dataUses(asKnownAt: $asKnownAt) {
    key
    title
  }
}` as unknown as TypedDocumentString<ConsoleUsesQuery, ConsoleUsesQueryVariables>;