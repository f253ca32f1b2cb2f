import { type VerifyOptions, verifyWebhook, type WebhookEvent, WebhookRefusedError } from './verify.ts'

/** What a handler is made of. */
export interface HandlerOptions extends VerifyOptions {
  /** `whsec_…`; several while one takes over from another. */
  readonly secret: string | readonly string[]
  /**
   * Called with each message, at least once: what throws or rejects is answered with 500, and the message comes again.
   * A `webhook.test` is answered without it.
   */
  readonly onEvent: (event: WebhookEvent) => void | Promise<void>
}

/** Larger bodies are refused; bytes. */
const MOST = 2_000_000

/** Answers a message: 204 where it is done, 400 where it is not to be believed, 500 where it has to come again. */
async function statusOf(payload: Uint8Array, headers: Parameters<typeof verifyWebhook>[1], options: HandlerOptions) {
  try {
    const event = await verifyWebhook(payload, headers, options.secret, options)
    if (event.type !== 'webhook.test') await options.onEvent(event)
    return 204
  } catch (error) {
    return error instanceof WebhookRefusedError && error.code !== 'SECRET' ? 400 : 500
  }
}

/**
 * A handler for everything that speaks `fetch`: Deno, Bun, workers, route handlers.
 * @example
 * ```ts
 * import { webhookHandler } from '@demur/sdk/webhooks'
 *
 * export const POST = webhookHandler({
 *   secret: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
 *   onEvent: async ({ id, type, data }) => console.log(id, type, data.member),
 * })
 * ```
 */
export function webhookHandler(options: HandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
    const payload = new Uint8Array(await request.arrayBuffer())
    if (payload.length > MOST) return new Response(null, { status: 413 })
    return new Response(null, { status: await statusOf(payload, request.headers, options) })
  }
}

/** Of a request of Node what is needed. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
/** Of a response of Node what is needed. */
export interface NodeResponse {
  statusCode: number
  end(): unknown
}

/**
 * The same for `http.createServer`. The body must not have been read before.
 * @example
 * ```ts
 * import { type NodeRequest, type NodeResponse, nodeWebhookHandler } from '@demur/sdk/webhooks'
 *
 * declare function createServer(listener: (request: NodeRequest, response: NodeResponse) => void): { listen(port: number): void }
 *
 * const receive = nodeWebhookHandler({
 *   secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
 *   onEvent: ({ type, data }) => console.log(type, data.position),
 * })
 * createServer((request, response) => void receive(request, response)).listen(8080)
 * ```
 */
export function nodeWebhookHandler(
  options: HandlerOptions,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  const answer = (response: NodeResponse, status: number): void => {
    response.statusCode = status
    response.end()
  }
  return async (request, response) => {
    if (request.method !== 'POST') return answer(response, 405)
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of request) {
      length += chunk.length
      if (length > MOST) return answer(response, 413)
      chunks.push(chunk)
    }
    const payload = new Uint8Array(length)
    let offset = 0
    for (const chunk of chunks) {
      payload.set(chunk, offset)
      offset += chunk.length
    }
    answer(response, await statusOf(payload, request.headers, options))
  }
}
