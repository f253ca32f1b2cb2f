import { COUNTRIES } from './countries.ts'
import type { Place, Places } from './places.ts'
import { REGION_PLACES } from './regions.ts'

/**
 * Every country, and every subdivision that a region or one of the lists tells apart from its country, in classes of
 * places that no list and no region tells apart: one class is all the countries that nothing names.
 */
export function placeClasses(lists: Iterable<Places>): Place[][] {
  const named = new Set(REGION_PLACES)
  for (const places of lists) for (const code of 'except' in places ? places.except : places) named.add(code)
  const subdivisions = [...named].filter((code) => code.includes('-'))
  const unnamed: Place[] = []
  const countries = [...COUNTRIES].flatMap((country) => {
    const place = { country, subdivision: null }
    if (named.has(country)) return [[place]]
    unnamed.push(place)
    // The class stands where its first country does, so that whoever looks for a first place finds the same one.
    return unnamed.length === 1 ? [unnamed] : []
  })
  return [...countries, ...subdivisions.map((code) => [{ country: code.slice(0, 2), subdivision: code }])]
}
