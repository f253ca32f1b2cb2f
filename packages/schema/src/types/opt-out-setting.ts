import type { Instant, Standing } from '@demur/eligibility'
import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'
import { type Context, NOW } from '../context.ts'
import type {
  OptOutSettingRecord,
  OptOutSettingUseRecord,
  RefusalOf,
  SetOptOutCommand,
  SetOptOutSuccess as SuccessRecord,
} from '../register.ts'
import { ChoiceEvent } from './choice-event.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { ConsumerApplication } from './consumer-application.ts'
import { DataUse, dataUseOf } from './data-use.ts'
import {
  ErrorInterface,
  ForbiddenError,
  IdempotencyMismatchError,
  InvalidInputError,
  NotAppliedError,
  NotFoundError,
} from './error.ts'
import { inheritedPointArguments, pointWithin } from './read-point.ts'
import { keyOf, MemberRef } from './reference.ts'
import { Rule } from './rule.ts'
import { SettingDefinition } from './setting-definition.ts'
import { ChoiceActEnum, ChoiceEnum, ControlEnum } from './vocabulary.ts'

export const OptOutSetting = builder.objectRef<OptOutSettingRecord>('OptOutSetting')

const History = builder.connectionObject(
  { type: ChoiceEvent, name: 'OptOutSettingHistoryConnection', description: 'Acts on a setting, latest first.' },
  { name: 'OptOutSettingHistoryEdge', description: 'An act on a setting.' },
)

const RuleStandingEnum = builder.enumType('RuleStanding', {
  description: 'Where the present lies in the life of a rule.',
  values: {
    BEFORE_START: { description: 'It begins later.' },
    IN_FORCE: { description: 'It works.' },
    SUSPENDED: { description: 'It is suspended: nothing may be used under it.' },
    ENDED: { description: 'It has ended: nothing may be used under it.' },
  },
})

/** When a standing ends by itself; null where it does not. */
function standingUntil(standing: Standing | null): Instant | null {
  if (standing === null || standing.status === 'ENDED') return null
  return standing.status === 'BEFORE_START' ? standing.startsAt : standing.phase.until
}

const OptOutSettingUse = builder.objectRef<OptOutSettingUseRecord>('OptOutSettingUse').implement({
  description: 'One data use of a setting, and what the rule of where the member lives says of it.',
  fields: (t) => ({
    dataUse: t.field({
      type: DataUse,
      description: 'The data use.',
      resolve: ({ dataUse, policy }) => {
        const record = dataUseOf(policy, dataUse)
        if (record === null)
          throw new Error(`a setting names the data use ${dataUse}, which its rulebook does not have`)
        return record
      },
    }),
    rule: t.field({
      type: Rule,
      nullable: true,
      description: 'The rule of where the member lives; null where none covers it: the use is not made there.',
      resolve: ({ rule, policy }) => (rule === null ? null : { rule, policy }),
    }),
    standing: t.field({
      type: RuleStandingEnum,
      nullable: true,
      description: 'Where the present lies in the life of that rule; null without one.',
      resolve: ({ standing }) => standing?.status ?? null,
    }),
    standingUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When that changes by itself; null where it does not.',
      resolve: ({ standing }) => standingUntil(standing),
    }),
    useAllowed: t.exposeBoolean('useAllowed', {
      description: "Whether this use may use the member's content now, as far as the choice and the place decide.",
    }),
  }),
})

/** Two keys that may hold any character, as one id. */
const nodeKey = ({ member, setting }: OptOutSettingRecord): string => JSON.stringify([member, setting.key])

async function loadByNodeKey(id: string, { loaders }: Context): Promise<OptOutSettingRecord | null> {
  const match = /^\["(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*"\]$/.test(id)
  const [member, setting]: string[] = match ? JSON.parse(id) : []
  const record = member === undefined ? null : await loaders.member.load({ key: member, ...NOW })
  return record?.optOutSettings.find((candidate) => candidate.setting.key === setting) ?? null
}

builder.node(OptOutSetting, {
  description: "One member's choice on one setting.",
  id: { resolve: nodeKey, description: 'Global id.' },
  loadOne: loadByNodeKey,
  fields: (t) => ({
    setting: t.field({
      type: SettingDefinition,
      description: 'The setting.',
      resolve: ({ setting, policy }) => ({ setting, policy }),
    }),
    choice: t.expose('choice', { type: ChoiceEnum, description: 'The choice in force.' }),
    inForce: t.exposeBoolean('inForce', {
      description: 'Whether a rule that honours this choice applies where the member lives now.',
    }),
    useAllowed: t.exposeBoolean('useAllowed', {
      description:
        "Whether any data use of this setting may use this member's content now, as far as the choice and the place decide.",
    }),
    control: t.expose('control', {
      type: ControlEnum,
      nullable: true,
      description:
        'What the member is offered where they live. Null where no rule of the setting applies there; of several rules, the one that offers most.',
    }),
    uses: t.field({
      type: [OptOutSettingUse],
      description: 'The data uses of the setting, each with the rule of where the member lives.',
      resolve: ({ uses }) => [...uses],
    }),
    version: t.exposeInt('version', {
      description: 'Pass it back when loosening. Counts the acts recorded on this setting.',
    }),
    changedAt: t.expose('changedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the latest act took effect; null where there was none.',
    }),
    appliedBy: t.field({
      type: [ConsumerApplication],
      description:
        'Every consumer of this setting, and whether it has applied the objection, or the withdrawal of the consent. Empty where there is nothing to apply: the member chose nothing, consents, or took the objection back.',
      resolve: async ({ setting, protection, at, asKnownAt }, _, { loaders }) =>
        protection === null
          ? []
          : [...(await loaders.applications.load({ setting: setting.key, protection, at, asKnownAt }))],
    }),
    history: t.field({
      type: History,
      args: { ...inheritedPointArguments, ...pageArguments(1000) },
      complexity: pageComplexity,
      description: 'The acts in sight, the one recorded last first.',
      resolve: async (setting, args, { register }) =>
        toConnection(
          await register.choiceHistory({ ...setting, ...pointWithin(setting, args) }, pageRequest(args, 1000)),
        ),
    }),
  }),
})

const SetOptOutInput = builder.inputType('SetOptOutInput', {
  description: 'One act on one setting.',
  fields: (t) => ({
    member: t.field({ type: MemberRef, description: 'Default: the viewer.' }),
    setting: t.string({ required: true, description: 'The key of the setting.' }),
    act: t.field({ type: ChoiceActEnum, required: true, description: 'What is done.' }),
    expectedVersion: t.int({
      description:
        'Needed for WITHDRAW_OBJECTION and CONSENT: the version of the setting that was on the screen. Ignored for the protective acts.',
    }),
    idempotencyKey: t.string({
      description: 'The same key with the same content gives the first answer again. Scoped to the member.',
    }),
    effectiveAt: t.field({
      type: 'DateTime',
      description: 'Operators only: when the objection was received, e.g. by letter. Never later than now.',
    }),
    channel: t.string({ description: 'How it was said, such as settings, phone or letter. Default: api.' }),
  }),
})

const SetOptOutSuccess = builder.objectRef<SuccessRecord>('SetOptOutSuccess').implement({
  description: 'The act is recorded and works from its effective instant on.',
  fields: (t) => ({
    setting: t.field({
      type: OptOutSetting,
      description: 'The setting, as it stood right after the act.',
      resolve: ({ setting }) => setting,
    }),
    event: t.field({ type: ChoiceEvent, description: 'The act, as recorded.', resolve: ({ event }) => event }),
    position: t.field({
      type: 'Position',
      description: 'Pass it as `minPosition` to read this write.',
      resolve: ({ position }) => position,
    }),
    unchanged: t.exposeBoolean('unchanged', { description: 'True when the act changed nothing.' }),
  }),
})

const VersionConflictError = builder.objectRef<RefusalOf<'VersionConflictError'>>('VersionConflictError').implement({
  description: 'The setting changed since the caller read it. Nothing was recorded.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    current: t.field({
      type: OptOutSetting,
      description: 'The setting as it stands.',
      resolve: ({ current }) => current,
    }),
  }),
})

const SetOptOutResult = builder.unionType('SetOptOutResult', {
  description: 'What became of an act on a setting.',
  types: [
    SetOptOutSuccess,
    InvalidInputError,
    NotFoundError,
    ForbiddenError,
    VersionConflictError,
    IdempotencyMismatchError,
    NotAppliedError,
  ],
  resolveType: ({ refusal }) => refusal ?? 'SetOptOutSuccess',
})

function commandOf({ member, ...input }: typeof SetOptOutInput.$inferInput): SetOptOutCommand {
  return {
    // A global id of another type names no member, as the empty key, which nobody can have, names none.
    member: member ? (keyOf(member, 'Member') ?? '') : null,
    setting: input.setting,
    act: input.act,
    expectedVersion: input.expectedVersion ?? null,
    idempotencyKey: input.idempotencyKey ?? null,
    effectiveAt: input.effectiveAt ?? null,
    channel: input.channel ?? null,
  }
}

const MOST_ACTS = 100

builder.mutationFields((t) => ({
  setOptOut: t.field({
    type: SetOptOutResult,
    args: { input: t.arg({ type: SetOptOutInput, required: true, description: 'The act.' }) },
    description: 'Objects, withdraws an objection, consents, or withdraws a consent.',
    resolve: async (_, { input }, { register }) => {
      const [outcome] = await register.setOptOuts([commandOf(input)])
      if (outcome === undefined) throw new Error('the register gave no outcome for an act')
      return outcome
    },
  }),
  setOptOuts: t.field({
    type: [SetOptOutResult],
    args: { inputs: t.arg({ type: [SetOptOutInput], required: true, description: `At most ${MOST_ACTS} acts.` }) },
    description: 'All or nothing: the “object to everything” button.',
    complexity: ({ inputs }) => ({ field: 1, multiplier: Math.max(inputs.length, 1) }),
    resolve: (_, { inputs }, { register }) => {
      if (inputs.length <= MOST_ACTS) return register.setOptOuts(inputs.map(commandOf))
      const message = `“inputs” has ${inputs.length} entries; at most ${MOST_ACTS} are recorded at once.`
      throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
    },
  }),
}))
