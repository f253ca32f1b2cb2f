import { type Connection, sqlState } from '../database/database.ts'
import { type Facts, type FactsOfKeys, type ItemRow, loadFactsOfKeys, type MemberRow } from './facts.ts'

/** How many shared statements a process has under way at most: who comes meanwhile goes together into the next. */
const MOST_UNDER_WAY = 2
/** How many keys a shared statement has at most, but for a request that has more by itself. */
const MOST_KEYS = 200
/** A request with more keys than this goes alone: small ones would wait for it. */
const LARGE = 50

interface Waiting {
  readonly request: FactsOfKeys
  readonly resolve: (facts: Facts) => void
  readonly reject: (error: unknown) => void
}

/**
 * Loads facts by their keys, and lets requests of one turn of the event loop share a statement. Each is given the facts
 * that it asked for and none that came along for others, so sharing changes nothing about what anybody can see. A request
 * never joins a statement that has begun: what was committed before it came is in its answer.
 */
export class FactsLoader {
  readonly #connection: Connection
  #waiting: Waiting[] = []
  #underWay = 0
  #scheduled = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  load(request: FactsOfKeys): Promise<Facts> {
    if (size(request) > LARGE) return loadFactsOfKeys(this.#connection, request)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= MOST_UNDER_WAY || this.#waiting.length === 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      void this.#share(this.#next())
      this.#schedule()
    })
  }

  /** The requests that have waited longest, as many as fit into a statement. */
  #next(): Waiting[] {
    let [count, keys] = [0, 0]
    for (const { request } of this.#waiting) {
      keys += size(request)
      if (keys > MOST_KEYS) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #share(group: readonly Waiting[]): Promise<void> {
    this.#underWay += 1
    try {
      const facts = await loadFactsOfKeys(this.#connection, {
        items: [...new Set(group.flatMap(({ request }) => request.items ?? []))],
        members: [...new Set(group.flatMap(({ request }) => request.members ?? []))],
      })
      for (const { request, resolve } of group) resolve(group.length === 1 ? facts : factsOf(request, facts))
    } catch (error) {
      this.#fail(group, error)
    } finally {
      this.#underWay -= 1
      this.#schedule()
    }
  }

  /** One request that the database cannot take must not cost the others their answer. */
  #fail(group: readonly Waiting[], error: unknown): void {
    const alone = group.length > 1 && /^2[23]/.test(sqlState(error) ?? '')
    for (const { request, resolve, reject } of group) {
      if (alone) loadFactsOfKeys(this.#connection, request).then(resolve, reject)
      else reject(error)
    }
  }
}

function size({ items = [], members = [] }: FactsOfKeys): number {
  return items.length + members.length
}

/** Of facts that several asked for together, those that one of them would have been given alone. */
function factsOf({ items: named = [], members: asked = [] }: FactsOfKeys, facts: Facts): Facts {
  const items = new Map<string, ItemRow>()
  const people = new Set(asked)
  for (const key of named) {
    const item = facts.items.get(key)
    if (item === undefined) continue
    items.set(key, item)
    for (const { member } of item.subjects) people.add(member)
  }
  const members = new Map<string, MemberRow>()
  for (const key of people) {
    const member = facts.members.get(key)
    if (member !== undefined) members.set(key, member)
  }
  return { ...facts, items, members }
}
