/** Narrows a string to one of a vocabulary. */
export function isOneOf<const T extends string>(vocabulary: readonly T[], value: unknown): value is T {
  return (vocabulary as readonly unknown[]).includes(value)
}
