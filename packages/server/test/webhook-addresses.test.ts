import { readWebhookSettings } from '@demur/server'
import { describe, expect, it } from 'vitest'
import { isPublic } from '../src/webhooks/address.ts'
import { WebhookWorld } from './support/webhook-world.ts'

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
    const world = await WebhookWorld.open('embedded', readWebhookSettings({}))
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
    const world = await WebhookWorld.open('embedded', readWebhookSettings({ DEMUR_WEBHOOK_NETWORKS: '10.9.0.0/16' }))
    expect((await world.add('public', 'http://93.184.215.14/')).path).toEqual(['url'])
    expect((await world.add('named', 'http://10.9.1.1/')).__typename).toBe('WebhookSuccess')
    await world.close()
  })
})
