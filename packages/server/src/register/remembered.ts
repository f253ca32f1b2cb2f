/**
 * Answers that take long and never change, by what was asked. Whoever asks while the same is being worked out waits for
 * it; one thing at a time is worked out, so that a page that asks for much leaves room for those that ask for little.
 */
export class Remembered<T> {
  readonly #most: number
  readonly #answers = new Map<string, Promise<T>>()
  #last: Promise<unknown> = Promise.resolve()

  /** `most`: how many answers are kept; the one that was not asked for the longest goes first. */
  constructor(most: number) {
    this.#most = most
  }

  get(question: string, work: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(question)
    const answer = known ?? this.#after(work)
    this.#answers.delete(question)
    this.#answers.set(question, answer)
    if (known !== undefined) return known
    // What failed may succeed the next time.
    answer.catch(() => this.#answers.get(question) === answer && this.#answers.delete(question))
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#most) break
      this.#answers.delete(oldest)
    }
    return answer
  }

  #after(work: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(work)
    this.#last = answer.catch(() => {})
    return answer
  }
}
