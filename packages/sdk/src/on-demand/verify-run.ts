import { readDecision } from '../decision.ts'
import type { LocalisedCallOptions } from '../options.ts'
import type { RunVerification } from '../run.ts'
import type { Transport } from '../transport.ts'
import { VerifyRunDocument } from './generated/graphql.ts'

/** Has a sealed run derived from the ledger anew. */
export async function verifyRun(
  { send, options: { locale: usual } }: Transport,
  run: string,
  { locale = usual ?? undefined, ...call }: LocalisedCallOptions,
): Promise<RunVerification | null> {
  const { verifyRun: found } = await send(VerifyRunDocument, { run, locale: locale ?? null }, call)
  if (found === null) return null
  const differingItems = found.differingItems.map((item) => ({ ...item, decision: readDecision(item.decision) }))
  return { ...found, differingItems }
}
