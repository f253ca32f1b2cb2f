/** Byte pairs that became one token, in the order in which they were learned: the first is token 256. */
export type Merges = readonly (readonly [number, number])[]

/** Learns byte-pair encoding: again and again, the most frequent pair of neighbours becomes a token. */
export function learnMerges(texts: readonly string[], count: number): Merges {
  const merges: [number, number][] = []
  let sequences = texts.map((text) => [...new TextEncoder().encode(text)])
  while (merges.length < count) {
    const pair = mostFrequent(sequences)
    if (pair === null) break
    const token = 256 + merges.push(pair) - 1
    sequences = sequences.map((sequence) => merge(sequence, pair, token))
  }
  return merges
}

/** A text in tokens. */
export function encode(text: string, merges: Merges): number[] {
  return merges.reduce(
    (sequence, pair, index) => merge(sequence, pair, 256 + index),
    [...new TextEncoder().encode(text)],
  )
}

/** The text of tokens. */
export function decode(tokens: readonly number[], merges: Merges): string {
  const bytesOf = (token: number): number[] => (token < 256 ? [token] : (merges[token - 256]?.flatMap(bytesOf) ?? []))
  return new TextDecoder().decode(new Uint8Array(tokens.flatMap(bytesOf)))
}

/** Null where no pair is there twice. */
function mostFrequent(sequences: readonly (readonly number[])[]): [number, number] | null {
  const counts = new Map<string, number>()
  for (const sequence of sequences) {
    for (const [index, token] of sequence.entries()) {
      const next = sequence[index + 1]
      if (next !== undefined) counts.set(`${token} ${next}`, (counts.get(`${token} ${next}`) ?? 0) + 1)
    }
  }
  // The first of equals: the same texts give the same tokens.
  const [best, times] = [...counts].reduce((most, pair) => (pair[1] > most[1] ? pair : most), ['', 1])
  const [left, right] = best.split(' ').map(Number)
  return times < 2 || left === undefined || right === undefined ? null : [left, right]
}

function merge(sequence: readonly number[], [left, right]: readonly [number, number], token: number): number[] {
  const merged: number[] = []
  for (let index = 0; index < sequence.length; index += 1) {
    const isPair = sequence[index] === left && sequence[index + 1] === right
    merged.push(isPair ? token : (sequence[index] as number))
    if (isPair) index += 1
  }
  return merged
}
