import type { Localized } from '../rulebook.ts'
import type { ChangeCode, ChangeImpact, ChangeParameters, RulebookChange } from './change.ts'

/** Gathers the changes about one part of a rulebook: all of them share a path, a data use and some parameters. */
export class Collector {
  readonly #changes: RulebookChange[]
  readonly #path: readonly string[]
  readonly #dataUse: string | null
  readonly #parameters: ChangeParameters

  constructor(
    changes: RulebookChange[],
    path: readonly string[] = [],
    dataUse: string | null = null,
    parameters: ChangeParameters = {},
  ) {
    this.#changes = changes
    this.#path = path
    this.#dataUse = dataUse
    this.#parameters = parameters
  }

  /** The same collection, for a part further down. */
  within(path: readonly string[], dataUse: string | null, parameters: ChangeParameters): Collector {
    return new Collector(this.#changes, [...this.#path, ...path], dataUse, { ...this.#parameters, ...parameters })
  }

  add(code: ChangeCode, impact: ChangeImpact, path: readonly string[] = [], parameters: ChangeParameters = {}): void {
    this.#changes.push({
      code,
      impact,
      path: [...this.#path, ...path],
      dataUse: this.#dataUse,
      parameters: { ...this.#parameters, ...parameters },
    })
  }

  /** Adds a change for each language in which a text is another one. */
  texts(code: ChangeCode, field: string, before: Localized, after: Localized): void {
    for (const language of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [was, is] = [before[language] ?? '–', after[language] ?? '–']
      if (was !== is) this.add(code, 'NEUTRAL', [field, language], { language, before: was, after: is })
    }
  }

  /** Adds a change where two lists have other members, whatever their order. */
  sources(code: ChangeCode, before: readonly string[], after: readonly string[]): void {
    if (without(before, after).length + without(after, before).length > 0) this.add(code, 'NEUTRAL', ['sources'])
  }
}

/** What a list has that another does not. */
export function without<T>(values: Iterable<T>, others: Iterable<T>): T[] {
  const left = new Set(others)
  return [...values].filter((value) => !left.has(value))
}
