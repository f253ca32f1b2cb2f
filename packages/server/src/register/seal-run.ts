import { formatInstant, type Instant, readEntry } from '@demur/eligibility'
import type { RunRecord, SealRunOutcome, Viewer } from '@demur/schema'
import type { Engine } from './engine.ts'
import { countLateItems } from './late-items.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { FORBIDDEN, loadRuns, mayRun, NO_SUCH_RUN, notOpen, type RunCommand } from './run-commands.ts'
import { readRuns } from './runs.ts'

/**
 * Writes the manifest of an open run, then the entry that seals it, and then looks which items it came too late for.
 * May be called again after an interruption, wherever that was, and by several processes at a time: the manifest is the
 * same, and one of them seals. Yields how many items are written so far.
 */
export async function* sealRun(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  key: string,
): AsyncGenerator<number, SealRunOutcome> {
  if (!mayRun(viewer)) return FORBIDDEN
  const [run] = await readRuns(engine, viewer, clock, [{ key, at: null, asKnownAt: null }])
  if (!run) return NO_SUCH_RUN
  if (run.status !== 'OPEN') return notOpen(run)
  for (;;) {
    const manifest = yield* writeManifest(engine, run)
    if (manifest === null) return notOpen({ ...run, status: 'ABANDONED' })
    const sealed = await engine.appender.submit(sealing(viewer, run, manifest))
    if (sealed === 'outdated') continue
    if (sealed.refusal !== undefined) return sealed
    return { ...sealed, lateItemCount: (await countLateItems(engine, sealed.run)) ?? 0 }
  }
}

type Sealed = Extract<SealRunOutcome, { refusal?: never }>
type Sealing = Omit<Sealed, 'lateItemCount'> | Exclude<SealRunOutcome, Sealed> | 'outdated'

/** Seals a run with its manifest; outdated where that is not what is written any more. */
function sealing(viewer: Viewer, run: RunRecord, { itemCount, digest }: Manifest): RunCommand<Sealing> {
  const { key, dataUse, at, asKnownAt, openedPosition } = run
  return {
    run: key,
    seals: true,
    load: loadRuns,
    decide({ runs, manifests }, _, stage) {
      const current = runs.get(key)
      if (current?.status !== 'OPEN') return notOpen(current ?? run)
      const written = manifests.get(openedPosition)
      if (written?.digest !== digest || written.itemCount !== itemCount) return 'outdated'
      const pinned = { run: key, dataUse, at: formatInstant(at), asKnownAt }
      const { entry } = readEntry({ type: 'RunSealed', ...pinned, itemCount, manifestDigest: digest })
      const [recorded] = entry === null ? [] : stage([entry], viewer.subject)
      if (recorded === undefined) throw new Error('nothing was staged')
      const { position, effectiveAt } = recorded
      const closed = { closedPosition: position, closedAt: effectiveAt }
      const sealed = { ...current, status: 'SEALED', ...closed, itemCount, manifestDigest: digest } as const
      runs.set(key, sealed)
      return { run: sealed, position }
    },
  }
}
