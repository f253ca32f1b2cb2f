import type { CallOptions } from '../options.ts'
import { type ForbiddenError, type RulebookRefusedError, readResult, type UnknownError } from '../refusal.ts'
import type { Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import { PublishRulebookDocument } from './generated/graphql.ts'

/** How publishing is done. */
export interface PublishOptions extends CallOptions {
  /** Check the document and measure its effect; write nothing. Default: false. */
  readonly dryRun?: boolean | undefined
}

export type PublishRulebookResult =
  | {
      readonly ok: true
      /** As the document says. */
      readonly version: string
      /** `sha256:` and the hash of the document as canonical JSON (RFC 8785). */
      readonly digest: string
      /** Null for a dry run. */
      readonly position: Position | null
      /** Decisions on registered items that turn, per data use. */
      readonly effect: readonly RulebookEffect[]
    }
  | { readonly ok: false; readonly error: RulebookRefusedError | ForbiddenError | UnknownError }

/** How many decisions on registered items turn, for one data use. */
export interface RulebookEffect {
  /** The key of the data use. */
  readonly dataUse: string
  readonly becomeEligible: number
  readonly becomeIneligible: number
}

/** The rulebook. */
export interface RulebookCalls {
  /**
   * Publishes a rulebook document, or says everything that forbids it. Takes no idempotency key, so it is never sent
   * twice unless it is a dry run.
   */
  publish(rulebook: unknown, options?: PublishOptions): Promise<PublishRulebookResult>
}

/** Publishes a rulebook. */
export async function publishRulebook(
  { send }: Transport,
  rulebook: unknown,
  { dryRun = false, ...call }: PublishOptions,
): Promise<PublishRulebookResult> {
  const data = await send(PublishRulebookDocument, { input: { rulebook, dryRun } }, { ...call, idempotent: dryRun })
  const known = { PublishRulebookSuccess: true, RulebookRefusedError: true, ForbiddenError: true } as const
  const result = readResult(data.publishRulebook, known)
  if (result.__typename !== 'PublishRulebookSuccess') return { ok: false, error: result }
  const { version, digest, position, effect } = result
  return { ok: true, version, digest, position, effect }
}
