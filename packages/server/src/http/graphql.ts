import type { Viewer } from '@demur/schema'
import { createContext, schema } from '@demur/schema'
import { GraphQLError } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { Engine } from '../register/engine.ts'
import { registerFor } from '../register/register.ts'
import { assertWithinLimits, DOCUMENT_LIMITS } from './document-limits.ts'
import { faultOf, logFault, maskedFault } from './faults.ts'

/** What a request brings to its execution. */
export interface RequestContext {
  readonly viewer: Viewer
  readonly requestId: string
  /** Aborted when the client is gone or the server stops. */
  readonly signal: AbortSignal
}

/** The GraphQL endpoint. It reads no body and knows no token: both are settled before. */
export function createGraphQL(engine: Engine, log: Logger): YogaServerInstance<RequestContext, object> {
  return createYoga<RequestContext, object>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ viewer, signal }) => createContext(registerFor(engine, viewer, engine.clock(), signal)),
    plugins: [documentLimits, faultLog(log)],
    // Faults pass through unmasked up to `faultLog`, which knows the id of the request.
    maskedErrors: false,
    batching: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: '/never',
    maxRequestBodySize: false,
    logging: false,
  })
}

const documentLimits: Plugin = {
  onParse({ parseFn, setParseFn }) {
    setParseFn((source: string, options?: object) => parseFn(source, { ...options, maxTokens: DOCUMENT_LIMITS.tokens }))
    return ({ result }) => {
      if (!(result instanceof Error)) assertWithinLimits(result as Parameters<typeof assertWithinLimits>[0])
    }
  },
}

/** Keeps faults from callers, and callers' errors from the log. */
function faultLog(log: Logger): Plugin<RequestContext> {
  return {
    onExecutionResult({ result, setResult, context }) {
      const { requestId } = context as unknown as RequestContext
      if (result === undefined || isAsyncIterable(result) || Array.isArray(result)) return
      if (!('errors' in result) || !result.errors?.some(faultOf)) return
      const errors = result.errors.map((error) => masked(error, requestId, log))
      setResult({ ...result, errors })
    },
    onSubscribe: () => ({
      onSubscribeResult: () => ({
        onNext({ result, setResult, args }) {
          if (isAsyncIterable(result) || !('errors' in result) || !result.errors?.some(faultOf)) return
          const { requestId } = args.contextValue as RequestContext
          setResult({ ...result, errors: result.errors.map((error) => masked(error, requestId, log)) })
        },
      }),
    }),
  }
}

function masked(error: GraphQLError, requestId: string, log: Logger): GraphQLError {
  const fault = faultOf(error)
  if (fault === null) return error
  logFault(log, fault, requestId)
  const { message, extensions } = maskedFault(fault, requestId)
  return new GraphQLError(message, { extensions, ...(error.path === undefined ? {} : { path: error.path }) })
}
