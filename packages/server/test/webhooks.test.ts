import { type Instant, instantOf } from '@demur/eligibility'
import { rulebookDocument, SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import {
  type OpenRegister,
  openRegister,
  readWebhookSettings,
  WebhookDeliverer,
  type WebhookNotice,
} from '@demur/server'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isPublic } from '../src/webhooks/address.ts'
import { RETRY_DELAYS } from '../src/webhooks/schedule.ts'
import { ask, newFolder, serve } from './support/command.ts'
import { type Receiver, type Reply, startReceiver } from './support/receiver.ts'
import { DATABASES, type DatabaseKind, importJson, newDatabase } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const MEMBERS = ['ann', 'ben', 'cleo']
const LOCAL = readWebhookSettings({ DEMUR_WEBHOOK_NETWORKS: '127.0.0.1' })
const FIELDS =
  'key status disabledReason position behind failures nextAttemptAt deliveredAt attempts { position status error }'

interface Hook {
  readonly status: string
  readonly disabledReason: string | null
  readonly position: string
  readonly behind: number
  readonly failures: number
  readonly nextAttemptAt: string | null
  readonly attempts: {
    readonly position: string | null
    readonly status: number | null
    readonly error: string | null
  }[]
}
interface Outcome {
  readonly __typename: string
  readonly path?: string[]
  readonly secret?: string
  readonly webhook?: Hook
  readonly delivered?: boolean
  readonly attempt?: object
}

/** A register whose time stands still until it is moved on, and what delivers from it. */
class World {
  readonly server: TestServer
  readonly deliverer: WebhookDeliverer
  readonly notices: WebhookNotice[] = []
  readonly receivers: Receiver[] = []
  readonly #time: { now: number }

  private constructor(server: TestServer, time: { now: number }) {
    this.server = server
    this.#time = time
    this.deliverer = this.another()
  }

  static async open(kind: DatabaseKind, settings = LOCAL): Promise<World> {
    const time = { now: Date.UTC(2026, 5, 1) }
    const clock = (): Instant => instantOf(time.now)
    const register = await openRegister(await newDatabase(kind), { clock, webhooks: settings, jitter: () => 0.5 })
    await importJson(register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      ...MEMBERS.map((member) => ({ type: 'MemberRegistered', member })),
    ])
    return new World(await startServer(register), time)
  }

  /** What another process would be. */
  another(register: OpenRegister = this.server.register): WebhookDeliverer {
    return new WebhookDeliverer(register, (notice) => void this.notices.push(notice))
  }

  pass(milliseconds: number): void {
    this.#time.now += milliseconds
  }

  get now(): number {
    return this.#time.now
  }

  async receiver(...replies: Reply[]): Promise<Receiver> {
    const receiver = await startReceiver(...replies)
    this.receivers.push(receiver)
    return receiver
  }

  async change(name: string, input: object, token = 'dev-operator'): Promise<Outcome> {
    const types: Record<string, string> = { addWebhook: 'AddWebhookInput', replayWebhook: 'ReplayWebhookInput' }
    const type = types[name] ?? (name === 'rotateWebhookSecret' ? 'RotateWebhookSecretInput' : 'WebhookKeyInput')
    const success =
      name === 'testWebhook'
        ? '... on TestWebhookSuccess { delivered attempt { status error } }'
        : `... on WebhookSuccess { secret webhook { ${FIELDS} } } ... on InvalidInputError { path }`
    const query = `mutation ($input: ${type}!) { r: ${name}(input: $input) { __typename ${success} } }`
    const { data, errors } = await this.server.ask<{ r: Outcome }>(token, query, { input })
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data.r
  }

  async add(key: string, url: string, more: object = {}): Promise<Outcome> {
    return this.change('addWebhook', { key, url, ...more })
  }

  async hook(key: string): Promise<Hook> {
    const query = `query ($key: String!) { webhook(key: $key) { ${FIELDS} } }`
    return (await this.server.ask<{ webhook: Hook }>('dev-auditor', query, { key })).data.webhook
  }

  /** Records objections, and gives their positions. */
  async object(...members: string[]): Promise<number[]> {
    const { firstPosition } = await importJson(
      this.server.register,
      members.map((member, index) => ({
        type: 'Objected',
        member,
        setting: index % 2 === 0 ? 'genai-improvement' : 'ads-profile',
        evidence: `${this.now} ${Math.floor(performance.now() * 1000)} ${index}`,
      })),
    )
    return members.map((_, index) => firstPosition + index)
  }

  async close(): Promise<void> {
    for (const receiver of this.receivers) await receiver.close()
    await this.server.close()
  }
}

describe.each(DATABASES)('webhooks on %s', (kind) => {
  let world: World
  beforeAll(async () => {
    world = await World.open(kind)
  })
  afterEach(async () => {
    const { data } = await world.server.ask<{ webhooks: { key: string }[] }>('dev-operator', '{ webhooks { key } }')
    for (const { key } of data.webhooks) await world.change('removeWebhook', { key })
    world.notices.length = 0
  })
  afterAll(() => world.close())

  it('are delivered in order, signed so that any library of Standard Webhooks verifies them', async () => {
    const receiver = await world.receiver()
    const { secret = '' } = await world.add('a', receiver.url)
    const positions = await world.object(...MEMBERS)
    await world.deliverer.deliverDue()
    expect(receiver.positions()).toEqual(positions)
    for (const { body, headers, message } of receiver.received) {
      // The library looks at the clock of the machine; ours stands still elsewhere.
      const verifier = new Webhook(secret)
      const id = String(headers['webhook-id'])
      expect(headers['webhook-timestamp']).toBe(String(world.now / 1000))
      expect(headers['webhook-signature']).toBe(verifier.sign(id, new Date(world.now), body))
      expect(id).toMatch(/^msg_[0-9a-f]{16}_\d+$/)
      expect(message).toMatchObject({ type: 'Objected', data: { type: 'Objected', member: expect.any(String) } })
    }
    expect(await world.hook('a')).toMatchObject({ behind: 0, failures: 0, attempts: [{ status: 204 }, {}, {}] })
    await world.deliverer.deliverDue()
    expect(receiver.received).toHaveLength(3)
  })

  it('pass over what their filters leave out', async () => {
    const acts = await world.receiver()
    const ads = await world.receiver()
    const all = await world.receiver()
    await world.add('acts', acts.url)
    await world.add('ads', ads.url, { settings: ['ads-profile'] })
    await world.add('all', all.url, { types: ['*'] })
    const newcomer = `new-${world.now}-${kind}`
    await importJson(world.server.register, [{ type: 'MemberRegistered', member: newcomer }])
    const [first = 0, second = 0] = await world.object('ann', 'ben')
    await world.deliverer.deliverDue()
    expect(acts.positions()).toEqual([first, second])
    expect(ads.positions()).toEqual([second])
    expect(all.positions()).toEqual([first - 1, first, second])
    for (const key of ['acts', 'ads', 'all']) expect((await world.hook(key)).behind).toBe(0)
  })

  it('are retried by the schedule of the specification, and disabled and reported after it', async () => {
    const receiver = await world.receiver(500)
    await world.add('b', receiver.url)
    const [first, second] = await world.object('ann', 'ben')
    await world.deliverer.deliverDue()
    for (const [index, delay] of RETRY_DELAYS.entries()) {
      expect(receiver.received).toHaveLength(index + 1)
      expect(await world.hook('b')).toMatchObject({
        status: 'ENABLED',
        failures: index + 1,
        nextAttemptAt: new Date(world.now + delay).toISOString(),
      })
      world.pass(delay - 1)
      await world.deliverer.deliverDue()
      expect(receiver.received).toHaveLength(index + 1)
      world.pass(1)
      await world.deliverer.deliverDue()
    }
    expect(await world.hook('b')).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'FAILED',
      failures: 10,
      behind: 2,
    })
    expect(receiver.positions()).toEqual(Array.from({ length: 10 }, () => first))
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(world.notices.at(-1)).toEqual({ kind: 'disabled', webhook: 'b', position: first, reason: 'FAILED' })
    // Enabled again it goes on where it stopped: nothing is lost.
    receiver.reply(204)
    await world.change('enableWebhook', { key: 'b' })
    await world.deliverer.deliverDue()
    expect(receiver.positions().slice(10)).toEqual([first, second])
    expect(await world.hook('b')).toMatchObject({ status: 'ENABLED', failures: 0, behind: 0 })
  })

  it('begin the count of failures anew with each message', async () => {
    const receiver = await world.receiver(500, 204, 500, 204)
    await world.add('c', receiver.url)
    await world.object('ann', 'ben')
    await world.deliverer.deliverDue()
    world.pass(5000)
    await world.deliverer.deliverDue()
    expect(await world.hook('c')).toMatchObject({
      failures: 1,
      nextAttemptAt: new Date(world.now + 5000).toISOString(),
    })
    world.pass(5000)
    await world.deliverer.deliverDue()
    expect((await world.hook('c')).behind).toBe(0)
  })

  it('heed what receivers answer: 410 for ever, Retry-After for a while, redirects not at all', async () => {
    const gone = await world.receiver(410)
    const busy = await world.receiver({ status: 429, headers: { 'retry-after': '600' } })
    const elsewhere = await world.receiver()
    const moved = await world.receiver({ status: 307, headers: { location: elsewhere.url } })
    await world.add('gone', gone.url)
    await world.add('busy', busy.url)
    await world.add('moved', moved.url)
    await world.object('ann')
    await world.deliverer.deliverDue()
    expect(await world.hook('gone')).toMatchObject({ status: 'DISABLED', disabledReason: 'GONE', behind: 1 })
    expect(await world.hook('busy')).toMatchObject({ nextAttemptAt: new Date(world.now + 600_000).toISOString() })
    expect(await world.hook('moved')).toMatchObject({ status: 'ENABLED', failures: 1, attempts: [{ status: 307 }] })
    expect(elsewhere.received).toEqual([])
  })

  it('wait for nobody else: an endpoint that hangs holds up no other', async () => {
    const slow = await world.receiver('hang', 204)
    const quick = await world.receiver()
    await world.add('slow', slow.url)
    await world.add('quick', quick.url)
    const positions = await world.object(...MEMBERS)
    const delivering = world.deliverer.deliverDue()
    await quick.arrival(3)
    expect(quick.positions()).toEqual(positions)
    expect(slow.received).toHaveLength(1)
    slow.release()
    await delivering
    expect(slow.positions()).toEqual(positions)
  })

  it('sign with both secrets while one takes over from the other', async () => {
    const receiver = await world.receiver()
    const { secret: old = '' } = await world.add('d', receiver.url)
    const { secret: next = '' } = await world.change('rotateWebhookSecret', { key: 'd', overlapSeconds: 60 })
    expect(next).not.toBe(old)
    await world.object('ann')
    await world.deliverer.deliverDue()
    world.pass(60_000)
    await world.object('ben')
    await world.deliverer.deliverDue()
    const signed = receiver.received.map(({ headers, body }, index) => {
      const at = new Date(world.now - (index === 0 ? 60_000 : 0))
      const by = (secret: string) => new Webhook(secret).sign(String(headers['webhook-id']), at, body)
      const signatures = String(headers['webhook-signature']).split(' ')
      return [signatures.includes(by(next)), signatures.includes(by(old)), signatures.length]
    })
    expect(signed).toEqual([
      [true, true, 2],
      [true, false, 1],
    ])
  })

  it('are replayed from a position on, under the same ids', async () => {
    const receiver = await world.receiver()
    await world.add('e', receiver.url)
    const positions = await world.object(...MEMBERS)
    await world.deliverer.deliverDue()
    expect((await world.change('replayWebhook', { key: 'e', after: String(positions[0]) })).webhook?.behind).toBe(2)
    await world.deliverer.deliverDue()
    expect(receiver.positions()).toEqual([...positions, ...positions.slice(1)])
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(ids.slice(3)).toEqual(ids.slice(1, 3))
    expect((await world.change('replayWebhook', { key: 'e', after: '99999' })).path).toEqual(['after'])
  })

  it('are not moved by what was on its way when somebody changed them by hand', async () => {
    const receiver = await world.receiver('hang', 204)
    await world.add('f', receiver.url)
    const positions = await world.object('ann', 'ben')
    const delivering = world.deliverer.deliverDue()
    await receiver.arrival(1)
    const before = String((positions[0] ?? 0) - 1)
    await world.change('replayWebhook', { key: 'f', after: before })
    receiver.release()
    await delivering
    await world.deliverer.deliverDue()
    expect(receiver.positions()).toEqual([positions[0], ...positions])
  })

  it('belong to one process at a time, and to the next one when it died', async () => {
    const receiver = await world.receiver('hang', 204)
    await world.add('g', receiver.url)
    const positions = await world.object('ann', 'ben')
    const dying = world.deliverer.deliverDue()
    await receiver.arrival(1)
    const other = world.another()
    await other.deliverDue()
    expect(receiver.received).toHaveLength(1)
    world.pass(LOCAL.lease)
    await other.deliverDue()
    expect(receiver.positions()).toEqual([positions[0], ...positions])
    receiver.release()
    await dying
    expect((await world.hook('g')).behind).toBe(0)
    expect(receiver.received).toHaveLength(3)
  })

  it('are tested without a retry, and say what came of it', async () => {
    const receiver = await world.receiver(204, 500)
    await world.add('h', receiver.url)
    expect(await world.change('testWebhook', { key: 'h' })).toMatchObject({ delivered: true, attempt: { status: 204 } })
    expect(await world.change('testWebhook', { key: 'h' })).toMatchObject({
      delivered: false,
      attempt: { status: 500 },
    })
    expect(receiver.received[0]?.message).toMatchObject({ type: 'webhook.test', data: { webhook: 'h' } })
    expect(await world.hook('h')).toMatchObject({ failures: 0, attempts: [{ position: null }, { position: null }] })
  })

  it('are for operators to change and for auditors to see, and their secrets for nobody', async () => {
    const receiver = await world.receiver()
    const { secret = '' } = await world.add('i', receiver.url)
    for (const token of ['dev-service', 'dev-auditor', 'dev-member:ann']) {
      for (const name of ['removeWebhook', 'enableWebhook', 'disableWebhook', 'testWebhook', 'rotateWebhookSecret'])
        expect((await world.change(name, { key: 'i' }, token)).__typename).toBe('ForbiddenError')
    }
    const seen = async (token: string) =>
      (await world.server.ask<{ webhooks: object[] }>(token, '{ webhooks { key } }')).data.webhooks
    expect(await seen('dev-auditor')).toHaveLength(1)
    expect(await seen('dev-service')).toEqual([])
    expect(await seen('dev-member:ann')).toEqual([])
    expect(JSON.stringify(await world.hook('i'))).not.toContain(secret)
    expect(world.server.log.join()).not.toContain(secret)
  })

  it.each<[object, string]>([
    [{ url: 'ftp://x.example' }, 'url'],
    [{ url: 'https://user:pass@x.example' }, 'url'],
    [{ url: 'not a url' }, 'url'],
    [{ url: 'https://10.1.2.3/' }, 'url'],
    [{ url: 'https://[::1]/' }, 'url'],
    [{ types: ['Objcted'] }, 'types.0'],
    [{ types: [] }, 'types'],
    [{ settings: ['no-setting'] }, 'settings.0'],
    [{ consumer: 'nobody' }, 'consumer'],
    [{ after: '99999' }, 'after'],
    [{ secret: 'whsec_c2hvcnQ=' }, 'secret'],
    [{ secret: 'plain' }, 'secret'],
    [{ key: '' }, 'key'],
  ])('are refused where they cannot work: %j', async (input, path) => {
    const outcome = await world.change('addWebhook', { key: 'x', url: 'https://hooks.example/x', ...input })
    expect(outcome).toMatchObject({ __typename: 'InvalidInputError', path: path.split('.') })
  })
})

describe('what only this server reaches is out of reach of webhooks', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'no address',
  ])('%s', (address) => expect(isPublic(address)).toBe(false))

  it.each(['93.184.215.14', '8.8.8.8', '2606:4700:4700::1111'])('but not %s', (address) =>
    expect(isPublic(address)).toBe(true),
  )

  it('also by a name that leads there, found out when the connection is made', async () => {
    const world = await World.open('embedded', readWebhookSettings({}))
    const receiver = await world.receiver()
    const port = new URL(receiver.url).port
    expect((await world.add('plain', receiver.url)).path).toEqual(['url'])
    await world.add('named', `https://localhost:${port}/`)
    expect(await world.change('testWebhook', { key: 'named' })).toMatchObject({
      delivered: false,
      attempt: { status: null, error: 'FORBIDDEN_ADDRESS' },
    })
    expect(receiver.received).toEqual([])
    await world.close()
  })

  it('and without encryption everything but the networks that were named', async () => {
    const world = await World.open('embedded', readWebhookSettings({ DEMUR_WEBHOOK_NETWORKS: '10.9.0.0/16' }))
    expect((await world.add('public', 'http://93.184.215.14/')).path).toEqual(['url'])
    expect((await world.add('named', 'http://10.9.1.1/')).__typename).toBe('WebhookSuccess')
    await world.close()
  })
})

describe('several processes', () => {
  it('deliver side by side, and what one had begun when it was killed is delivered by another', async () => {
    const receiver = await startReceiver('hang', 204)
    const env = {
      DEMUR_LOG_LEVEL: 'silent',
      DATABASE_URL: (await newDatabase('postgres')).url ?? '',
      DEMUR_WEBHOOK_NETWORKS: '127.0.0.1/32',
      DEMUR_WEBHOOK_TIMEOUT_MS: '1000',
      DEMUR_WEBHOOK_LEASE_MS: '1500',
    }
    const one = await serve(['--sample', String(SAMPLE_REGISTER_PATH)], env)
    const add = 'mutation ($input: AddWebhookInput!) { addWebhook(input: $input) { __typename } }'
    const act =
      'mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ... on SetOptOutSuccess { position } } }'
    await ask(one.url, 'dev-operator', add, { input: { key: 'a', url: receiver.url } })
    const object = async (url: string, member: string): Promise<number> => {
      const input = { member: { key: member }, setting: 'genai-improvement', act: 'OBJECT' }
      return Number(
        (await ask<{ setOptOut: { position: string } }>(url, 'dev-service', act, { input })).setOptOut.position,
      )
    }
    const first = await object(one.url, 'de-plain')
    await receiver.arrival(1)
    one.process.kill('SIGKILL')
    await one.ended
    const [two, three] = await Promise.all([serve([], env), serve([], env)])
    const rest: number[] = []
    for (let index = 0; index < 10; index += 1) rest.push(await object(index % 2 ? two.url : three.url, 'fr-plain'))
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(12)
    // In order, each once, but for the one that was on its way.
    expect(receiver.positions()).toEqual([first, first, ...rest])
    await receiver.close()
    expect(first).toBe(sampleRegister().length + 1)
  })

  it('deliver on the embedded database too, and after a stop go on where they were', async () => {
    const receiver = await startReceiver()
    const folder = newFolder()
    const env = { DEMUR_LOG_LEVEL: 'silent', DEMUR_WEBHOOK_NETWORKS: '127.0.0.1/32' }
    const served = await serve(['--data', folder, '--sample', String(SAMPLE_REGISTER_PATH)], env)
    const add = 'mutation ($input: AddWebhookInput!) { addWebhook(input: $input) { __typename } }'
    await ask(served.url, 'dev-operator', add, { input: { key: 'a', url: receiver.url, after: '0' } })
    await receiver.arrival(5)
    served.process.kill('SIGTERM')
    expect((await served.ended).code).toBe(0)
    const seen = receiver.positions()
    const again = await serve(['--data', folder], env)
    const query = '{ webhook(key: "a") { behind } }'
    await expect
      .poll(() => ask(again.url, 'dev-auditor', query), { timeout: 30_000 })
      .toEqual({ webhook: { behind: 0 } })
    const all = receiver.positions()
    expect(all.slice(0, seen.length)).toEqual(seen)
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b))
    await receiver.close()
  })
})
