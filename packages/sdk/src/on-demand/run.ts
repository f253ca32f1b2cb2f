import type { CallOptions } from '../options.ts'
import { optionalTimestamp } from '../reference.ts'
import {
  type ForbiddenError,
  type InvalidInputError,
  type NotFoundError,
  type RunNotOpenError,
  readResult,
  type UnknownError,
} from '../refusal.ts'
import type { Transport } from '../transport.ts'
import type { Instant, OrNewer, Position, RunStatus, Timestamp } from '../vocabulary.ts'
import { OpenRunDocument, RunDocument, SealRunDocument } from './generated/graphql.ts'

/** One use of content, such as one training run, over a set of items that is fixed when it is opened. */
export interface Run {
  /** Global id. */
  readonly id: string
  /** The caller's own id. */
  readonly key: string
  readonly dataUse: { readonly key: string }
  readonly description: string | null
  /** The instant that its set is about. */
  readonly at: Timestamp
  /** The position that its set is as known at. */
  readonly asKnownAt: Position
  readonly status: OrNewer<RunStatus>
  /** How many items its manifest lists; null until it is sealed. */
  readonly itemCount: number | null
  /** `sha256:` and the hash of the digests of its chunks; null until it is sealed. */
  readonly manifestDigest: string | null
  readonly sealedAt: Timestamp | null
}

/** A run to open. */
export interface NewRun {
  /** The caller's own id, never used before. */
  readonly key: string
  /** The key of the data use. */
  readonly dataUse: string
  /** Default: now. Never later. */
  readonly at?: Instant | undefined
  readonly description?: string | undefined
}

export type OpenRunResult =
  | { readonly ok: true; readonly run: Run; readonly position: Position }
  | { readonly ok: false; readonly error: InvalidInputError | ForbiddenError | UnknownError }

export type SealRunResult =
  | {
      readonly ok: true
      readonly run: Run
      readonly position: Position
      /** How many items of the manifest became ineligible between opening and sealing. */
      readonly lateItemCount: number
    }
  | { readonly ok: false; readonly error: NotFoundError | RunNotOpenError | ForbiddenError | UnknownError }

/**
 * Runs. Opening and sealing take no idempotency key, so they are never sent twice: after an error, `get` tells what
 * became of them.
 */
export interface RunCalls {
  /** Opens a run: from here on its set of eligible items is fixed, whatever is recorded later. */
  open(run: NewRun, options?: CallOptions): Promise<OpenRunResult>
  /** Seals an open run: its manifest is written. */
  seal(key: string, options?: CallOptions): Promise<SealRunResult>
  /** A run by the caller's own id; null where there is none or the viewer may not see it. */
  get(key: string, options?: CallOptions): Promise<Run | null>
}

/** Opens a run. */
export async function openRun({ send }: Transport, run: NewRun, options: CallOptions): Promise<OpenRunResult> {
  const { key, dataUse, at, description = null } = run
  const input = { key, dataUse, at: optionalTimestamp(at), description }
  const data = await send(OpenRunDocument, { input }, options)
  const known = { OpenRunSuccess: true, InvalidInputError: true, ForbiddenError: true } as const
  const result = readResult(data.openRun, known)
  if (result.__typename !== 'OpenRunSuccess') return { ok: false, error: result }
  return { ok: true, run: result.run, position: result.position }
}

/** Seals a run. */
export async function sealRun({ send }: Transport, run: string, options: CallOptions): Promise<SealRunResult> {
  const data = await send(SealRunDocument, { input: { run } }, options)
  const known = { SealRunSuccess: true, NotFoundError: true, RunNotOpenError: true, ForbiddenError: true } as const
  const result = readResult(data.sealRun, known)
  if (result.__typename !== 'SealRunSuccess') return { ok: false, error: result }
  return { ok: true, run: result.run, position: result.position, lateItemCount: result.lateItemCount }
}

/** Reads a run. */
export async function readRun({ send }: Transport, key: string, options: CallOptions): Promise<Run | null> {
  return (await send(RunDocument, { key }, options)).run
}
