import { readFileSync } from 'node:fs'
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { type Authenticate, bearerToken, Unauthenticated, viewerOf } from './viewer.ts'

/** Whose tokens are accepted, and how they are read. */
export interface TokenSettings {
  readonly issuer: string
  readonly audience: string
  /** The URL or the file of a JSON Web Key Set. */
  readonly jwks: string
  /** The only signature algorithms accepted. */
  readonly algorithms: readonly string[]
  /** The only `typ` accepted: an ID token is no access token. */
  readonly type: string
  /** The claim that lists roles. */
  readonly rolesClaim: string
  /** The claim that holds the key of a member. */
  readonly memberClaim: string
}

/** Accepts access tokens of one issuer, signed with a key of its set. */
export function authenticateTokens(settings: TokenSettings): Authenticate {
  const keys = keySet(settings.jwks)
  return async (authorization) => {
    const token = bearerToken(authorization)
    const { payload } = await verify(token, keys, settings)
    const subject = payload.sub ?? ''
    const viewer = viewerOf(subject, payload[settings.rolesClaim], payload[settings.memberClaim])
    if (viewer === null) throw new Unauthenticated(`The token grants no role in “${settings.rolesClaim}”.`)
    return viewer
  }
}

async function verify(token: string, keys: JWTVerifyGetKey, { issuer, audience, algorithms, type }: TokenSettings) {
  try {
    return await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      typ: type,
      requiredClaims: ['exp', 'iss', 'aud', 'sub'],
      clockTolerance: 5,
    })
  } catch (error) {
    // What is wrong with a token is the bearer's business; that the keys cannot be had is ours.
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw error
    throw new Unauthenticated(`The token is not accepted: ${error.code}.`)
  }
}

function keySet(jwks: string): JWTVerifyGetKey {
  if (/^https?:\/\//.test(jwks)) return createRemoteJWKSet(new URL(jwks), { timeoutDuration: 5000 })
  return createLocalJWKSet(JSON.parse(readFileSync(jwks, 'utf8')))
}
