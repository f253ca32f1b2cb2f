import type { Client, LeftOut } from '@demur/sdk'

const DATA_USE = 'genai.training'

/** The posts that a model is trained with. None gets in without being asked about, and none stays in that may not. */
export class TrainingSet {
  readonly #demur: Client
  readonly #posts = new Set<string>()

  constructor(demur: Client) {
    this.#demur = demur
  }

  get posts(): readonly string[] {
    return [...this.#posts]
  }

  /** Takes in those of the posts that may be used; gives why the others may not. */
  async add(posts: readonly string[]): Promise<Record<string, string>> {
    const leftOut: Record<string, string> = {}
    const onLeftOut = (post: string, { decisiveReason }: LeftOut): void => {
      leftOut[post] = decisiveReason
    }
    for await (const post of this.#demur.eligibility.filter(posts, { dataUse: DATA_USE, onLeftOut })) {
      this.#posts.add(post)
    }
    return leftOut
  }

  /**
   * Asks again about everything, as it stands at a position of the ledger or later. What somebody objects to is not only
   * what they wrote: a post may mention them.
   */
  async recheck(position: string): Promise<void> {
    const options = { dataUse: DATA_USE, minPosition: position, onLeftOut: (post: string) => this.#posts.delete(post) }
    for await (const _ of this.#demur.eligibility.filter(this.posts, options)) {
      // Those that stay.
    }
  }
}
