import { idProblem } from '@demur/eligibility'
import { ROLES, type Role, type Viewer } from '@demur/schema'

/** A request without a token that says who asks. The message never repeats anything of the token. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated'
}

/** Finds out who asks from the `Authorization` header. */
export type Authenticate = (authorization: string | undefined) => Promise<Viewer>

/** The token of a header. */
export function bearerToken(authorization: string | undefined): string {
  const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw new Unauthenticated('Send a token: “Authorization: Bearer …”.')
  return token
}

/** The tokens that work while no issuer is configured, and only on loopback. */
export const DEVELOPMENT_TOKENS = [
  'dev-operator',
  'dev-operator:<subject>',
  'dev-service',
  'dev-service:<subject>',
  'dev-auditor',
  'dev-member:<key>',
] as const

/** Accepts the development tokens. */
export const authenticateDevelopment: Authenticate = async (authorization) => {
  const token = bearerToken(authorization)
  const [, role, key] = /^dev-(operator|service|auditor|member)(?::(.+))?$/.exec(decoded(token)) ?? []
  const isMember = role === 'member'
  const isWrong = isMember ? key === undefined : key !== undefined && role === 'auditor'
  if (role === undefined || isWrong || (key !== undefined && idProblem(key) !== null)) {
    throw new Unauthenticated(`The development tokens are ${DEVELOPMENT_TOKENS.join(', ')}.`)
  }
  return { subject: key ?? `dev-${role}`, roles: [role.toUpperCase() as Role], member: isMember ? (key ?? null) : null }
}

/** Headers carry ASCII: a key with other characters is percent-encoded. */
function decoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

/** What a token says of its bearer; null where it grants no role. */
export function viewerOf(subject: string, roles: unknown, member: unknown): Viewer | null {
  const named = typeof roles === 'string' ? roles.split(/[\s,]+/) : Array.isArray(roles) ? roles.map(String) : []
  const granted = ROLES.filter((role) => named.some((name) => name.toUpperCase() === role))
  if (granted.length === 0) return null
  const key = granted.includes('MEMBER') && typeof member === 'string' && idProblem(member) === null ? member : null
  return { subject, roles: granted, member: key }
}
