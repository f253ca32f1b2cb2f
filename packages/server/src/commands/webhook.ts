import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { table } from './table.ts'

const FIELDS = /* GraphQL */ `
  fragment Webhook on Webhook {
    key url types settings consumer status disabledAt disabledReason createdAt position behind failures failingSince
    nextAttemptAt deliveredAt
  }
`
const ATTEMPT = 'position at status error milliseconds'

const CHANGES = {
  addWebhook: 'AddWebhookInput',
  removeWebhook: 'WebhookKeyInput',
  enableWebhook: 'WebhookKeyInput',
  disableWebhook: 'WebhookKeyInput',
  replayWebhook: 'ReplayWebhookInput',
  rotateWebhookSecret: 'RotateWebhookSecretInput',
} as const

type Options = AccessOptions & OutputOptions

interface Attempt {
  readonly position: string | null
  readonly at: string
  readonly status: number | null
  readonly error: string | null
  readonly milliseconds: number
}

interface Webhook {
  readonly key: string
  readonly url: string
  readonly types: readonly string[]
  readonly settings: readonly string[]
  readonly status: string
  readonly disabledReason: string | null
  readonly position: string
  readonly behind: number
  readonly failures: number
  readonly nextAttemptAt: string | null
  readonly attempts?: readonly Attempt[]
}

interface Outcome {
  readonly __typename: string
  readonly message?: string
  readonly webhook: Webhook
  readonly secret: string | null
  readonly delivered: boolean
  readonly attempt: Attempt
}

async function execute(options: Options, document: string, variables: object): Promise<Record<string, unknown>> {
  const access = await openAccess(options)
  try {
    return await access.execute(document, { ...variables })
  } finally {
    await access.close()
  }
}

/** Runs a mutation and prints what became of it; what the register refuses ends the command. */
async function change(
  options: Options,
  name: keyof typeof CHANGES,
  input: object,
  text: (outcome: Outcome) => string,
): Promise<number> {
  const document = `mutation Change($input: ${CHANGES[name]}!) { outcome: ${name}(input: $input) { __typename
    ... on WebhookSuccess { secret webhook { ...Webhook } }
    ... on Error { code message } ... on InvalidInputError { path } } } ${FIELDS}`
  const { outcome } = (await execute(options, document, { input })) as { readonly outcome: Outcome }
  refuse(outcome)
  print(options, outcome, text(outcome))
  return EXIT.ok
}

function refuse(outcome: Outcome): void {
  if (outcome.__typename.endsWith('Success')) return
  throw new CommandFailed(EXIT.refused, outcome.message ?? outcome.__typename, { ...outcome })
}

interface AddOptions extends Options {
  readonly type?: readonly string[]
  readonly setting?: readonly string[]
  readonly consumer?: string
  readonly after?: string
  readonly secret?: string
}

/** `demur webhook add <key> <url>` */
export function addWebhook(key: string, url: string, options: AddOptions): Promise<number> {
  const { type: types, setting: settings, consumer, after, secret } = options
  const input = { key, url, types, settings, consumer, after, secret }
  return change(options, 'addWebhook', input, ({ secret: made, webhook }) =>
    [`Added ${key}, from position ${webhook.position} on. Its secret, shown this once:`, made].join('\n'),
  )
}

/** `demur webhook remove <key>` */
export function removeWebhook(key: string, options: Options): Promise<number> {
  return change(options, 'removeWebhook', { key }, () => `Removed ${key}.`)
}

/** `demur webhook enable <key>` */
export function enableWebhook(key: string, options: Options): Promise<number> {
  return change(options, 'enableWebhook', { key }, ({ webhook }) => `Enabled ${key}, ${webhook.behind} behind.`)
}

/** `demur webhook disable <key>` */
export function disableWebhook(key: string, options: Options): Promise<number> {
  return change(options, 'disableWebhook', { key }, ({ webhook }) => `Disabled ${key} at position ${webhook.position}.`)
}

/** `demur webhook replay <key> --after <position>` */
export function replayWebhook(key: string, options: Options & { readonly after: string }): Promise<number> {
  const input = { key, after: options.after }
  return change(options, 'replayWebhook', input, ({ webhook }) => `Posting ${webhook.behind} entries to ${key} again.`)
}

/** `demur webhook rotate <key>` */
export function rotateSecret(
  key: string,
  options: Options & { readonly overlap: string; readonly secret?: string },
): Promise<number> {
  const overlapSeconds = Number(options.overlap)
  const input = { key, overlapSeconds, secret: options.secret }
  return change(options, 'rotateWebhookSecret', input, ({ secret }) =>
    [`The new secret of ${key}, shown this once; the old one signs for ${overlapSeconds} more seconds:`, secret].join(
      '\n',
    ),
  )
}

/** `demur webhook test <key>` */
export async function testWebhook(key: string, options: Options): Promise<number> {
  const document = `mutation Test($key: String!) { outcome: testWebhook(input: {key: $key}) { __typename
    ... on TestWebhookSuccess { delivered attempt { ${ATTEMPT} } } ... on Error { code message } } }`
  const { outcome } = (await execute(options, document, { key })) as { readonly outcome: Outcome }
  refuse(outcome)
  const { delivered, attempt } = outcome
  const answer = `${attempt.status ?? attempt.error} in ${attempt.milliseconds} ms`
  print(options, outcome, `${delivered ? 'Delivered' : 'Not delivered'}: ${answer}.`)
  return delivered ? EXIT.ok : EXIT.refused
}

/** `demur webhook list` */
export async function listWebhooks(options: Options): Promise<number> {
  const { webhooks } = (await execute(options, `{ webhooks { ...Webhook } } ${FIELDS}`, {})) as {
    readonly webhooks: readonly Webhook[]
  }
  const rows = webhooks.map(({ key, status, disabledReason, position, behind, failures, nextAttemptAt }) => [
    key,
    disabledReason === null ? status : `${status} ${disabledReason}`,
    position,
    behind,
    failures,
    nextAttemptAt ?? '–',
  ])
  const head = ['webhook', 'status', 'position', 'behind', 'failures', 'next attempt']
  print(options, webhooks, rows.length === 0 ? 'There is no webhook.' : table(head, rows))
  return EXIT.ok
}

/** `demur webhook show <key>` */
export async function showWebhook(key: string, options: Options): Promise<number> {
  const document = `query Show($key: String!) { webhook(key: $key) { ...Webhook attempts { ${ATTEMPT} } } } ${FIELDS}`
  const { webhook } = (await execute(options, document, { key })) as { readonly webhook: Webhook | null }
  if (webhook === null) throw new CommandFailed(EXIT.refused, `There is no webhook “${key}”.`)
  const { url, types, settings, status, attempts = [] } = webhook
  const rows = attempts.map((attempt) => [
    attempt.at,
    attempt.position ?? 'test',
    String(attempt.status ?? attempt.error),
    attempt.milliseconds,
  ])
  const lines = [
    `${key}: ${status}, ${url}`,
    `types: ${types.join(', ')}; settings: ${settings.join(', ')}`,
    `delivered up to ${webhook.position}, ${webhook.behind} behind, ${webhook.failures} failed attempts on the next message`,
    ...(rows.length === 0 ? [] : ['', table(['attempt', 'entry', 'answer', 'ms'], rows)]),
  ]
  print(options, webhook, lines.join('\n'))
  return EXIT.ok
}
