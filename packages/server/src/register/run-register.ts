import type { Instant } from '@demur/eligibility'
import type { RunRegister, Viewer } from '@demur/schema'
import { outcomeOf } from './batched.ts'
import type { Engine } from './engine.ts'
import { countLateItems } from './late-items.ts'
import { summarizePastUses } from './past-use-summary.ts'
import { readPastUses } from './past-uses.ts'
import { abandonRun, openRun } from './run-commands.ts'
import { readDifferences, walkDiff } from './run-diff.ts'
import { readChunks, readLateItems, readRunItems } from './run-pages.ts'
import { listRuns, readRuns } from './runs.ts'
import { sealRun } from './seal-run.ts'
import { verifyRun } from './verify-run.ts'

/** The part of the register that is about runs, as one viewer sees it during one request. */
export function runRegisterFor(engine: Engine, viewer: Viewer, now: Instant): RunRegister {
  return {
    runs: (lookups) => readRuns(engine, viewer, now, lookups),
    runList: (request) => listRuns(engine, viewer, now, request),
    pastUses: (member, request) => readPastUses(engine, viewer, now, member, request),
    pastUseSummaries: (member, point) => summarizePastUses(engine, viewer, now, member, point),
    runItems: (run, page) => readRunItems(engine, viewer, run, page),
    lateItems: (run, page) => readLateItems(engine, viewer, now, run, page),
    lateItemCount: (run) => countLateItems(engine, run),
    runChunks: (run, page) => readChunks(engine, viewer, run, page),
    verifyRun: (run) => verifyRun(engine, viewer, now, run),
    summarizeDiff: (from, to) => outcomeOf(walkDiff(engine, viewer, now, { from, to })),
    runDifferences: (from, to, page) => readDifferences(engine, viewer, now, { from, to }, page),
    openRun: (command) => openRun(engine, viewer, now, command),
    sealRun: (run) => outcomeOf(sealRun(engine, viewer, now, run)),
    abandonRun: (run) => abandonRun(engine, viewer, run),
  }
}
