import type { CheckOptions } from './check.ts'
import type { Decision, Question } from './decision.ts'
import type { Source } from './on-demand/batch.ts'
import type { CheckManyOptions } from './on-demand/check-many.ts'
import type { ContentItem, ListOptions } from './on-demand/content-item.ts'
import type { FilterOptions } from './on-demand/filter.ts'
import type { DecisionThenAndNow } from './on-demand/then-and-now.ts'
import type { LocalisedCallOptions } from './options.ts'
import type { ItemReference } from './reference.ts'

/** Whether content may be used. */
export interface EligibilityCalls {
  /** Asks whether an item may be used, and why. A bad fact is a reason of the answer, never an error. */
  check(question: Question, options?: CheckOptions): Promise<Decision>
  /**
   * Asks any number of questions; the answers stand in their order. Where they need more than one request, all that
   * leave `at` or `asKnownAt` open are asked about one instant and one position.
   */
  checkMany(questions: Iterable<Question>, options?: CheckManyOptions): Promise<Decision[]>
  /**
   * Gives only what may be used, in the order of the source, which is pulled only as fast as this is read. Each chunk is
   * asked about when it is reached, so that an objection counts from the next chunk on; to filter as of a run, pass its
   * `at` and `asKnownAt`. Where the register cannot be asked it throws, and gives nothing that was not asked about.
   */
  filter<Item extends string>(source: Source<Item>, options: FilterOptions<Item>): AsyncGenerator<Item, void, undefined>
  filter<Item>(
    source: Source<Item>,
    options: FilterOptions<Item> & { readonly itemOf: (item: Item) => ItemReference },
  ): AsyncGenerator<Item, void, undefined>
  /** Every registered item that may be used, ordered by key, complete under one instant and one position. */
  list(options: ListOptions): AsyncGenerator<ContentItem, void, undefined>
  /**
   * What was answered then, and what is known now of then: at the instant of the question, as known at its `asKnownAt`
   * (default: what had been recorded by that instant) and as known now, with what made the difference.
   */
  thenAndNow(question: Question, options?: LocalisedCallOptions): Promise<DecisionThenAndNow>
}
