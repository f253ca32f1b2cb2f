import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { type Client, createClient, DemurError, type RequestNotice } from '@demur/sdk'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

/** What must never be seen again: a member, an item, a key, a token, a field that only an answer has. */
const MEMBER = 'canary-member'
const KEY = 'canary-key'
const TOKEN = 'dev-member:canary-token'
const ANSWER = 'canary-answer'

/** Everything that a program can print of a value. */
function everythingIn(value: unknown): string {
  const parts = [inspect(value, { depth: Infinity, showHidden: true, getters: true }), String(value)]
  for (let error = value; error instanceof Error; error = error.cause) {
    parts.push(error.message, error.stack ?? '', JSON.stringify(error))
    for (const name of Object.getOwnPropertyNames(error)) parts.push(name, inspect(Reflect.get(error, name)))
  }
  return parts.join('\n')
}

const printed: unknown[] = []
beforeEach(() => {
  printed.length = 0
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation((...values) => void printed.push(values))
  }
})
afterEach(() => vi.restoreAllMocks())

const notices: RequestNotice[] = []
const hooks = {
  retries: 1,
  random: () => 0,
  onRequest: (notice: RequestNotice) => void notices.push(notice),
  onResponse: (notice: RequestNotice) => void notices.push(notice),
}

/** Every way in which values leave a program through a client. */
const CALLS: Record<string, (client: Client) => Promise<unknown>> = {
  check: ({ eligibility }) => eligibility.check({ item: MEMBER, dataUse: KEY, asKnownAt: '999999' }),
  'check of described content': ({ eligibility }) => {
    const subjects = [{ member: MEMBER }]
    const descriptor = { subjects, kind: 'POST', visibility: 'PUBLIC', createdAt: '2024-01-01T00:00:00Z' } as const
    return eligibility.check({ item: { descriptor }, dataUse: KEY, at: `${MEMBER}T00:00` })
  },
  checkMany: ({ eligibility }) => eligibility.checkMany([{ item: MEMBER, dataUse: KEY, asKnownAt: '999999' }]),
  filter: ({ eligibility }) => eligibility.filter([MEMBER], { dataUse: KEY, asKnownAt: '999999' }).next(),
  list: ({ eligibility }) => eligibility.list({ dataUse: KEY, at: MEMBER }).next(),
  object: async ({ settings }) => {
    const result = await settings.object(KEY, { member: MEMBER, idempotencyKey: KEY, effectiveAt: MEMBER })
    throw result
  },
  subscribe: ({ ledger }) => ledger.subscribe({ after: MEMBER }).next(),
  execute: (client) => client.execute('query ($key: Int!) { run(key: $key) { key } }', { key: MEMBER }),
  'execute of a wrong document': (client) => client.execute(`{ member(by: { key: "${MEMBER}", ${'no'}: 1 }) { x } }`),
  publish: ({ rulebook }) => rulebook.publish({ version: MEMBER, [KEY]: KEY }),
}

/** What a call ends with; the values of a refusal are the caller's own answer and no error. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
    return null
  } catch (error) {
    return error instanceof Error ? error : null
  }
}

function expectNoCanaries(...values: unknown[]): void {
  const text = values.map(everythingIn).join('\n') + everythingIn(printed) + everythingIn(notices)
  expect(text).not.toMatch(/canary/i)
}

describe.each(Object.entries(CALLS))('nothing that was sent is in an error, a hook or a log: %s', (_, call) => {
  it('of a real server', async () => {
    expectNoCanaries(await failureOf(call(clientOf(server, TOKEN, hooks))))
  })

  it.each([200, 307, 400, 401, 403, 404, 413, 429, 500, 503])(
    'of a server that repeats all it gets everywhere it can, with status %d',
    async (status) => {
      const echo = await startEcho(status)
      const failure = await failureOf(call(createClient({ url: echo.url, auth: () => TOKEN, ...hooks })))
      expect(failure).toBeInstanceOf(DemurError)
      expectNoCanaries(failure)
      await echo.close()
    },
  )

  it('of a fetch that fails with all it got', async () => {
    const talkative: typeof fetch = async (_, init) => {
      throw new TypeError(`${init?.body} ${TOKEN}`, { cause: Object.assign(new Error(TOKEN), { code: TOKEN, init }) })
    }
    const client = createClient({ url: 'https://demur.example/graphql', auth: TOKEN, fetch: talkative, ...hooks })
    const failure = await failureOf(call(client))
    expect(failure).toBeInstanceOf(DemurError)
    expectNoCanaries(failure)
  })

  it('of a token that no header can carry', async () => {
    expectNoCanaries(await failureOf(call(clientOf(server, `canary\n${TOKEN}`, hooks))))
  })
})

describe('nothing that is secret is in', () => {
  it('a client', () => {
    expectNoCanaries(clientOf(server, TOKEN, hooks))
  })

  it('the error for a wrong address', async () => {
    const url = 'https://canary-user:canary-password@demur.example/graphql'
    expectNoCanaries(await failureOf((async () => createClient({ url, auth: TOKEN }))()))
  })

  it('the error for variables that JSON cannot write', async () => {
    const circular: Record<string, unknown> = { [MEMBER]: KEY }
    circular[KEY] = circular
    const failure = await failureOf(clientOf(server, TOKEN, hooks).execute('{ ledgerHead }', circular))
    expect(failure).toBeInstanceOf(DemurError)
    expectNoCanaries(failure)
  })

  it('the error of a call that ran out of time', async () => {
    const failure = await failureOf(
      clientOf(server, TOKEN, { ...hooks, fetch: () => new Promise(() => {}), timeout: 1 }).settings.object(KEY),
    )
    expect(failure).toBeInstanceOf(DemurError)
    expectNoCanaries(failure)
  })
})

/** Answers every request with what it got: in each member of its error, in its headers, and as events. */
async function startEcho(status: number): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const repeat = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let got = `${request.headers.authorization} ${ANSWER}`
    for await (const chunk of request as AsyncIterable<Buffer>) got += chunk
    const error = {
      message: got,
      path: [got, MEMBER, 'canary_member', KEY],
      locations: [{ line: got, column: got }],
      extensions: { code: got, requestId: got, exception: { stacktrace: [got] } },
    }
    const answer = JSON.stringify({ errors: [error], extensions: { got } })
    const isStream = request.headers.accept === 'text/event-stream'
    response.writeHead(status, {
      'content-type': isStream ? 'text/event-stream' : 'application/json',
      'x-request-id': TOKEN,
      'retry-after': '0',
      location: `/${TOKEN}`,
      'www-authenticate': TOKEN,
    })
    response.end(isStream ? `event: next\ndata: ${answer}\n\n` : answer)
  }
  const server = createServer((request, response) => void repeat(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: () => new Promise((done) => server.close(done).closeAllConnections()),
  }
}
