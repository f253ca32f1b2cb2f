import type { Instant } from '@demur/eligibility'
import type { RunRegister, Viewer } from '@demur/schema'
import type { Engine } from './engine.ts'
import { readPastUses } from './past-uses.ts'
import { abandonRun, openRun } from './run-commands.ts'
import { listRuns, readRuns } from './runs.ts'
import { sealRun } from './seal-run.ts'

/** The part of the register that is about runs, as one viewer sees it during one request. */
export function runRegisterFor(engine: Engine, viewer: Viewer, now: Instant): RunRegister {
  return {
    runs: (lookups) => readRuns(engine, viewer, now, lookups),
    runList: (request) => listRuns(engine, viewer, now, request),
    pastUses: (member, request) => readPastUses(engine, viewer, now, member, request),
    openRun: (command) => openRun(engine, viewer, now, command),
    sealRun: (run) => sealRun(engine, viewer, now, run),
    abandonRun: (run) => abandonRun(engine, viewer, run),
  }
}
