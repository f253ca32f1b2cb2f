import {
  type Client,
  createClient,
  DemurAbortError,
  DemurAuthenticationError,
  DemurError,
  DemurInputError,
  DemurPermissionError,
  DemurProtocolError,
  DemurServerError,
  DemurTimeoutError,
  DemurUnavailableError,
} from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { ManualClock } from './support/clock.ts'
import { type Fate, startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const QUESTION = { item: 'de-plain-post-1', dataUse: 'genai.training' }

/** The error that a call ends with. */
async function errorOf(call: Promise<unknown>): Promise<DemurError> {
  const error = await call.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (error instanceof DemurError) return error
  throw error
}

describe('an error says what to do next, by its class and by a code', () => {
  it.each<[string, typeof DemurError, string, (client: Client) => Promise<unknown>]>([
    [
      'a question about a later position',
      DemurInputError,
      'BAD_USER_INPUT',
      ({ eligibility }) => eligibility.check({ ...QUESTION, asKnownAt: '999999' }),
    ],
    ['a page that is too large', DemurInputError, 'BAD_USER_INPUT', ({ ledger }) => ledger.list({ first: 5000 })],
    [
      'a field that there is not',
      DemurInputError,
      'GRAPHQL_VALIDATION_FAILED',
      (client) => client.execute('{ ledgerHead nothing }'),
    ],
    ['a document that is none', DemurInputError, 'GRAPHQL_PARSE_FAILED', (client) => client.execute('{')],
    [
      'a document that asks too much',
      DemurInputError,
      'DOCUMENT_TOO_LARGE',
      (client) => client.execute(`{ ${Array.from({ length: 60 }, (_, index) => `a${index}: ledgerHead`).join(' ')} }`),
    ],
    ['a subscription', DemurInputError, 'HTTP_406', (client) => client.execute('subscription { ledger { position } }')],
    [
      'a body that is too large',
      DemurInputError,
      'BAD_REQUEST',
      (client) => client.execute(`{ ledgerHead } # ${'x'.repeat(1_000_001)}`),
    ],
    [
      'a position that is never reached',
      DemurUnavailableError,
      'POSITION_NOT_REACHED',
      ({ eligibility }) => eligibility.check(QUESTION, { minPosition: '999999', retries: 0 }),
    ],
    [
      'a Date that is none',
      DemurInputError,
      'BAD_INSTANT',
      ({ eligibility }) => eligibility.check({ ...QUESTION, at: new Date(Number.NaN) }),
    ],
    [
      'variables that JSON cannot write',
      DemurInputError,
      'BAD_VARIABLES',
      (client) => client.execute<unknown, { big: bigint }>('{ ledgerHead }', { big: 1n }),
    ],
  ])('%s', async (_, type, code, call) => {
    const error = await errorOf(call(clientOf(server, 'dev-auditor')))
    expect(error).toBeInstanceOf(type)
    expect(error.code).toBe(code)
  })

  it.each<[string, Fate, typeof DemurError, string]>([
    ['403', { status: 403 }, DemurPermissionError, 'HTTP_403'],
    ['404', { status: 404, body: '<h1>Not here</h1>' }, DemurProtocolError, 'HTTP_404'],
    ['413 of a gateway', { status: 413, body: '<h1>Too much</h1>' }, DemurInputError, 'HTTP_413'],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, DemurUnavailableError, 'HTTP_429'],
    ['500', { status: 500, body: 'oops' }, DemurServerError, 'HTTP_500'],
    ['502', { status: 502 }, DemurUnavailableError, 'HTTP_502'],
    ['503', { status: 503 }, DemurUnavailableError, 'HTTP_503'],
    ['504', { status: 504 }, DemurUnavailableError, 'HTTP_504'],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, DemurProtocolError, 'HTTP_307'],
    ['a page', { status: 200, body: '<!doctype html>' }, DemurProtocolError, 'HTTP_200'],
    ['JSON of another kind', { status: 200, body: '[1]' }, DemurProtocolError, 'HTTP_200'],
    ['nothing', { status: 200, body: '' }, DemurProtocolError, 'HTTP_200'],
    ['a cut connection', 'drop', DemurUnavailableError, 'UNREACHABLE'],
    ['half an answer', 'cut in half', DemurUnavailableError, 'UNREACHABLE'],
    ['a fault of the server', errors('INTERNAL', 500), DemurServerError, 'INTERNAL'],
    ['a server that is busy', errors('UNAVAILABLE', 503), DemurUnavailableError, 'UNAVAILABLE'],
    ['a server that gave up', errors('TIMEOUT', 503), DemurTimeoutError, 'TIMEOUT'],
    ['an error of a newer server', errors('SOMETHING_NEW', 200), DemurServerError, 'SOMETHING_NEW'],
    ['an error beside data', { status: 200, body: '{"data":{"a":1},"errors":[{}]}' }, DemurServerError, 'HTTP_200'],
  ])('%s', async (_, fate, type, code) => {
    const proxy = await startProxy(server.url, fate)
    const error = await errorOf(clientOf(proxy, 'dev-auditor', { retries: 0 }).eligibility.check(QUESTION))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ name: type.name, code })
    expect(error.requestId).toBe(proxy.seen[0]?.headers['x-request-id'])
    await proxy.close()
  })

  function errors(code: string, status: number): Fate {
    return { status, body: JSON.stringify({ errors: [{ message: 'm', extensions: { code } }] }) }
  }

  it('a server that is not there', async () => {
    const client = createClient({ url: 'http://127.0.0.1:9/graphql', auth: 'x', retries: 0 })
    const error = await errorOf(client.ledger.head())
    expect(error).toBeInstanceOf(DemurUnavailableError)
    expect(error.retryable).toBe(true)
  })
})

describe('an error tells', () => {
  it('where the input is wrong', async () => {
    const client = clientOf(server, 'dev-auditor')
    const inAnswer = await errorOf(client.ledger.list({ first: 5000 }))
    expect(inAnswer).toMatchObject({ path: ['ledger'] })
    const where = 'query ($key: String!) { run(key: $key) { key } }'
    const inVariables = await errorOf(client.execute<unknown, { key: number }>(where, { key: 1 }))
    expect(inVariables).toMatchObject({ name: 'DemurInputError', path: ['key'] })
    const inDocument = await errorOf(client.execute('{\n  nothing\n}'))
    expect(inDocument.message).toMatch(/line 2, column 3 of the document/)
  })

  it('the id under which the log of the server has the request', async () => {
    const error = await errorOf(clientOf(server, 'dev-auditor').ledger.list({ first: 5000 }))
    const logged = server.log.map((line) => JSON.parse(line) as { requestId?: string })
    expect(logged.map(({ requestId }) => requestId)).toContain(error.requestId)
  })

  it('how long the server asks to wait', async () => {
    const proxy = await startProxy(server.url, { status: 503, headers: { 'retry-after': '7' } })
    const error = await errorOf(clientOf(proxy, 'dev-auditor', { retries: 0 }).ledger.head())
    expect(error).toMatchObject({ retryAfter: 7000, retryable: true })
    await proxy.close()
  })
})

describe('time and signals', () => {
  it.each(['hang', { silentAfter: 0 }] as const)('an attempt ends when its time is up (%o)', async (fate) => {
    const proxy = await startProxy(server.url, fate)
    const clock = new ManualClock()
    const client = clientOf(proxy, 'dev-auditor', { clock, retries: 0 })
    const call = errorOf(client.eligibility.check(QUESTION, { timeout: 3000 }))
    await proxy.arrival(1)
    clock.advance(2999)
    clock.advance(1)
    expect(await call).toMatchObject({ name: 'DemurTimeoutError', code: 'TIMEOUT', retryable: true })
    await proxy.seen[0]?.closed
    await proxy.close()
  })

  it('its time is up too where fetch takes no notice of signals', async () => {
    const clock = new ManualClock()
    let asked = (): void => {}
    const sent = new Promise<void>((resolve) => (asked = resolve))
    const deaf: typeof fetch = () => {
      asked()
      return new Promise<Response>(() => {})
    }
    const call = errorOf(clientOf(server, 'x', { clock, fetch: deaf, retries: 0 }).ledger.head())
    await sent
    clock.advance(10_000)
    expect(await call).toBeInstanceOf(DemurTimeoutError)
  })

  it.each(['before it is sent', 'while it is under way', 'while it waits for the next attempt'])(
    'a signal ends a call %s',
    async (when) => {
      const fate = when === 'while it is under way' ? 'hang' : { status: 503 }
      const proxy = await startProxy(server.url, fate)
      const controller = new AbortController()
      const clock = new ManualClock()
      const options = {
        clock,
        onResponse: ({ retryIn }: { retryIn: number | null }) => retryIn !== null && controller.abort(),
      }
      if (when === 'before it is sent') controller.abort()
      const call = errorOf(clientOf(proxy, 'dev-auditor', options).ledger.head({ signal: controller.signal }))
      if (when === 'while it is under way') {
        await proxy.arrival(1)
        controller.abort()
      }
      expect(await call).toBeInstanceOf(DemurAbortError)
      expect(proxy.seen).toHaveLength(when === 'before it is sent' ? 0 : 1)
      await proxy.close()
    },
  )
})

describe('the token', () => {
  it('is asked for again after a 401, once, and the request is sent again, writes included', async () => {
    const asked: boolean[] = []
    const auth = async ({ refused }: { refused: boolean }): Promise<string> => {
      asked.push(refused)
      return refused ? 'dev-member:us-plain' : 'expired'
    }
    const client = createClient({ url: `${server.url}/graphql`, auth, retries: 0 })
    expect(await client.settings.object('genai-improvement')).toMatchObject({ ok: true })
    expect(asked).toEqual([false, true])
    const hopeless = createClient({ url: `${server.url}/graphql`, auth: () => 'expired' })
    expect(await errorOf(hopeless.ledger.head())).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false })
  })

  it('that is fixed is not sent twice', async () => {
    const proxy = await startProxy(server.url)
    expect(await errorOf(clientOf(proxy, 'expired').ledger.head())).toBeInstanceOf(DemurAuthenticationError)
    expect(proxy.seen).toHaveLength(1)
    await proxy.close()
  })

  it.each(['', 'two words', 'line\nbreak', 'ünicode'])('that no header can carry is refused (%j)', async (token) => {
    expect(await errorOf(clientOf(server, token).ledger.head())).toMatchObject({ code: 'BAD_TOKEN' })
  })

  it('that cannot be had: what its function throws reaches the caller unchanged', async () => {
    const failure = new RangeError('no session')
    const client = clientOf(server, 'x', {
      auth: () => {
        throw failure
      },
    })
    await expect(client.ledger.head()).rejects.toBe(failure)
  })
})

describe('options', () => {
  it.each([
    ['url', { url: 'nonsense', auth: 'x' }],
    ['url', { url: 'ftp://demur.example', auth: 'x' }],
    ['url', { url: 'https://user:password@demur.example', auth: 'x' }],
    ['auth', { url: 'https://demur.example' }],
    ['timeout', { url: 'https://demur.example', auth: 'x', timeout: Number.NaN }],
    ['retries', { url: 'https://demur.example', auth: 'x', retries: -1 }],
  ])('a wrong %s is named when the client is made', (option, options) => {
    const make = (): Client => createClient(options as Parameters<typeof createClient>[0])
    expect(make).toThrow(DemurInputError)
    expect(make).toThrow(expect.objectContaining({ code: 'BAD_OPTION', path: [option], requestId: null }))
  })
})
