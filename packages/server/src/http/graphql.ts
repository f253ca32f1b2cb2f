import type { Viewer } from '@demur/schema'
import { createContext, schema } from '@demur/schema'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { Engine } from '../register/engine.ts'
import { registerFor } from '../register/register.ts'
import { assertWithinLimits, DOCUMENT_LIMITS, parseWithin } from './document-limits.ts'
import { faultOf, logFault, maskedFault } from './faults.ts'

/** What a request brings to its execution. */
export interface RequestContext {
  readonly viewer: Viewer
  readonly requestId: string
  /** Aborted when the client is gone or the server stops. */
  readonly signal: AbortSignal
  /** A result that is there already, and only has to be presented. */
  readonly ready?: ExecutionResult | null
}

/** The GraphQL endpoint. It reads no body and knows no token: both are settled before. */
export function createGraphQL(engine: Engine, log: Logger): YogaServerInstance<RequestContext, object> {
  return createYoga<RequestContext, object>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ viewer, signal }) => createContext(registerFor(engine, viewer, engine.clock(), signal)),
    plugins: [documentLimits, readyResults, faultLog(log)],
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
    setParseFn((source: string, options?: object) => {
      const document = parseWithin(() => parseFn(source, { ...options, maxTokens: DOCUMENT_LIMITS.tokens }))
      assertWithinLimits(document as Parameters<typeof assertWithinLimits>[0])
      return document
    })
  },
}

/** Puts results that the lane found in the place of an execution, so that all are presented in one way. */
const readyResults: Plugin<RequestContext> = {
  onExecute({ args, setExecuteFn }) {
    const { ready } = args.contextValue as RequestContext
    if (ready) setExecuteFn(() => ready)
  },
}

/** Keeps faults from callers, and callers' errors from the log. */
function faultLog(log: Logger): Plugin<RequestContext> {
  return {
    onExecutionResult({ result, setResult, context }) {
      if (result === undefined || isAsyncIterable(result) || Array.isArray(result)) return
      setResult(presentable(result, (context as unknown as RequestContext).requestId, log))
    },
    onSubscribe: ({ args }) => ({
      // What a stream breaks with passes no `onNext`.
      onSubscribeError({ error, setError }) {
        const raised = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error })
        setError(presentError(raised, (args.contextValue as RequestContext).requestId, log))
      },
      onSubscribeResult: () => ({
        onNext({ result, setResult, args }) {
          if (isAsyncIterable(result)) return
          setResult(presentable(result, (args.contextValue as RequestContext).requestId, log))
        },
      }),
    }),
  }
}

function presentable<Result extends object>(result: Result, requestId: string, log: Logger): Result {
  if (!('errors' in result) || !Array.isArray(result.errors)) return result
  return { ...result, errors: result.errors.map((error: GraphQLError) => presentError(error, requestId, log)) }
}

/** A fault is logged and masked; a caller's error has a code, which GraphQL itself gives only to some. */
function presentError(error: GraphQLError, requestId: string, log: Logger): GraphQLError {
  const fault = faultOf(error)
  const path = error.path === undefined ? {} : { path: error.path }
  if (fault === null) {
    if (error.extensions.code !== undefined) return error
    const { message, nodes } = error
    return new GraphQLError(message, {
      ...path,
      ...(nodes ? { nodes } : {}),
      extensions: { ...error.extensions, code: 'BAD_USER_INPUT' },
    })
  }
  logFault(log, fault, requestId)
  const { message, extensions } = maskedFault(fault, requestId)
  return new GraphQLError(message, { ...path, extensions })
}
