import { type DecisionTable, type Instant, type Json, positionOf, type Vantage } from '@demur/eligibility'
import type { ItemCount } from '../bulk/item-counter.ts'
import { findItemsOf, findTouched, type Horizon, type Touched } from '../bulk/touched.ts'
import type { Connection } from '../database/database.ts'
import { positionAt } from '../register/known-time.ts'
import { type Countable, countableItems, countableMembers, itemCount } from './countable.ts'
import { countErasures, type RememberedCount, RememberedCounts } from './remembered-counts.ts'
import { InTurn, UnderWay } from './under-way.ts'

/** How often counting begins anew because somebody was erased meanwhile. */
const ATTEMPTS = 3

/** Members at a point. */
export interface CountedMembers {
  readonly memberCount: number
  /** In the order of the settings. */
  readonly choices: readonly { readonly objected: number; readonly consented: number }[]
}

/**
 * Counts at points of both time axes, exact at each. What was counted at one point is remembered in the database, and
 * carried on to the next by deciding anew whoever stands otherwise there: counting everything is for the first time, for
 * new rules, and for points far from any other.
 */
export class PointCounts {
  readonly #connection: Connection
  readonly #clock: () => Instant
  readonly #remembered: RememberedCounts
  readonly #underWay = new UnderWay<Json[]>()
  readonly #whole = new InTurn()

  constructor(connection: Connection, clock: () => Instant) {
    this.#connection = connection
    this.#clock = clock
    this.#remembered = new RememberedCounts(connection)
  }

  async members(vantage: Vantage, settings: readonly string[]): Promise<CountedMembers> {
    const [members, ...choices] = await this.#counts(vantage, countableMembers(this.#connection, settings))
    return {
      memberCount: members?.[0] ?? 0,
      choices: choices.map(([objected = 0, consented = 0]) => ({ objected, consented })),
    }
  }

  /** Items by what blocks them, by each of the tables, which answer at the instant. */
  async items(vantage: Vantage, tables: readonly DecisionTable[]): Promise<ItemCount[][]> {
    const counts = await this.#counts(vantage, countableItems(this.#connection, tables))
    return counts.map((stored) => stored.map(itemCount))
  }

  /**
   * Erases somebody, and takes along what is remembered for a point: without what they and their items came to, and with
   * what is left of them. Whatever goes wrong with that is counted anew when it is asked for.
   */
  async acrossErasure<R>(
    vantage: Vantage,
    { tables, settings }: { readonly tables: readonly DecisionTable[]; readonly settings: readonly string[] },
    member: number,
    erase: () => Promise<R>,
  ): Promise<R> {
    const { db } = this.#connection
    const erasures = await countErasures(db)
    const touched = await findItemsOf(db, member)
    const all: readonly Countable<Json>[] = [
      countableItems(this.#connection, tables),
      countableMembers(this.#connection, settings),
    ]
    const horizon = await this.#horizonOf(vantage)
    const kept = []
    for (const of of touched === null ? [] : all) {
      const known = await this.#remembered.nearest(of.questions, horizon, erasures)
      for (const { from, which } of byPoint(known, of.questions)) {
        const numbers = which.map(({ nth }) => nth)
        kept.push({ of, from, which, numbers, before: await of.among(numbers, from, touched as Touched) })
      }
    }
    const erased = await erase()
    for (const { of, from, which, numbers, before } of kept) {
      const now = await of.among(numbers, from, touched as Touched)
      const counts = which.map(({ nth, known }, index): [string, Json] => [
        of.questions[nth] ?? '',
        of.carried(known.counts, before[index] ?? null, now[index] ?? null),
      ])
      // Under one erasure more than before: where somebody else was erased meanwhile, nobody finds it.
      await this.#remembered.remember(from, new Map(counts), erasures + 1, this.#clock())
    }
    return erased
  }

  async #horizonOf(vantage: Vantage): Promise<Horizon> {
    const recorded = await positionAt(this.#connection.db, vantage.at)
    return { ...vantage, certain: positionOf(Math.min(vantage.position, recorded)) }
  }

  #counts<C extends Json>(vantage: Vantage, of: Countable<C>): Promise<C[]> {
    const question = JSON.stringify([vantage.at, vantage.position, of.questions])
    return this.#underWay.get(question, () => this.#count(vantage, of)) as Promise<C[]>
  }

  async #count<C extends Json>(vantage: Vantage, of: Countable<C>): Promise<C[]> {
    const { db } = this.#connection
    const horizon = await this.#horizonOf(vantage)
    for (let attempt = 1; ; attempt += 1) {
      const erasures = await countErasures(db)
      const known = await this.#remembered.nearest(of.questions, horizon, erasures)
      const { counts, fresh } = await this.#from(known, horizon, of)
      // Whatever was read before and after somebody was erased does not add up.
      const isSound = erasures === (await countErasures(db))
      if (isSound && fresh.size > 0) await this.#remembered.remember(horizon, fresh, erasures, this.#clock())
      if (isSound || attempt === ATTEMPTS) return counts
    }
  }

  /** Answers all questions, each from what is known of it; gives besides what is worth remembering. */
  async #from<C extends Json>(
    known: ReadonlyMap<string, RememberedCount>,
    horizon: Horizon,
    of: Countable<C>,
  ): Promise<{ readonly counts: C[]; readonly fresh: Map<string, C> }> {
    const found: C[] = []
    const fresh = new Map<string, C>()
    for (const { from, which } of byPoint(known, of.questions)) {
      const carried = await this.#carried(from, horizon, which, of)
      for (const [nth, { count, isNew }] of carried) {
        found[nth] = count
        if (isNew) fresh.set(of.questions[nth] ?? '', count)
      }
    }
    const left = of.questions.map((_, nth) => nth).filter((nth) => !(nth in found))
    if (left.length > 0) {
      const counted = await this.#whole.run(() => of.whole(left, horizon))
      for (const [index, nth] of left.entries()) {
        const count = counted[index]
        if (count === undefined) throw new Error('something was not counted')
        found[nth] = count
        fresh.set(of.questions[nth] ?? '', count)
      }
    }
    return { counts: found, fresh }
  }

  /** Counts of one earlier or later point, carried to another; empty where that takes no less than counting everything. */
  async #carried<C extends Json>(
    from: Horizon,
    to: Horizon,
    which: readonly { readonly nth: number; readonly known: RememberedCount }[],
    of: Countable<C>,
  ): Promise<Map<number, { readonly count: C; readonly isNew: boolean }>> {
    const touched = await findTouched(this.#connection.db, from, to, of.tables)
    if (touched === null) return new Map()
    // What is stored is what the same question was answered with.
    const known = which.map((one) => ({ nth: one.nth, count: one.known.counts as C }))
    if (touched.members.length + touched.items.length === 0) {
      return new Map(known.map(({ nth, count }) => [nth, { count, isNew: false }]))
    }
    const numbers = known.map(({ nth }) => nth)
    const [before, now] = [await of.among(numbers, from, touched), await of.among(numbers, to, touched)]
    const carried = known.flatMap(({ nth, count }, index) => {
      const less: C | undefined = before[index]
      const more: C | undefined = now[index]
      if (less === undefined || more === undefined) throw new Error('something was not counted')
      return [[nth, { count: of.carried(count, less, more), isNew: true }] as const]
    })
    return new Map(carried)
  }
}

/** The questions that something is known of, with those of the same point together. */
function byPoint(known: ReadonlyMap<string, RememberedCount>, questions: readonly string[]) {
  const points = new Map<string, { from: Horizon; which: { nth: number; known: RememberedCount }[] }>()
  for (const [nth, question] of questions.entries()) {
    const found = known.get(question)
    if (found === undefined) continue
    const { at, position } = found.horizon
    const point = points.get(`${at} ${position}`) ?? { from: found.horizon, which: [] }
    point.which.push({ nth, known: found })
    points.set(`${at} ${position}`, point)
  }
  return [...points.values()]
}
