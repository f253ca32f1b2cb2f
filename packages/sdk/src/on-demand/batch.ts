import type { QuestionInput } from './generated/graphql.ts'

/** Something to ask about, and the question as the schema takes it. */
export interface Asked<Item> {
  readonly item: Item
  readonly input: QuestionInput
}

/** What a source of items may be. */
export type Source<Item> = Iterable<Item> | AsyncIterable<Item>

/** How many questions the server takes in one request. */
export const MOST_QUESTIONS = 1000
/** How long a request may grow, in characters of JSON of at most three bytes: servers take a million bytes. */
const MOST_CHARACTERS = 300_000

/**
 * Gathers questions into batches of at most `size`, each small enough for one request. Takes from its source what one
 * batch needs, and one item more only where that one did not fit. Ends the source when it is ended itself.
 */
export async function* batches<Item>(
  source: Source<Item>,
  inputOf: (item: Item) => QuestionInput,
  size: number,
): AsyncGenerator<readonly Asked<Item>[], void, undefined> {
  let batch: Asked<Item>[] = []
  let characters = 0
  for await (const item of source) {
    const input = inputOf(item)
    const { length } = JSON.stringify(input)
    if (batch.length > 0 && characters + length > MOST_CHARACTERS) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push({ item, input })
    characters += length
    if (batch.length < Math.min(size, MOST_QUESTIONS)) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}
