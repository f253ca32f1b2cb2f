import { diffRulebooks } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { PublishRulebookSuccess as SuccessRecord } from '../register.ts'
import { ForbiddenError } from './error.ts'
import { RulebookChange } from './rulebook-diff.ts'
import { effectArguments, RulebookEffect, sampleCount } from './rulebook-effect.ts'
import { noteOf, RulebookProposed } from './rulebook-proposal.ts'
import { RulebookRefusedError } from './rulebook-refused.ts'

const PublishRulebookSuccess = builder.objectRef<SuccessRecord>('PublishRulebookSuccess').implement({
  description: 'The rulebook is sound, and published unless this was a dry run.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'As the document says.' }),
    digest: t.exposeString('digest', {
      description: '`sha256:` and the hash of the document as canonical JSON (RFC 8785).',
    }),
    position: t.expose('position', { type: 'Position', nullable: true, description: 'Null for a dry run.' }),
    at: t.field({
      type: 'DateTime',
      description: 'The instant that the effect is about.',
      resolve: ({ measured }) => measured.at,
    }),
    asKnownAt: t.field({
      type: 'Position',
      description: 'The position that the effect is as known at: that of the last entry before the rulebook.',
      resolve: ({ measured }) => measured.asKnownAt,
    }),
    changes: t.field({
      type: [RulebookChange],
      description: 'In what it differs from the rulebook before.',
      resolve: async ({ measured: { rulebook, base } }, _, { register }) =>
        diffRulebooks((await register.policy(base))?.rulebook ?? null, rulebook),
    }),
    effect: t.field({
      type: [RulebookEffect],
      args: effectArguments(),
      description:
        'Decisions on registered items that would turn, per data use. Measured only where it is asked for: it looks at every item.',
      resolve: ({ measured }, { samples }, { register }) => register.rulebookEffect(measured, sampleCount(samples)),
    }),
  }),
})

const PublishRulebookResult = builder.unionType('PublishRulebookResult', {
  description: 'What became of publishing a rulebook.',
  types: [PublishRulebookSuccess, RulebookProposed, RulebookRefusedError, ForbiddenError],
  resolveType: (outcome) => outcome.refusal ?? ('proposal' in outcome ? 'RulebookProposed' : 'PublishRulebookSuccess'),
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
    note: t.string({ description: 'For those who approve it, where approval is required. At most 1,000 characters.' }),
    at: t.field({
      type: 'DateTime',
      description: 'The instant that the effect is about: say, the day a new phase begins. Default: now.',
    }),
  }),
})

builder.mutationField('publishRulebook', (t) =>
  t.field({
    type: PublishRulebookResult,
    args: { input: t.arg({ type: PublishRulebookInput, required: true, description: 'The rulebook.' }) },
    description:
      'Publishes a rulebook, or says everything that forbids it. Where other operators have to approve, it is proposed instead. Operators.',
    complexity: 1000,
    resolve: (_, { input: { rulebook, dryRun, at, note } }, { register }) =>
      register.publishRulebook({ document: rulebook ?? null, dryRun, at: at ?? null, note: noteOf(note) }),
  }),
)
