/**
 * Compares two well-formed strings as Postgres does with `COLLATE "C"`: by the bytes of their UTF-8, which is the order
 * of their code points. JavaScript's own order differs beyond the basic plane, where surrogates come before U+E000.
 */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (one !== other) return rank(one) - rank(other)
  }
  return a.length - b.length
}

/** Lifts surrogates above everything else in the basic plane. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
