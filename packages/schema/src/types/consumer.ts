import { builder } from '../builder.ts'
import type {
  AcknowledgeSuccess as AcknowledgeRecord,
  ConsumerDutyRecord,
  ConsumerRecord,
  DeregisterConsumerSuccess as DeregisterRecord,
  RegisterConsumerSuccess as RegisterRecord,
  UnappliedRecord,
} from '../register.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from './error.ts'
import { pointArguments, pointOf } from './read-point.ts'

/** With the instant that it is looked at. */
type Seen<T> = T & { readonly now: ConsumerRecord['now'] }

const UnappliedAct = builder.objectRef<Seen<UnappliedRecord>>('UnappliedAct').implement({
  description: 'An objection, or a withdrawal of a consent, that a consumer has not acknowledged.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: 'Its position in the ledger.' }),
    setting: t.exposeString('setting', { description: 'The key of the setting.' }),
    effectiveAt: t.expose('effectiveAt', { type: 'DateTime', description: 'From when on it works.' }),
    ageSeconds: t.field({
      type: 'SafeInt',
      description: 'How long ago that is.',
      resolve: ({ effectiveAt, now }) => Math.floor((now - effectiveAt) / 1000),
    }),
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'By when it has to be applied.' }),
    overdue: t.boolean({ description: 'Whether that has passed.', resolve: isOverdue }),
  }),
})

function isOverdue({ dueAt, now }: Seen<UnappliedRecord>): boolean {
  return now >= dueAt
}

/** The first to be due of what a consumer has not acknowledged. */
function firstDue({ settings, now }: ConsumerRecord): Seen<UnappliedRecord> | null {
  const [first] = settings.flatMap(({ oldest }) => oldest ?? []).sort((a, b) => a.dueAt - b.dueAt)
  return first === undefined ? null : { ...first, now }
}

const ConsumerSettingType = builder.objectRef<Seen<ConsumerDutyRecord>>('ConsumerSetting').implement({
  description: 'A setting whose objections a consumer applies, and how far it has come.',
  fields: (t) => ({
    setting: t.exposeString('setting', { description: 'The key of the setting.' }),
    deadline: t.exposeString('deadline', {
      description: 'How long the consumer has, from the effect of an objection on: an ISO 8601 duration such as P30D.',
    }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it has been a setting of the consumer.' }),
    acknowledged: t.expose('acknowledged', {
      type: 'Position',
      description:
        'Up to where it is applied. Behind the position of the consumer where the setting was added later: read on from here.',
    }),
    unapplied: t.expose('unapplied', {
      type: 'SafeInt',
      description: 'How many objections and withdrawals of consents are not applied.',
    }),
    oldestUnapplied: t.field({
      type: UnappliedAct,
      nullable: true,
      description: 'Of those the one that took effect first.',
      resolve: ({ oldest, now }) => (oldest === null ? null : { ...oldest, now }),
    }),
    overdue: t.boolean({
      description: 'Whether the time for one of them is up.',
      resolve: ({ oldest, now }) => oldest !== null && isOverdue({ ...oldest, now }),
    }),
  }),
})

export const Consumer = builder.objectRef<ConsumerRecord>('Consumer')

builder.node(Consumer, {
  description:
    'Who uses content outside the register, such as a training pipeline or a partner: it follows the ledger, applies what it reads, and acknowledges up to where it has.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  loadOne: (key, { loaders }) => loaders.consumer.load(key),
  fields: (t) => ({
    key: t.exposeString('key', { description: "The caller's own id." }),
    title: t.exposeString('title', { description: 'What members are told that it is.' }),
    subject: t.exposeString('subject', { description: 'The subject of the service token that may acknowledge.' }),
    dataUses: t.stringList({
      description: 'The keys of the data uses that it is about.',
      resolve: ({ dataUses }) => [...dataUses],
    }),
    settings: t.field({
      type: [ConsumerSettingType],
      description: 'The settings whose objections it applies.',
      resolve: ({ settings, now }) => settings.map((setting) => ({ ...setting, now })),
    }),
    registeredAt: t.expose('registeredAt', { type: 'DateTime', description: 'Since when it is registered.' }),
    acknowledged: t.expose('acknowledged', {
      type: 'Position',
      description: 'Up to where it has acknowledged; 0 where it has not.',
    }),
    acknowledgedAt: t.expose('acknowledgedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last did; null where it has not.',
    }),
    head: t.expose('head', { type: 'Position', description: 'Where the ledger stands.' }),
    behind: t.field({
      type: 'SafeInt',
      description: 'How many entries it has not acknowledged, of whatever kind.',
      resolve: ({ head, acknowledged }) => head - acknowledged,
    }),
    unapplied: t.field({
      type: 'SafeInt',
      description: 'How many objections and withdrawals of consents it has not applied.',
      resolve: ({ settings }) => settings.reduce((sum, { unapplied }) => sum + unapplied, 0),
    }),
    firstDue: t.field({
      type: UnappliedAct,
      nullable: true,
      description: 'Of those the one that is due first; null where it has applied everything.',
      resolve: firstDue,
    }),
    overdue: t.boolean({
      description: 'Whether the time for one of them is up.',
      resolve: (consumer) => {
        const first = firstDue(consumer)
        return first !== null && isOverdue(first)
      },
    }),
  }),
})

builder.queryFields((t) => ({
  consumers: t.field({
    type: [Consumer],
    args: pointArguments,
    description:
      'Every consumer that is registered, in the order in which they came. None for members. Of the past only what the ledger has is known: acknowledgements that covered an act of a member.',
    complexity: 20,
    resolve: (_, point, { register }) => register.allConsumers(pointOf(point)),
  }),
  consumer: t.field({
    type: Consumer,
    nullable: true,
    args: { key: t.arg.string({ required: true, description: "The caller's own id." }), ...pointArguments },
    description: 'A consumer by its key, as it stood at an instant and as far as was known.',
    resolve: async (_, { key, ...point }, { register }) => (await register.consumers([key], pointOf(point)))[0] ?? null,
  }),
}))

const ConsumerSettingInput = builder.inputType('ConsumerSettingInput', {
  description: 'A setting whose objections a consumer applies.',
  fields: (t) => ({
    setting: t.string({ required: true, description: 'The key of the setting.' }),
    deadline: t.string({
      required: true,
      description:
        'How long the consumer has, from the effect of an objection on: an ISO 8601 duration of weeks, days, hours, minutes or seconds, such as P30D or PT72H.',
    }),
  }),
})

const RegisterConsumerInput = builder.inputType('RegisterConsumerInput', {
  description: 'A consumer. What is registered under the same key before is replaced.',
  fields: (t) => ({
    key: t.string({ required: true, description: "The caller's own id." }),
    title: t.string({ required: true, description: 'What members are told that it is.' }),
    subject: t.string({
      description: 'The subject (`sub`) of the service token that may acknowledge. Default: the key.',
    }),
    dataUses: t.stringList({
      description: 'The keys of the data uses that it is about, each under one of the settings.',
    }),
    settings: t.field({
      type: [ConsumerSettingInput],
      required: true,
      description: 'The settings whose objections it applies, at least one.',
    }),
  }),
})

const RegisterConsumerSuccess = builder.objectRef<RegisterRecord>('RegisterConsumerSuccess').implement({
  description: 'The consumer is registered.',
  fields: (t) => ({
    consumer: t.field({ type: Consumer, description: 'The consumer.', resolve: ({ consumer }) => consumer }),
    position: t.expose('position', { type: 'Position', description: 'Of the entry that registered it so.' }),
    unchanged: t.exposeBoolean('unchanged', { description: 'True where it was registered so before.' }),
  }),
})

const RegisterConsumerResult = builder.unionType('RegisterConsumerResult', {
  description: 'What became of registering a consumer.',
  types: [RegisterConsumerSuccess, InvalidInputError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'RegisterConsumerSuccess',
})

const DeregisterConsumerInput = builder.inputType('DeregisterConsumerInput', {
  description: 'A consumer that uses content no more.',
  fields: (t) => ({ key: t.string({ required: true, description: 'The key of the consumer.' }) }),
})

const DeregisterConsumerSuccess = builder.objectRef<DeregisterRecord>('DeregisterConsumerSuccess').implement({
  description: 'The consumer is registered no more. What it acknowledged stays in the ledger.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: 'Of the entry that says so.' }),
  }),
})

const DeregisterConsumerResult = builder.unionType('DeregisterConsumerResult', {
  description: 'What became of deregistering a consumer.',
  types: [DeregisterConsumerSuccess, NotFoundError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'DeregisterConsumerSuccess',
})

const AcknowledgeInput = builder.inputType('AcknowledgeInput', {
  description: 'Up to where a consumer has applied what the ledger says.',
  fields: (t) => ({
    consumer: t.string({ required: true, description: 'The key of the consumer.' }),
    position: t.field({
      type: 'Position',
      required: true,
      description: 'Everything up to it is applied. One before an earlier acknowledgement changes nothing.',
    }),
  }),
})

const AcknowledgeSuccess = builder.objectRef<AcknowledgeRecord>('AcknowledgeSuccess').implement({
  description: 'The acknowledgement counts.',
  fields: (t) => ({
    consumer: t.field({
      type: Consumer,
      description: 'The consumer, as it stands now.',
      resolve: ({ consumer }) => consumer,
    }),
    unchanged: t.exposeBoolean('unchanged', { description: 'True where nothing new was acknowledged.' }),
    entry: t.expose('entry', {
      type: 'Position',
      nullable: true,
      description:
        'The entry of the ledger that proves it; null where it covered no act of a member on its settings, and is none.',
    }),
  }),
})

const AcknowledgeResult = builder.unionType('AcknowledgeResult', {
  description: 'What became of an acknowledgement.',
  types: [AcknowledgeSuccess, InvalidInputError, NotFoundError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'AcknowledgeSuccess',
})

builder.mutationFields((t) => ({
  registerConsumer: t.field({
    type: RegisterConsumerResult,
    args: { input: t.arg({ type: RegisterConsumerInput, required: true, description: 'The consumer.' }) },
    description: 'Registers a consumer, or changes what is registered of it. Operators.',
    resolve: (_, { input: { subject, dataUses, ...input } }, { register }) =>
      register.registerConsumer({ ...input, subject: subject ?? null, dataUses: dataUses ?? [] }),
  }),
  deregisterConsumer: t.field({
    type: DeregisterConsumerResult,
    args: { input: t.arg({ type: DeregisterConsumerInput, required: true, description: 'The consumer.' }) },
    description: 'Ends the registration of a consumer. Operators.',
    resolve: (_, { input }, { register }) => register.deregisterConsumer(input.key),
  }),
  acknowledge: t.field({
    type: AcknowledgeResult,
    args: { input: t.arg({ type: AcknowledgeInput, required: true, description: 'Who, and up to where.' }) },
    description:
      'Says that a consumer has applied everything up to a position. The service whose token has the subject of the consumer, and operators on its behalf.',
    resolve: (_, { input }, { register }) => register.acknowledge(input),
  }),
}))
