import type { Instant } from '@demur/eligibility'
import type { PastUseSummaryRecord, ReadPoint, RunRecord, Viewer } from '@demur/schema'
import type { Engine } from './engine.ts'
import { endOfUse, type Use, type Uses, usesOf } from './past-uses.ts'
import { seesMember } from './sight.ts'

/** What sealed runs used of a member, data use by data use, and what ended it. */
export async function summarizePastUses(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  member: string,
  point: ReadPoint,
): Promise<PastUseSummaryRecord[]> {
  if (!seesMember(viewer, member)) return []
  const found = await usesOf(engine, clock, member, point)
  const byUse = Map.groupBy(found.uses, ({ run }) => run.dataUse)
  return Promise.all(
    [...byUse].map(async ([dataUse, uses]) => {
      const last = lastOpened(uses)
      const endedBy = await endOfUse(engine.connection.db, last, member, found)
      return {
        dataUse,
        runs: uses.map(({ run }) => run),
        itemCount: new Set(uses.flatMap(({ items }) => items)).size,
        endedBy,
        notUsedFrom: endedBy === null ? null : nextAfter(last, found),
      }
    }),
  )
}

function lastOpened(uses: readonly Use[]): RunRecord {
  return uses.map(({ run }) => run).reduce((last, run) => (run.openedPosition > last.openedPosition ? run : last))
}

/** The first run for the same data use that was opened after the last one that used something. */
function nextAfter(last: RunRecord, { runs }: Uses): RunRecord | null {
  const later = runs.filter(({ dataUse, openedPosition }) => {
    return dataUse === last.dataUse && openedPosition > last.openedPosition
  })
  return later.sort((a, b) => a.openedPosition - b.openedPosition)[0] ?? null
}
