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
    // Looking at every value costs as much again as parsing. Only an escape can bring in what UTF-8 cannot hold.
    return SUSPICIOUS.test(text) ? JSON.parse(text, refuseUnstorable) : JSON.parse(text)
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

/** What makes it worth looking at every value: an escape, or the name that must not be there. */
const SUSPICIOUS = /\\u|__proto__/

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const bytes = await readBytes(request, limit)
  try {
    return UTF_8.decode(bytes)
  } catch {
    throw new BadRequest(400, 'The body is no UTF-8.')
  }
}

/** By its events: going through a body as an iterator takes longer than most bodies take to arrive. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new BadRequest(413, `The body has more than ${limit} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      request.off('data', take).pause()
      reject(tooLarge())
    }
    request.on('data', take)
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(new BadRequest(400, 'The body is not complete.')))
  })
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
