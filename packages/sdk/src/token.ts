import { DemurAuthenticationError } from './error.ts'
import type { Auth } from './options.ts'

/**
 * The token to send.
 * @throws DemurAuthenticationError where there is none that a header can carry, and whatever `auth` throws
 */
export async function tokenOf(auth: Auth, refused: boolean, requestId: string): Promise<string> {
  const token = typeof auth === 'string' ? auth : await auth({ refused })
  // `fetch` would refuse such a header with an error that repeats it.
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  const message = 'There is no token, or it has characters that a header cannot carry.'
  throw new DemurAuthenticationError(message, { code: 'BAD_TOKEN', requestId })
}
