import { builder } from '../builder.ts'
import {
  type WebhookSuccess as SuccessRecord,
  type TestWebhookSuccess as TestRecord,
  WEBHOOK_DISABLED_REASONS,
  WEBHOOK_STATUSES,
  type WebhookAttemptRecord,
  type WebhookRecord,
} from '../register.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from './error.ts'
import { described } from './vocabulary.ts'

const WebhookStatusEnum = builder.enumType('WebhookStatus', {
  description: 'Whether an endpoint is delivered to.',
  values: described(WEBHOOK_STATUSES, {
    ENABLED: 'Messages are posted to it.',
    DISABLED: 'Nothing is posted to it until it is enabled; then everything since is.',
  }),
})

const WebhookDisabledReasonEnum = builder.enumType('WebhookDisabledReason', {
  description: 'Why an endpoint is disabled.',
  values: described(WEBHOOK_DISABLED_REASONS, {
    GONE: 'It answered 410: it wants no more.',
    FAILED: 'One message could not be delivered in any of the ten attempts over three days.',
    OPERATOR: 'An operator disabled it.',
  }),
})

const WebhookAttempt = builder.objectRef<WebhookAttemptRecord>('WebhookAttempt').implement({
  description: 'One attempt to deliver a message.',
  fields: (t) => ({
    position: t.expose('position', {
      type: 'Position',
      nullable: true,
      description: 'Of the entry that the message is about; null for a test.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was made.' }),
    status: t.exposeInt('status', { nullable: true, description: 'The HTTP status; null where no answer came.' }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why no answer came, such as TIMEOUT, ECONNREFUSED or FORBIDDEN_ADDRESS.',
    }),
    milliseconds: t.int({ description: 'How long it took.', resolve: ({ took }) => took }),
  }),
})

const Webhook = builder.objectRef<WebhookRecord>('Webhook').implement({
  description:
    'An endpoint that entries are posted to, signed, in the order of the ledger, at least once each (Standard Webhooks).',
  fields: (t) => ({
    key: t.exposeString('key', { description: "The caller's own id." }),
    url: t.exposeString('url', { description: 'Where messages are posted to.' }),
    types: t.stringList({
      description: 'The types of entries that are posted; `*` for all.',
      resolve: ({ types }) => [...(types ?? ['*'])],
    }),
    settings: t.stringList({
      description: 'The settings whose acts are posted; `*` for all.',
      resolve: ({ settings }) => [...(settings ?? ['*'])],
    }),
    consumer: t.exposeString('consumer', { nullable: true, description: 'The consumer that it is for.' }),
    status: t.expose('status', { type: WebhookStatusEnum, description: 'Whether it is delivered to.' }),
    disabledAt: t.expose('disabledAt', { type: 'DateTime', nullable: true, description: 'When it was disabled.' }),
    disabledReason: t.expose('disabledReason', {
      type: WebhookDisabledReasonEnum,
      nullable: true,
      description: 'Why it was disabled.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    position: t.expose('position', {
      type: 'Position',
      description: 'Everything up to it is delivered, or passed over by the filters.',
    }),
    behind: t.field({
      type: 'SafeInt',
      description: 'How many entries are neither.',
      resolve: ({ head, position }) => head - position,
    }),
    failures: t.exposeInt('failures', { description: 'Failed attempts on the next message.' }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'When the first of them ended; null where there is none.',
    }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the next one is due; null where nothing waits for one.',
      resolve: ({ failures, status, nextAttemptAt }) => (failures > 0 && status === 'ENABLED' ? nextAttemptAt : null),
    }),
    deliveredAt: t.expose('deliveredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a message was last delivered; null where none was.',
    }),
    attempts: t.field({
      type: [WebhookAttempt],
      description: 'The last attempts, the latest first; at most 50 are kept.',
      complexity: { field: 1, multiplier: 50 },
      resolve: async ({ key }, _, { loaders }) => [...(await loaders.webhookAttempts.load(key))],
    }),
  }),
})

builder.queryFields((t) => ({
  webhooks: t.field({
    type: [Webhook],
    description: 'The endpoints, by key. Operators and auditors; none for others.',
    resolve: (_, __, { register }) => register.webhooks(),
  }),
  webhook: t.field({
    type: Webhook,
    nullable: true,
    args: { key: t.arg.string({ required: true, description: "The caller's own id." }) },
    description: 'An endpoint by its key.',
    resolve: async (_, { key }, { register }) =>
      (await register.webhooks()).find((webhook) => webhook.key === key) ?? null,
  }),
}))

const WebhookSuccess = builder.objectRef<SuccessRecord>('WebhookSuccess').implement({
  description: 'The endpoint is changed.',
  fields: (t) => ({
    webhook: t.field({
      type: Webhook,
      description: 'The endpoint, as it stands now; removed, as it stood.',
      resolve: ({ webhook }) => webhook,
    }),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The secret that signs from now on, where it is new. It is shown this once.',
    }),
  }),
})

const WebhookResult = builder.unionType('WebhookResult', {
  description: 'What became of a change of an endpoint.',
  types: [WebhookSuccess, InvalidInputError, NotFoundError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'WebhookSuccess',
})

const TestWebhookSuccess = builder.objectRef<TestRecord>('TestWebhookSuccess').implement({
  description: 'A test message was posted.',
  fields: (t) => ({
    delivered: t.exposeBoolean('delivered', { description: 'Whether the endpoint took it.' }),
    attempt: t.field({ type: WebhookAttempt, description: 'The attempt.', resolve: ({ attempt }) => attempt }),
  }),
})

const TestWebhookResult = builder.unionType('TestWebhookResult', {
  description: 'What became of a test.',
  types: [TestWebhookSuccess, NotFoundError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'TestWebhookSuccess',
})

const AddWebhookInput = builder.inputType('AddWebhookInput', {
  description: 'An endpoint to add.',
  fields: (t) => ({
    key: t.string({ required: true, description: "The caller's own id, not in use." }),
    url: t.string({
      required: true,
      description: 'Where to post messages to: an https address of the public Internet.',
    }),
    types: t.stringList({
      description: 'Types of entries to post, `*` for all. Default: the acts of members on settings.',
    }),
    settings: t.stringList({
      description: 'Settings whose acts to post. Default: those of the consumer, else all.',
    }),
    consumer: t.string({ description: 'The consumer that it is for.' }),
    after: t.field({ type: 'Position', description: 'Post what was recorded after it. Default: the head.' }),
    secret: t.string({ description: '`whsec_` and the base64 of 24 to 64 bytes. Default: a new one.' }),
  }),
})

const WebhookKeyInput = builder.inputType('WebhookKeyInput', {
  description: 'An endpoint.',
  fields: (t) => ({ key: t.string({ required: true, description: 'The key of the endpoint.' }) }),
})

const ReplayWebhookInput = builder.inputType('ReplayWebhookInput', {
  description: 'From where to deliver again.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'The key of the endpoint.' }),
    after: t.field({ type: 'Position', required: true, description: 'Everything after it is posted again.' }),
  }),
})

const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'A new secret.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'The key of the endpoint.' }),
    secret: t.string({ description: '`whsec_` and the base64 of 24 to 64 bytes. Default: a new one.' }),
    overlapSeconds: t.int({
      defaultValue: 86_400,
      description: 'For how long the old secret signs, too. Default: a day.',
    }),
  }),
})

const byKey = 'The endpoint.'
builder.mutationFields((t) => ({
  addWebhook: t.field({
    type: WebhookResult,
    args: { input: t.arg({ type: AddWebhookInput, required: true, description: byKey }) },
    description: 'Adds an endpoint. Operators.',
    resolve: (_, { input: { key, url, ...input } }, { register }) =>
      register.addWebhook({
        key,
        url,
        types: input.types ?? null,
        settings: input.settings ?? null,
        consumer: input.consumer ?? null,
        after: input.after ?? null,
        secret: input.secret ?? null,
      }),
  }),
  removeWebhook: t.field({
    type: WebhookResult,
    args: { input: t.arg({ type: WebhookKeyInput, required: true, description: byKey }) },
    description: 'Removes an endpoint, its secrets and its attempts. Operators.',
    resolve: (_, { input }, { register }) => register.removeWebhook(input.key),
  }),
  enableWebhook: t.field({
    type: WebhookResult,
    args: { input: t.arg({ type: WebhookKeyInput, required: true, description: byKey }) },
    description: 'Delivers to an endpoint again, from where it stopped, and at once. Operators.',
    resolve: (_, { input }, { register }) => register.enableWebhook(input.key),
  }),
  disableWebhook: t.field({
    type: WebhookResult,
    args: { input: t.arg({ type: WebhookKeyInput, required: true, description: byKey }) },
    description: 'Stops delivering to an endpoint. Operators.',
    resolve: (_, { input }, { register }) => register.disableWebhook(input.key),
  }),
  replayWebhook: t.field({
    type: WebhookResult,
    args: { input: t.arg({ type: ReplayWebhookInput, required: true, description: 'The endpoint, and from where.' }) },
    description: 'Delivers again what was recorded after a position, under the same message ids. Operators.',
    resolve: (_, { input }, { register }) => register.replayWebhook(input.key, input.after),
  }),
  rotateWebhookSecret: t.field({
    type: WebhookResult,
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'The endpoint.' }) },
    description: 'Signs with a new secret, and for a while with the old one as well. Operators.',
    resolve: (_, { input: { key, secret, overlapSeconds } }, { register }) =>
      register.rotateWebhookSecret({ key, secret: secret ?? null, overlapSeconds: overlapSeconds ?? 86_400 }),
  }),
  testWebhook: t.field({
    type: TestWebhookResult,
    args: { input: t.arg({ type: WebhookKeyInput, required: true, description: byKey }) },
    description: 'Posts a message of the type webhook.test, once. Operators.',
    resolve: (_, { input }, { register }) => register.testWebhook(input.key),
  }),
}))
