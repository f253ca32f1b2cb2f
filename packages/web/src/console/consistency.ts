import { fromBase64, sha256, verifyCheckpoint, verifyConsistency } from '@demur/eligibility/evidence'
import { number } from './format.ts'

/** What comes of comparing two checkpoints. */
export interface Compared {
  readonly good: boolean
  readonly text: string
}

/**
 * Verifies the signatures of two checkpoints and the proof between them. What the server says is believed of nothing but
 * the hashes of the proof, which are recomputed. `prove` asks for those, between two sizes.
 */
export async function compareCheckpoints(
  earlier: string,
  later: string,
  publicKeys: readonly string[],
  prove: (first: string, second: string) => Promise<readonly string[]>,
): Promise<Compared> {
  const first = await verifyCheckpoint(earlier, { publicKeys })
  if (!first.ok) return { good: false, text: `The earlier checkpoint: ${first.message}` }
  const second = await verifyCheckpoint(later, { publicKeys })
  if (!second.ok) return { good: false, text: `The latest checkpoint: ${second.message}` }
  const sizes = [String(first.checkpoint.size), String(second.checkpoint.size)] as const
  const range = `${number(sizes[0])} and ${number(sizes[1])} entries`
  const hashes = await prove(...sizes)
  const path = hashes.flatMap((hash) => fromBase64(hash) ?? [])
  const isContinued =
    path.length === hashes.length &&
    first.checkpoint.origin === second.checkpoint.origin &&
    verifyConsistency(first.checkpoint, second.checkpoint, path, sha256)
  return isContinued
    ? { good: true, text: `Consistent: the ledgers of ${range} are one, with entries appended. Nothing was changed.` }
    : {
        good: false,
        text: `Not consistent: between ${range} history was rewritten, or the proof is of another ledger.`,
      }
}
