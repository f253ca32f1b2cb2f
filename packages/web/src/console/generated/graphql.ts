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

/** What a rule offers members. */
export type Control =
  /** No choice is offered. */
  | 'NONE'
  /** Used only where the member consented. */
  | 'OPT_IN'
  /** Used unless the member objects. */
  | 'OPT_OUT';

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

/** How far a run has come. */
export type RunStatus =
  /** It was given up; it used nothing. */
  | 'ABANDONED'
  /** Its set is fixed, and not yet written down. */
  | 'OPEN'
  /** Its manifest is written. */
  | 'SEALED';

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

export type ConsoleConsumersQueryVariables = Exact<{ [key: string]: never; }>;


export type ConsoleConsumersQuery = { readonly consumers: ReadonlyArray<{ readonly key: string, readonly title: string, readonly acknowledged: string, readonly acknowledgedAt: string | null, readonly behind: number, readonly unapplied: number, readonly overdue: boolean, readonly firstDue: { readonly position: string, readonly setting: string, readonly dueAt: string, readonly ageSeconds: number, readonly overdue: boolean } | null }> };

export type ConsoleRunsQueryVariables = Exact<{
  at: string;
  asKnownAt: string;
}>;


export type ConsoleRunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly key: string, readonly at: string, readonly asKnownAt: string, readonly status: RunStatus, readonly description: string | null, readonly openedAt: string, readonly sealedAt: string | null, readonly itemCount: number | null, readonly manifestDigest: string | null, readonly dataUse: { readonly key: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

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
export const ConsoleConsumersDocument = `query ConsoleConsumers {
  consumers {
    key
    title
    acknowledged
    acknowledgedAt
    behind
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
}` as unknown as TypedDocumentString<ConsoleConsumersQuery, ConsoleConsumersQueryVariables>;
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