import { type Instant, instantOf } from '../instant.ts'
import { placeClasses } from '../place-classes.ts'
import { covers, type Place, type Places } from '../places.ts'
import { membersAt, REGION_CHANGES, REGIONS } from '../regions.ts'
import type { ChangeImpact } from './change.ts'

export interface CoverageChange {
  readonly code: 'PLACES_GAINED' | 'PLACES_LOST' | 'PLACES_REPHRASED'
  readonly impact: ChangeImpact
  readonly places?: Places
}

/** Instants between two of which no place changes region: the change itself, and one before all of them. */
const TELLING: readonly Instant[] = [instantOf(Number.MIN_SAFE_INTEGER), ...REGION_CHANGES]

/** The places that a rule covers at some time and did not, or did and does not, by the names that people know. */
export function coverageChanges(before: Places, after: Places): CoverageChange[] {
  if (written(before) === written(after)) return []
  const classes = placeClasses([before, after])
  const places = classes.flat()
  /** The places that one covers at some time, and the other does not at that time. */
  const beyond = (one: Places, other: Places): Place[] =>
    classes
      .filter(([place]) => place && TELLING.some((at) => covers(one, place, at) && !covers(other, place, at)))
      .flat()
  const [gained, lost] = [beyond(after, before), beyond(before, after)]
  const changes: CoverageChange[] = []
  if (gained.length > 0) changes.push({ code: 'PLACES_GAINED', impact: 'LOOSENING', places: named(gained, places) })
  if (lost.length > 0) changes.push({ code: 'PLACES_LOST', impact: 'TIGHTENING', places: named(lost, places) })
  return changes.length > 0 ? changes : [{ code: 'PLACES_REPHRASED', impact: 'NEUTRAL' }]
}

/** A list in one order: the order of places means nothing. */
function written(places: Places): string {
  return 'except' in places ? `except ${[...places.except].sort().join()}` : [...places].sort().join()
}

/** Regions as they stand since the last change of any, those with most members first. */
const REGION_MEMBERS: readonly (readonly [code: string, members: readonly string[]])[] = REGIONS.map(
  ({ code }) => [code, membersAt(code, REGION_CHANGES.at(-1) ?? instantOf(0))] as const,
).sort(([, one], [, other]) => other.length - one.length)

/** The shortest way to name some of all places: by regions where all of one is there, or as everywhere except the others. */
export function named(places: readonly Place[], all: readonly Place[]): Places {
  const codeOf = ({ country, subdivision }: Place): string => subdivision ?? country
  const codes = new Set(places.map(codeOf))
  if (codes.size * 2 <= all.length) return regionsAndRest(codes)
  return { except: regionsAndRest(new Set(all.map(codeOf).filter((code) => !codes.has(code)))) }
}

function regionsAndRest(codes: ReadonlySet<string>): string[] {
  const left = new Set(codes)
  const regions = REGION_MEMBERS.filter(([, members]) => {
    // A subdivision goes with its country, whichever of the two is in the list.
    const whole = members.every((code) => codes.has(code) || codes.has(code.slice(0, 2)))
    if (!whole || !members.some((code) => left.has(code))) return false
    for (const code of members) left.delete(code)
    return true
  }).map(([code]) => code)
  const rest = [...left].filter((code) => !code.includes('-') || !codes.has(code.slice(0, 2)))
  return [...regions, ...rest.sort()]
}
