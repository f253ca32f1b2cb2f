import type {
  AcknowledgeResult,
  Consumer,
  ConsumerCalls,
  DeregisterConsumerResult,
  NewConsumer,
  RegisterConsumerResult,
  SettingApplications,
} from '../consumer.ts'
import type { CallOptions, ReadPoint } from '../options.ts'
import { type MemberReference, memberRef, pointOf } from '../reference.ts'
import { readResult } from '../refusal.ts'
import type { Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import {
  AcknowledgeDocument,
  ConsumerDocument,
  ConsumersDocument,
  DeregisterConsumerDocument,
  MemberApplicationsDocument,
  RegisterConsumerDocument,
  ViewerApplicationsDocument,
} from './generated/graphql.ts'

/** Saying the same again changes nothing, so that these may be sent again. */
const repeatable = (call: CallOptions) => ({ ...call, idempotent: true })

/** Registers a consumer. */
async function registerConsumer(
  { send }: Transport,
  { key, title, subject, dataUses = [], settings }: NewConsumer,
  call: CallOptions,
): Promise<RegisterConsumerResult> {
  const input = { key, title, subject: subject ?? null, dataUses, settings }
  const data = await send(RegisterConsumerDocument, { input }, repeatable(call))
  const known = { RegisterConsumerSuccess: true, InvalidInputError: true, ForbiddenError: true } as const
  const result = readResult(data.registerConsumer, known)
  if (result.__typename !== 'RegisterConsumerSuccess') return { ok: false, error: result }
  const { consumer, position, unchanged } = result
  return { ok: true, consumer, position, unchanged }
}

/** Ends a registration. */
async function deregisterConsumer(
  { send }: Transport,
  key: string,
  call: CallOptions,
): Promise<DeregisterConsumerResult> {
  const data = await send(DeregisterConsumerDocument, { input: { key } }, call)
  const known = { DeregisterConsumerSuccess: true, NotFoundError: true, ForbiddenError: true } as const
  const result = readResult(data.deregisterConsumer, known)
  if (result.__typename !== 'DeregisterConsumerSuccess') return { ok: false, error: result }
  return { ok: true, position: result.position }
}

/** Acknowledges. */
export async function acknowledge(
  { send }: Transport,
  consumer: string,
  position: Position,
  call: CallOptions,
): Promise<AcknowledgeResult> {
  const data = await send(AcknowledgeDocument, { input: { consumer, position } }, repeatable(call))
  const result = readResult(data.acknowledge, {
    AcknowledgeSuccess: true,
    InvalidInputError: true,
    NotFoundError: true,
    ForbiddenError: true,
  })
  if (result.__typename !== 'AcknowledgeSuccess') return { ok: false, error: result }
  return { ok: true, consumer: result.consumer, unchanged: result.unchanged, entry: result.entry }
}

/** Reads all consumers. */
async function listConsumers(
  { send }: Transport,
  { at, asKnownAt, ...call }: CallOptions & ReadPoint,
): Promise<readonly Consumer[]> {
  return (await send(ConsumersDocument, pointOf({ at, asKnownAt }), call)).consumers
}

/** Reads a consumer. */
export async function readConsumer(
  { send }: Transport,
  key: string,
  { at, asKnownAt, ...call }: CallOptions & ReadPoint,
): Promise<Consumer | null> {
  return (await send(ConsumerDocument, { key, ...pointOf({ at, asKnownAt }) }, call)).consumer
}

/** Reads who has applied what a member chose. */
async function readApplications(
  { send }: Transport,
  { member, at, asKnownAt, ...call }: CallOptions & ReadPoint & { readonly member?: MemberReference | undefined },
): Promise<readonly SettingApplications[] | null> {
  const point = pointOf({ at, asKnownAt })
  const found =
    member === undefined
      ? (await send(ViewerApplicationsDocument, point, call)).viewer.member
      : (await send(MemberApplicationsDocument, { ...point, member: memberRef(member) }, call)).member
  return found?.optOutSettings.map(({ setting, ...rest }) => ({ ...rest, setting: setting.key })) ?? null
}

export const calls = (transport: Transport): Omit<ConsumerCalls, 'consume'> => ({
  register: (consumer, options = {}) => registerConsumer(transport, consumer, options),
  deregister: (key, options = {}) => deregisterConsumer(transport, key, options),
  acknowledge: (key, position, options = {}) => acknowledge(transport, key, position, options),
  list: (options = {}) => listConsumers(transport, options),
  get: (key, options = {}) => readConsumer(transport, key, options),
  applications: (options = {}) => readApplications(transport, options),
})
