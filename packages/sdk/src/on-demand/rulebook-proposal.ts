import type { LocalisedCallOptions } from '../options.ts'
import {
  type ForbiddenError,
  type NotFoundError,
  type ProposalNotOpenError,
  type RulebookRefusedError,
  readResult,
  type UnknownError,
} from '../refusal.ts'
import type { Transport } from '../transport.ts'
import type { OrNewer, Position, Timestamp } from '../vocabulary.ts'
import {
  ApproveRulebookDocument,
  ProposeRulebookDocument,
  RejectRulebookDocument,
  RulebookDiffDocument,
  type RulebookProposalStatus,
  RulebookProposalsDocument,
} from './generated/graphql.ts'

/** One difference between two rulebooks. */
export interface RulebookChange {
  readonly code: string
  /** What it means for members: `LOOSENING`, `TIGHTENING`, `MIXED` or `NEUTRAL`. */
  readonly impact: OrNewer<'LOOSENING' | 'TIGHTENING' | 'MIXED' | 'NEUTRAL'>
  /** Where: a list of the document, then keys in place of indexes. */
  readonly path: readonly string[]
  /** The data use that it is about; null where it is about none or several. */
  readonly dataUse: string | null
  /** For people. */
  readonly message: string
}

/** A rulebook that one operator wants to publish and others have to approve. */
export interface RulebookProposal {
  /** Global id. */
  readonly id: string
  readonly status: OrNewer<RulebookProposalStatus>
  readonly version: string
  readonly digest: string
  readonly proposedBy: string
  readonly proposedAt: Timestamp
  /** From when on it can no longer be approved. */
  readonly expiresAt: Timestamp
  readonly note: string | null
  /** How many other operators have to approve. */
  readonly approvalsNeeded: number
  readonly approvals: readonly { readonly subject: string; readonly approvedAt: Timestamp }[]
  readonly closedBy: string | null
  readonly closedNote: string | null
  /** Null unless it was published. */
  readonly published: { readonly position: Position } | null
  /** In what it differs from the rulebook that it is to replace. */
  readonly changes: readonly RulebookChange[]
}

/** It was not published: others have to approve it first. */
export interface RulebookProposed {
  readonly ok: true
  readonly proposal: RulebookProposal
}

export type ProposeRulebookResult =
  | RulebookProposed
  | { readonly ok: false; readonly error: RulebookRefusedError | ForbiddenError | UnknownError }

export type ReviewRulebookResult =
  | RulebookProposed
  | { readonly ok: false; readonly error: NotFoundError | ForbiddenError | ProposalNotOpenError | UnknownError }

/** What proposing and rejecting take. */
export interface ReviewOptions extends LocalisedCallOptions {
  readonly note?: string | undefined
}

/** What listing proposals takes. */
export interface ProposalsOptions extends LocalisedCallOptions {
  /** Default: any. */
  readonly status?: RulebookProposalStatus | undefined
}

/** A published rulebook by its version or by a position at which it answers, or a document. */
export type RulebookReference =
  | { readonly version: string }
  | { readonly position: Position }
  | { readonly document: unknown }

/** Two rulebooks to compare; left out: the one that answers now. */
export interface DiffRequest {
  readonly from?: RulebookReference | undefined
  readonly to?: RulebookReference | undefined
}

export type RulebookDiffResult =
  | {
      readonly ok: true
      /** The versions; `from` is null where no rulebook answered. */
      readonly from: string | null
      readonly to: string
      readonly changes: readonly RulebookChange[]
    }
  | { readonly ok: false; readonly error: RulebookRefusedError | NotFoundError | UnknownError }

/** Compares two rulebooks. */
export async function diffRulebooks(
  { send, options: { locale: usual } }: Transport,
  { from, to }: DiffRequest,
  { locale = usual ?? undefined, ...call }: LocalisedCallOptions,
): Promise<RulebookDiffResult> {
  const variables = { from: from ?? null, to: to ?? null, locale: locale ?? null }
  const data = await send(RulebookDiffDocument, variables, call)
  const known = { RulebookDiff: true, RulebookRefusedError: true, NotFoundError: true } as const
  const result = readResult(data.rulebookDiff, known)
  if (result.__typename !== 'RulebookDiff') return { ok: false, error: result }
  return { ok: true, from: result.from, to: result.to, changes: result.changes }
}

/** Lists proposals. */
export async function listProposals(
  { send, options: { locale: usual } }: Transport,
  { status, locale, ...call }: ProposalsOptions,
): Promise<readonly RulebookProposal[]> {
  const variables = { status: status ?? null, locale: locale ?? usual }
  return (await send(RulebookProposalsDocument, variables, call)).rulebookProposals.nodes
}

/** Proposes a rulebook. What is open with the same content is not proposed again, so it can be sent twice. */
export async function proposeRulebook(
  { send, options: { locale: usual } }: Transport,
  rulebook: unknown,
  { note, locale, ...call }: ReviewOptions,
): Promise<ProposeRulebookResult> {
  const variables = { input: { rulebook, note: note ?? null }, locale: locale ?? usual }
  const data = await send(ProposeRulebookDocument, variables, { ...call, idempotent: true })
  const known = { RulebookProposed: true, RulebookRefusedError: true, ForbiddenError: true } as const
  const result = readResult(data.proposeRulebook, known)
  return result.__typename === 'RulebookProposed' ? proposed(result.proposal) : { ok: false, error: result }
}

/** Approves a proposal. */
export async function approveRulebook(
  { send, options: { locale: usual } }: Transport,
  proposal: string,
  { locale, ...call }: LocalisedCallOptions,
): Promise<ReviewRulebookResult> {
  const data = await send(ApproveRulebookDocument, { input: { proposal }, locale: locale ?? usual }, call)
  const result = readResult(data.approveRulebook, { ApproveRulebookSuccess: true, ...REVIEW_REFUSALS })
  return result.__typename === 'ApproveRulebookSuccess' ? proposed(result.proposal) : { ok: false, error: result }
}

/** Rejects or withdraws a proposal. */
export async function rejectRulebook(
  { send, options: { locale: usual } }: Transport,
  proposal: string,
  { note, locale, ...call }: ReviewOptions,
): Promise<ReviewRulebookResult> {
  const variables = { input: { proposal, note: note ?? null }, locale: locale ?? usual }
  const data = await send(RejectRulebookDocument, variables, call)
  const result = readResult(data.rejectRulebook, { RejectRulebookSuccess: true, ...REVIEW_REFUSALS })
  return result.__typename === 'RejectRulebookSuccess' ? proposed(result.proposal) : { ok: false, error: result }
}

const REVIEW_REFUSALS = { NotFoundError: true, ForbiddenError: true, ProposalNotOpenError: true } as const

function proposed(proposal: RulebookProposal): RulebookProposed {
  return { ok: true, proposal }
}
