import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RETRY_DELAYS } from '../src/webhooks/schedule.ts'
import { DATABASES, importJson } from './support/register.ts'
import { LOCAL, MEMBERS, WebhookWorld } from './support/webhook-world.ts'

describe.each(DATABASES)('webhooks on %s', (kind) => {
  let world: WebhookWorld
  beforeAll(async () => {
    world = await WebhookWorld.open(kind)
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
