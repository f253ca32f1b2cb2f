import type { DecisionTable } from '../decision-table.ts'

/** A version of a notice. */
export interface ToldVersion {
  readonly notice: string
  readonly version: string
}

/** Which facts about members are held: choices on one setting, and servings of some versions of notices. */
export interface Coverage {
  /** Null: no choices. */
  readonly setting: string | null
  /** Records name them by their place in this list. */
  readonly notices: readonly ToldVersion[]
}

/** What a table asks of members. Where they live, how old they are and whether their account is open is always held. */
export function coverageOf({ setting, rules }: DecisionTable): Coverage {
  const notices: ToldVersion[] = []
  for (const { notice } of rules) {
    if (notice === null) continue
    for (const version of notice.versions) {
      if (placeIn(notices, notice.key, version) < 0) notices.push({ notice: notice.key, version })
    }
  }
  return { setting, notices }
}

/** The place of a version in a list; −1 where it is not held. */
export function placeIn(notices: readonly ToldVersion[], notice: string, version: string): number {
  return notices.findIndex((told) => told.notice === notice && told.version === version)
}

/** Whether everything that a table asks of members is held. */
export function covers(held: Coverage, table: DecisionTable): boolean {
  const asked = coverageOf(table)
  if (asked.setting !== null && asked.setting !== held.setting) return false
  return asked.notices.every(({ notice, version }) => placeIn(held.notices, notice, version) >= 0)
}
