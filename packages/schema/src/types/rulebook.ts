import type { Problem } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { RefusalOf, RulebookEffectRecord, PublishRulebookSuccess as SuccessRecord } from '../register.ts'
import { ErrorInterface, ForbiddenError } from './error.ts'

const RulebookProblem = builder.objectRef<Problem>('RulebookProblem').implement({
  description: 'Something that forbids publishing a rulebook.',
  fields: (t) => ({
    path: t.stringList({ description: 'Where in the document.', resolve: ({ path }) => [...path] }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
  }),
})

const RulebookEffect = builder.objectRef<RulebookEffectRecord>('RulebookEffect').implement({
  description: 'How many decisions on registered items turn, for one data use.',
  fields: (t) => ({
    dataUse: t.exposeString('dataUse', { description: 'The key of the data use.' }),
    becomeEligible: t.expose('becomeEligible', { type: 'SafeInt', description: 'From INELIGIBLE to ELIGIBLE.' }),
    becomeIneligible: t.expose('becomeIneligible', { type: 'SafeInt', description: 'From ELIGIBLE to INELIGIBLE.' }),
  }),
})

const PublishRulebookSuccess = builder.objectRef<SuccessRecord>('PublishRulebookSuccess').implement({
  description: 'The rulebook is sound, and published unless this was a dry run.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'As the document says.' }),
    digest: t.exposeString('digest', {
      description: '`sha256:` and the hash of the document as canonical JSON (RFC 8785).',
    }),
    position: t.expose('position', { type: 'Position', nullable: true, description: 'Null for a dry run.' }),
    effect: t.field({
      type: [RulebookEffect],
      description: 'Decisions on registered items that would turn, per data use.',
      resolve: ({ effect }) => [...effect],
    }),
  }),
})

const RulebookRefusedError = builder.objectRef<RefusalOf<'RulebookRefusedError'>>('RulebookRefusedError').implement({
  description: 'The rulebook cannot be published.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    problems: t.field({
      type: [RulebookProblem],
      description: 'Every problem at once.',
      resolve: ({ problems }) => [...problems],
    }),
  }),
})

const PublishRulebookResult = builder.unionType('PublishRulebookResult', {
  description: 'What became of publishing a rulebook.',
  types: [PublishRulebookSuccess, RulebookRefusedError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'PublishRulebookSuccess',
})

const PublishRulebookInput = builder.inputType('PublishRulebookInput', {
  description: 'A rulebook to publish.',
  fields: (t) => ({
    rulebook: t.field({ type: 'RulebookDocument', required: true, description: 'The document.' }),
    dryRun: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Check and measure the effect; write nothing.',
    }),
  }),
})

builder.mutationField('publishRulebook', (t) =>
  t.field({
    type: PublishRulebookResult,
    args: { input: t.arg({ type: PublishRulebookInput, required: true, description: 'The rulebook.' }) },
    description: 'Publishes a rulebook, or says everything that forbids it. Operators.',
    complexity: 1000,
    resolve: (_, { input }, { register }) => register.publishRulebook(input.rulebook ?? null, input.dryRun),
  }),
)
