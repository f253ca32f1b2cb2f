import { type Instant, instantOf } from '@demur/eligibility'
import { rulebookDocument } from '@demur/fixtures'
import {
  type OpenRegister,
  openRegister,
  readWebhookSettings,
  WebhookDeliverer,
  type WebhookNotice,
} from '@demur/server'
import { type Receiver, type Reply, startReceiver } from './receiver.ts'
import { type DatabaseKind, importJson, newDatabase } from './register.ts'
import { startServer, type TestServer } from './server.ts'

/** Who is registered. */
export const MEMBERS = ['ann', 'ben', 'cleo']
/** Receivers of tests are on this machine. */
export const LOCAL = readWebhookSettings({ DEMUR_WEBHOOK_NETWORKS: '127.0.0.1' })
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
export class WebhookWorld {
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

  static async open(kind: DatabaseKind, settings = LOCAL): Promise<WebhookWorld> {
    const time = { now: Date.UTC(2026, 5, 1) }
    const clock = (): Instant => instantOf(time.now)
    const register = await openRegister(await newDatabase(kind), { clock, webhooks: settings, jitter: () => 0.5 })
    await importJson(register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      ...MEMBERS.map((member) => ({ type: 'MemberRegistered', member })),
    ])
    return new WebhookWorld(await startServer(register), time)
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
