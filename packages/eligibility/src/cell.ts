import { CONTENT_KINDS, type ContentKind, VISIBILITIES, type Visibility } from './vocabulary.ts'

/**
 * The kinds by number. The numbers are stored with items and in decision tables that others hold: a new kind takes the
 * next one, wherever it stands in the vocabulary, and no number is given twice. There is room for 32.
 */
const KIND_NUMBERS = {
  PROFILE: 0,
  PROFILE_CONTACT: 1,
  RECOMMENDATION: 2,
  POST: 3,
  ARTICLE: 4,
  COMMENT: 5,
  POLL_RESPONSE: 6,
  PHOTO: 7,
  VIDEO: 8,
  GROUP_POST: 9,
  GROUP_MESSAGE: 10,
  AI_PROMPT: 11,
  AI_OUTPUT: 12,
  FEEDBACK: 13,
  SAVED_RESUME: 14,
  SAVED_SCREENING_ANSWER: 15,
  AD_ENGAGEMENT: 16,
  JOB_POSTING: 17,
  LEARNING_VIDEO: 18,
  PAGE_DATA: 19,
  PRIVATE_MESSAGE: 20,
  CREDENTIAL: 21,
  PAYMENT_DETAIL: 22,
  SALARY: 23,
  APPLICATION_ANSWER: 24,
} as const satisfies Record<ContentKind, number>

const VISIBILITY_NUMBERS = { PUBLIC: 0, MEMBERS: 1, CONNECTIONS: 2, PRIVATE: 3 } as const satisfies Record<
  Visibility,
  number
>

/** How many cells a line of a decision table has; those that no kind has yet are never looked up. */
export const CELL_COUNT = 128

/** Kind and visibility of an item as one number from 0 to 127, the place of its cell in a line of a decision table. */
export function cellOf(kind: ContentKind, visibility: Visibility): number {
  return KIND_NUMBERS[kind] * VISIBILITIES.length + VISIBILITY_NUMBERS[visibility]
}

/**
 * The same of two words from elsewhere; −1 where they are no kind or no visibility. Looking them up as properties would
 * first look for each word among all words of the program: those that were read from a file are not among them.
 */
export function cellNamed(kind: string, visibility: string): number {
  if (typeof kind !== 'string' || typeof visibility !== 'string') return -1
  const ofKind = KINDS.numberOf(kind)
  const ofVisibility = VISIBILITY_WORDS.numberOf(visibility)
  return ofKind < 0 || ofVisibility < 0 ? -1 : ofKind * VISIBILITIES.length + ofVisibility
}

/** A kind and a visibility, and the number of their cell. */
export interface Cell {
  readonly cell: number
  readonly kind: ContentKind
  readonly visibility: Visibility
}

/** Every cell that an item can be in, in the order of their numbers. */
export const CELLS: readonly Cell[] = CONTENT_KINDS.flatMap((kind) =>
  VISIBILITIES.map((visibility) => ({ cell: cellOf(kind, visibility), kind, visibility })),
).sort((a, b) => a.cell - b.cell)

const BY_NUMBER = new Map(CELLS.map((of) => [of.cell, of]))

/** The kind and visibility that a number stands for. Throws a RangeError where it stands for none. */
export function cellAt(number: number): Cell {
  const found = BY_NUMBER.get(number)
  if (found === undefined) throw new RangeError(`there is no cell ${number}`)
  return found
}

/** Numbers of words, found by length and first character, which tell nearly all of them apart. */
class Words {
  readonly #words: string[] = Array.from({ length: 128 }, () => '')
  /** −1 where there is no word. */
  readonly #numbers = new Int32Array(128).fill(-1)

  constructor(numbers: Readonly<Record<string, number>>) {
    for (const [word, number] of Object.entries(numbers)) {
      let place = placeOf(word)
      while (this.#numbers[place] !== -1) place = (place + 1) & 127
      this.#words[place] = word
      this.#numbers[place] = number
    }
  }

  numberOf(word: string): number {
    for (let place = placeOf(word); ; place = (place + 1) & 127) {
      const number = this.#numbers[place] as number
      if (number < 0 || this.#words[place] === word) return number
    }
  }
}

function placeOf(word: string): number {
  return (word.length * 2 + word.charCodeAt(0) * 12) & 127
}

const KINDS = /* @__PURE__ */ new Words(KIND_NUMBERS)
const VISIBILITY_WORDS = /* @__PURE__ */ new Words(VISIBILITY_NUMBERS)
