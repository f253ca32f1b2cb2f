import { formatInstant } from '@demur/eligibility'
import type { Access } from '../commands/access.ts'
import { CommandFailed, EXIT } from '../commands/exit.ts'
import type { FilterItem } from './item.ts'
import type { Items, Verdict } from './row-format.ts'

/** Says of items why they may not be used. */
export interface Decider {
  /** The verdict on every item. Throws a CommandFailed where it cannot know; then nothing of them is decided. */
  decide(items: Items): Promise<readonly Verdict[]>
  /** Answers reflect at least this from here on. Throws a CommandFailed where they cannot. */
  atLeast(position: string): void
  /** What the last answers reflect. */
  readonly position: string
  close(): Promise<void>
}

const DECISIONS = /* GraphQL */ `
  query Filter($questions: [QuestionInput!]!, $minPosition: Position) {
    decisions(questions: $questions, minPosition: $minPosition) { outcome position projected reasons { code } }
  }
`

/** How many items are asked about at once, and in how many characters at most: a server limits what it reads. */
const QUESTIONS = 500
const CHARACTERS = 100_000
/** About how many characters a question has beside the keys in it. */
const QUESTION_CHARACTERS = 200
/** How many requests are under way: while one is answered, the next is on its way. */
const UNDER_WAY = 4

/** An item as the schema takes it. */
type ItemInput = { readonly key: string } | { readonly descriptor: Readonly<Record<string, unknown>> }

interface Answer {
  readonly outcome: string
  readonly position: string
  readonly projected: boolean
  readonly reasons: readonly { readonly code: string }[]
}

/** Asks the register, through a server or on its database. */
export class RegisterDecider implements Decider {
  readonly #access: Access
  readonly #question: Readonly<Record<string, unknown>>
  #position = '0'

  constructor(access: Access, question: Readonly<Record<string, unknown>>) {
    this.#access = access
    this.#question = question
  }

  atLeast(position: string): void {
    if (BigInt(position) > BigInt(this.#position)) this.#position = position
  }

  get position(): string {
    return this.#position
  }

  async decide(all: Items): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = []
    let wave: Promise<readonly Verdict[]>[] = []
    const settle = async (): Promise<void> => {
      // All of them end before an error is told: none is left under way.
      for (const slice of await Promise.allSettled(wave)) {
        if (slice.status === 'rejected') throw slice.reason
        verdicts.push(...slice.value)
      }
      wave = []
    }
    for (const items of slicesOf(all)) {
      wave.push(this.#ask(items))
      if (wave.length === UNDER_WAY) await settle()
    }
    await settle()
    return verdicts
  }

  close(): Promise<void> {
    return this.#access.close()
  }

  async #ask(items: readonly ItemInput[]): Promise<readonly Verdict[]> {
    const questions = items.map((item) => ({ item, ...this.#question }))
    const { decisions } = await this.#access.execute(DECISIONS, { questions, minPosition: this.#position })
    const answers = decisions as readonly Answer[]
    if (answers.length !== items.length) throw new CommandFailed(EXIT.fault, 'An item has no answer.')
    return answers.map(({ outcome, position, projected, reasons }) => {
      // A forecast is no permission: until the instant comes, somebody may object.
      if (projected) throw new CommandFailed(EXIT.usage, '“--at” lies in the future.')
      this.atLeast(position)
      return outcome === 'ELIGIBLE' ? null : reasons.map(({ code }) => code)
    })
  }
}

function* slicesOf(all: Items): Generator<readonly ItemInput[]> {
  let items: ItemInput[] = []
  let characters = 0
  for (let index = 0; index < all.count; index += 1) {
    const item = all.item(index)
    items.push(inputOf(item))
    characters += QUESTION_CHARACTERS + keysIn(item)
    if (items.length < QUESTIONS && characters < CHARACTERS) continue
    yield items
    items = []
    characters = 0
  }
  if (items.length > 0) yield items
}

function inputOf(item: FilterItem): ItemInput {
  return 'key' in item ? item : { descriptor: { ...item, createdAt: formatInstant(item.createdAt) } }
}

function keysIn(item: FilterItem): number {
  return 'key' in item ? item.key.length : item.subjects.reduce((sum, { member }) => sum + member.length, 0)
}
