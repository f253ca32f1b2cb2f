import { COUNTRIES } from './countries.ts'
import type { ResidenceFact } from './fact.ts'
import type { Instant } from './instant.ts'
import { belongsTo, REGION_SUBDIVISIONS, REGIONS, regionNamed } from './regions.ts'

/** Where a person lives, read and normalised: upper-case ISO 3166 codes. */
export interface Place {
  readonly country: string
  /** Null where none was recorded, or where the one recorded lies in another country. */
  readonly subdivision: string | null
}

/** The places of a rule: the codes listed, or everywhere except those. Upper case. */
export type Places = readonly string[] | { readonly except: readonly string[] }

const SUBDIVISION = /^[A-Z]{2}-[A-Z0-9]{1,3}$/

/** The codes in everyday use that ISO 3166-1 assigns otherwise, as a residence reads them. */
const ALIASES: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' }

/**
 * Reads a country as people write it: any letter case, `UK` for `GB`, `EL` for `GR`.
 * Null for what is no ISO 3166-1 country, `EU` among them.
 */
export function readCountry(text: string | null): string | null {
  if (text === null) return null
  const upper = text.toUpperCase()
  const code = Object.hasOwn(ALIASES, upper) ? (ALIASES[upper] as string) : upper
  return COUNTRIES.has(code) ? code : null
}

/**
 * The place that a residence names; null where it is unresolved. A subdivision of another country than the one
 * recorded says nothing about where the person lives, and is set aside.
 */
export function placeOf(residence: Pick<ResidenceFact, 'country' | 'subdivision'> | null): Place | null {
  const country = readCountry(residence?.country ?? null)
  if (country === null) return null
  const subdivision = residence?.subdivision?.toUpperCase() ?? null
  const inCountry = subdivision !== null && SUBDIVISION.test(subdivision) && subdivision.startsWith(`${country}-`)
  return { country, subdivision: inCountry ? subdivision : null }
}

/** Whether `code` can stand in the places of a rule: a region, an ISO 3166-1 country, or a subdivision of one. */
export function isPlaceCode(code: string): boolean {
  return (
    regionNamed(code) !== null || COUNTRIES.has(code) || (SUBDIVISION.test(code) && COUNTRIES.has(code.slice(0, 2)))
  )
}

function isIn(code: string, { country, subdivision }: Place, at: Instant): boolean {
  if (regionNamed(code) === null) return code === country || code === subdivision
  return belongsTo(code, country, at) || (subdivision !== null && belongsTo(code, subdivision, at))
}

/** Whether the places of a rule cover where somebody lives, at an instant. */
export function covers(places: Places, place: Place, at: Instant): boolean {
  if ('except' in places) return !places.except.some((code) => isIn(code, place, at))
  return places.some((code) => isIn(code, place, at))
}

/** The codes of the regions that a place lies in at an instant, in the order of the region table. */
export function regionsOf(place: Place, at: Instant): string[] {
  return REGIONS.map(({ code }) => code).filter((code) => isIn(code, place, at))
}

/** Every country, and every subdivision that a region or some of these places tell apart from its country. */
export function placesToldApart(of: readonly Places[]): Place[] {
  const named = of.flatMap((places) => ('except' in places ? places.except : places))
  const subdivisions = new Set([...REGION_SUBDIVISIONS, ...named.filter((code) => code.includes('-'))])
  return [
    ...[...COUNTRIES].map((country) => ({ country, subdivision: null })),
    ...[...subdivisions].map((code) => ({ country: code.slice(0, 2), subdivision: code })),
  ]
}
