/** Work that is being done, by what was asked: whoever asks the same meanwhile waits for it. */
export class UnderWay<T> {
  readonly #work = new Map<string, Promise<T>>()

  get(question: string, work: () => Promise<T>): Promise<T> {
    const known = this.#work.get(question)
    if (known !== undefined) return known
    const begun = work().finally(() => this.#work.delete(question))
    this.#work.set(question, begun)
    return begun
  }
}

/** Work that is done one piece after the other, so that whoever asks for much leaves room for those who ask for little. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    // What befalls one piece is a matter of whoever waits for it, and not of the next.
    this.#last = mine.catch(() => {})
    return mine
  }
}
