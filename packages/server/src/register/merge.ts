import { byBytes } from './byte-order.ts'

/** Something that stands in the byte order of its key. */
interface Keyed {
  readonly key: string
}

/** A key of two sequences, and what each of them has under it. */
export type Merged<Left, Right> =
  | { readonly left: Left; readonly right: Right }
  | { readonly left: Left; readonly right: null }
  | { readonly left: null; readonly right: Right }

/** Walks two sequences side by side, both in the byte order of their keys, and holds one element of each. */
export async function* mergeByKey<Left extends Keyed, Right extends Keyed>(
  lefts: AsyncIterable<Left>,
  rights: AsyncIterable<Right>,
): AsyncGenerator<Merged<Left, Right>> {
  const [some, others] = [lefts[Symbol.asyncIterator](), rights[Symbol.asyncIterator]()]
  try {
    let [left, right] = [await valueOf(some), await valueOf(others)]
    while (left !== null || right !== null) {
      const order = left === null ? 1 : right === null ? -1 : byBytes(left.key, right.key)
      if (order === 0 && left !== null && right !== null) {
        yield { left, right }
      } else if (order < 0 && left !== null) {
        yield { left, right: null }
      } else if (right !== null) {
        yield { left: null, right }
      }
      if (order <= 0) left = await valueOf(some)
      if (order >= 0) right = await valueOf(others)
    }
  } finally {
    await some.return?.()
    await others.return?.()
  }
}

async function valueOf<T>(iterator: AsyncIterator<T>): Promise<T | null> {
  const { done, value } = await iterator.next()
  return done ? null : value
}
