import { DrizzleQueryError } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { READ_ONLY_STATE, sqlState } from '../database/database.ts'

/** SQLSTATEs of a database that is busy or away: the request may be sent again. */
const TRANSIENT = /^(08|40|53|57|55P03)/

/**
 * What stands behind an error, where that is something else than a refusal that is meant for the caller; else null.
 * An error at a path that nobody raised, such as a null where there can be none, is a fault too.
 */
export function faultOf(error: GraphQLError): Error | null {
  if (error.originalError === undefined) {
    return error.path !== undefined && error.extensions.code === undefined ? new Error(error.message) : null
  }
  let cause: unknown = error.originalError
  while (cause instanceof GraphQLError) cause = cause.originalError
  return cause instanceof Error ? cause : null
}

/** What a caller is told of a fault: nothing but that it happened, and under which id the log has it. */
export function maskedFault(error: unknown, requestId: string): GraphQLError {
  const state = sqlState(error)
  if (state === READ_ONLY_STATE) {
    const message = 'This server reads a replica of the register. Send what writes to a server on the primary.'
    return new GraphQLError(message, { extensions: { code: 'READ_ONLY', requestId } })
  }
  const transient = state === null ? isAway(error) : TRANSIENT.test(state)
  const code = transient ? 'UNAVAILABLE' : 'INTERNAL'
  const message = transient ? 'The register is busy; try again.' : 'Something went wrong on our side.'
  return new GraphQLError(message, { extensions: { code, requestId, ...(transient ? { http: { status: 503 } } : {}) } })
}

/** Whether no connection could be had. pg reports a pool that gives none in time without a code. */
function isAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (
      'code' in cause &&
      /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN)|^ENOTFOUND$/.test(String(cause.code))
    )
      return true
    if (/timeout exceeded when trying to connect|Connection terminated|not queryable/.test(cause.message)) return true
  }
  return false
}

/** Logs a fault. Database errors repeat parameters in message and detail, so of those only code and stack are kept. */
export function logFault(log: Logger, error: unknown, requestId: string): void {
  log.error({ requestId, fault: describeFault(error) }, 'fault')
}

/** What may be said of a fault outside a request. */
export interface FaultDescription {
  readonly name: string
  readonly message?: string
  readonly sqlState?: string | null
  /** The frames of the stack, without the message. */
  readonly stack?: readonly string[]
}

export function describeFault(error: unknown): FaultDescription {
  if (!(error instanceof Error)) return { name: typeof error }
  const state = sqlState(error)
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  if (error instanceof DrizzleQueryError || state !== null)
    return { name: 'DatabaseError', sqlState: state, stack: frames }
  return { name: error.name, message: error.message, stack: frames }
}
