import { type BlockingReason, type ReasonMask, reasonsOf } from '@demur/eligibility'
import type { RulebookEffectRecord } from '@demur/schema'

/** Counts what turns for one data use, and keeps a few items that show it. */
export class Tally {
  #becomeEligible = 0
  #becomeIneligible = 0
  #changeReasons = 0
  readonly #newly = new Map<BlockingReason, number>()
  readonly #noLonger = new Map<BlockingReason, number>()
  /** Keys of items that turned, by what they turned from and to: the first few of each. */
  readonly #examples = new Map<string, string[]>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  add(key: string, before: ReasonMask, after: ReasonMask): void {
    if (before === after) return
    if (before !== 0 && after !== 0) {
      this.#changeReasons += 1
      return
    }
    if (after === 0) this.#becomeEligible += 1
    else this.#becomeIneligible += 1
    for (const code of reasonsOf(before)) this.#noLonger.set(code, (this.#noLonger.get(code) ?? 0) + 1)
    for (const code of reasonsOf(after)) this.#newly.set(code, (this.#newly.get(code) ?? 0) + 1)
    const alike = this.#examples.get(`${before} ${after}`)
    if (alike === undefined) this.#examples.set(`${before} ${after}`, [key])
    else if (alike.length < this.#most) alike.push(key)
  }

  counts(): Omit<RulebookEffectRecord, 'dataUse' | 'samples'> {
    const codes = reasonsOf(-1).filter((code) => this.#newly.has(code) || this.#noLonger.has(code))
    return {
      becomeEligible: this.#becomeEligible,
      becomeIneligible: this.#becomeIneligible,
      changeReasons: this.#changeReasons,
      reasons: codes.map((reason) => ({
        reason,
        blocksNewly: this.#newly.get(reason) ?? 0,
        blocksNoLonger: this.#noLonger.get(reason) ?? 0,
      })),
    }
  }

  /** So that a few samples show as many kinds of change as they can: the first of each kind, then the second, … */
  samples(): string[] {
    const kinds = [...this.#examples.values()]
    const rounds = Array.from({ length: this.#most }, (_, round) =>
      kinds.flatMap((keys) => keys.slice(round, round + 1)),
    )
    return rounds.flat().slice(0, this.#most)
  }
}
