/** An id that nobody else has. Pages without TLS have no `randomUUID`. */
export function newId(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID()
  const bytes = (crypto as Crypto).getRandomValues(Uint8Array.from({ length: 16 }))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
