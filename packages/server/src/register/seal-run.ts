import { formatInstant, type Instant, readEntry } from '@demur/eligibility'
import type { SealRunOutcome, Viewer } from '@demur/schema'
import type { Engine } from './engine.ts'
import { writeManifest } from './manifest.ts'
import { FORBIDDEN, loadRuns, mayRun, NO_SUCH_RUN, notOpen, type RunCommand } from './run-commands.ts'
import { readRuns } from './runs.ts'

/** Writes the manifest of an open run, and then the entry that seals it. */
export async function sealRun(engine: Engine, viewer: Viewer, clock: Instant, key: string): Promise<SealRunOutcome> {
  if (!mayRun(viewer)) return FORBIDDEN
  const [run] = await readRuns(engine, viewer, clock, [{ key, at: null, asKnownAt: null }])
  if (!run) return NO_SUCH_RUN
  if (run.status !== 'OPEN') return notOpen(run)
  const { itemCount, digest, lateItemCount } = await writeManifest(engine, clock, run)
  const command: RunCommand<SealRunOutcome> = {
    run: key,
    load: loadRuns,
    decide(runs, _, stage) {
      const current = runs.get(key)
      if (current?.status !== 'OPEN') return notOpen(current ?? run)
      const { dataUse, at, asKnownAt } = run
      const pinned = { run: key, dataUse, at: formatInstant(at), asKnownAt }
      const { entry } = readEntry({ type: 'RunSealed', ...pinned, itemCount, manifestDigest: digest })
      const [recorded] = entry === null ? [] : stage([entry], viewer.subject)
      if (recorded === undefined) throw new Error('nothing was staged')
      const { position, effectiveAt } = recorded
      const closed = { closedPosition: position, closedAt: effectiveAt }
      const sealed = { ...current, status: 'SEALED', ...closed, itemCount, manifestDigest: digest } as const
      runs.set(key, sealed)
      return { run: sealed, position, lateItemCount }
    },
  }
  return engine.appender.submit(command)
}
