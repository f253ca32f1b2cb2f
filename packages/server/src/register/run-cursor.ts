import { idProblem } from '@demur/eligibility'
import type { Page, PageRequest } from '@demur/schema'
import { requestError } from './engine.ts'
import type { Place } from './run-items.ts'

/** The place that a page of the items of a run begins after; null at the beginning. */
export function readPlace(set: string, { after }: PageRequest): Place | null {
  if (after === null) return null
  const [of, key, ordinal] = cursorFields(after)
  const sound =
    typeof key === 'string' && idProblem(key) === null && (ordinal === null || Number.isSafeInteger(ordinal))
  if (of !== set || !sound) throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  return { key, ordinal: ordinal as number | null }
}

/** What a cursor says; nothing where it is none. */
export function cursorFields(cursor: string): unknown[] {
  try {
    const fields: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(fields) ? fields : []
  } catch {
    return []
  }
}

/** A page of nodes with the places of their items: as many as were asked for, and whether one more was found. */
export function pageOf<T>(
  set: string,
  { first, after }: PageRequest,
  places: readonly Place[],
  nodes: ReadonlyMap<string, T>,
): Page<T> {
  const edges = places.slice(0, first).flatMap((place) => {
    const node = nodes.get(place.key)
    return node === undefined ? [] : [{ cursor: cursorOf(set, place), node }]
  })
  return { edges, hasNextPage: places.length > first, hasPreviousPage: after !== null }
}

function cursorOf(set: string, { key, ordinal }: Place): string {
  return Buffer.from(JSON.stringify([set, key, ordinal])).toString('base64url')
}

/** The first elements of a sequence, and no more of it. */
export async function taken<T>(source: AsyncIterable<T>, count: number): Promise<T[]> {
  const found: T[] = []
  for await (const element of source) {
    found.push(element)
    if (found.length >= count) break
  }
  return found
}
