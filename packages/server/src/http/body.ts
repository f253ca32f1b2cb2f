import type { IncomingMessage } from 'node:http'

/** A request that cannot be read, and the HTTP status that says so. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Reads a JSON body of at most `limit` bytes. Only `application/json`: forms and plain text would pass without a preflight. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new BadRequest(415, 'The body must be application/json.')
  const text = await readText(request, limit)
  try {
    return JSON.parse(text, refuseUnstorable)
  } catch (error) {
    if (error instanceof BadRequest) throw error
    throw new BadRequest(400, 'The body is no JSON.')
  }
}

/**
 * Reads the fields of a form of at most `limit` bytes. Whoever takes one has to know where it comes from: any page can
 * send it.
 */
export async function readForm(request: IncomingMessage, limit: number): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw new BadRequest(415, 'The body must be a form.')
  const form = new URLSearchParams(await readText(request, limit))
  for (const [name, value] of form) refuseUnstorable(name, value)
  return form
}

async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = new BadRequest(413, `The body has more than ${limit} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new BadRequest(400, 'The body is no UTF-8.')
  }
}

/**
 * NUL cannot be stored, and a lone surrogate is stored as something else, so that two ids could become one. A member
 * `__proto__` would be set by whoever copies the object.
 */
function refuseUnstorable(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new BadRequest(400, 'The body has a member “__proto__”.')
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\u0000'))) {
    throw new BadRequest(400, 'The body has a string with NUL or a lone surrogate.')
  }
  return value
}
