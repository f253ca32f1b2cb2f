import {
  ABSOLUTE_EXCLUSIONS,
  type ContentKind,
  type Phase as PhaseData,
  positionOf,
  type Visibility,
} from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { Policy, RuleRecord } from '../register.ts'
import { DataUse, dataUseOf } from './data-use.ts'
import { ContentKindEnum, ControlEnum, LegalBasisEnum, PhaseStatusEnum, VisibilityEnum } from './vocabulary.ts'

export const Rule = builder.objectRef<RuleRecord>('Rule')

const Phase = builder.objectRef<PhaseData>('Phase').implement({
  description: 'An interval `[from, until)` in the life of a rule.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'The first instant of the phase.' }),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: true,
      description: 'The first instant after it; null where it is open-ended.',
    }),
    status: t.expose('status', { type: PhaseStatusEnum, description: 'Whether the rule works during it.' }),
    cause: t.exposeString('cause', { nullable: true, description: 'Why it is suspended.' }),
  }),
})

interface ScopeEntryData {
  readonly kind: ContentKind
  readonly visibilities: ReadonlySet<Visibility>
}

const ScopeEntry = builder.objectRef<ScopeEntryData>('ScopeEntry').implement({
  description: 'A kind that a rule covers, and at which visibilities.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ContentKindEnum, description: 'The kind.' }),
    visibilities: t.field({
      type: [VisibilityEnum],
      description: 'The visibilities at which it is covered.',
      resolve: ({ visibilities }) => [...visibilities],
    }),
  }),
})

const NoticeRequirement = builder.objectRef<{ key: string; leadDays: number }>('NoticeRequirement').implement({
  description: 'The notice that must have been served before a rule allows anything.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Which notice.' }),
    leadDays: t.exposeInt('leadDays', { description: 'How many times 24 hours before.' }),
  }),
})

const ContentCreatedAsMinor = builder.enumType('ContentCreatedAsMinor', {
  description: 'What a rule makes of content that its author created before turning 18.',
  values: {
    ALLOW: { description: 'It may be used once the author is of age.' },
    EXCLUDE: { description: 'It is never used.' },
  },
})

const ObjectionScope = builder.enumType('ObjectionScope', {
  description: 'Which content an objection reaches.',
  values: {
    ALL_CONTENT: { description: 'All of it.' },
    CONTENT_AFTER_OBJECTION: { description: 'What was created at or after the objection.' },
  },
})

const OthersInContent = builder.enumType('OthersInContent', {
  description: 'Whose objections count besides those of authors and co-authors.',
  values: {
    ANY_SUBJECT: { description: 'Those of everybody who appears in the item.' },
    AUTHORS_ONLY: { description: "Nobody's. Minors who appear still block." },
  },
})

/** A rule's key is only unique within its rulebook, so its global id names both. */
const nodeKey = ({ rule, policy }: RuleRecord): string => `${policy.position}/${rule.key}`

function ruleOf(policy: Policy | null, id: string): RuleRecord | null {
  const rule = policy?.rulebook.rules.find(
    (candidate) => policy !== null && nodeKey({ rule: candidate, policy }) === id,
  )
  return policy === null || rule === undefined ? null : { rule, policy }
}

builder.node(Rule, {
  description: 'What a rulebook says of one data use in one set of places.',
  id: { resolve: nodeKey, description: 'Global id.' },
  loadOne: async (id, { register }) => ruleOf(await register.policy(positionOf(Number.parseInt(id, 10) || 0)), id),
  fields: (t) => ({
    key: t.string({ description: 'Unique within its rulebook.', resolve: ({ rule }) => rule.key }),
    dataUse: t.field({
      type: DataUse,
      description: 'The data use that it is about.',
      resolve: ({ rule, policy }) => {
        const dataUse = dataUseOf(policy, rule.dataUse)
        if (dataUse === null) throw new Error(`the rule ${rule.key} names no data use of its rulebook`)
        return dataUse
      },
    }),
    places: t.stringList({
      description: 'Regions, countries and subdivisions that it covers – or, with `placesExcepted`, does not cover.',
      resolve: ({ rule: { places } }) => [...('except' in places ? places.except : places)],
    }),
    placesExcepted: t.boolean({
      description: 'Whether it covers everywhere except `places`. It never covers an unknown residence.',
      resolve: ({ rule }) => 'except' in rule.places,
    }),
    legalBasis: t.field({
      type: LegalBasisEnum,
      description: 'The legal ground.',
      resolve: ({ rule }) => rule.legalBasis,
    }),
    controller: t.string({ description: 'Who decides about the use.', resolve: ({ rule }) => rule.controller }),
    control: t.field({
      type: ControlEnum,
      description: 'What members are offered.',
      resolve: ({ rule }) => rule.control,
    }),
    phases: t.field({
      type: [Phase],
      description: 'Its life, without gap or overlap.',
      resolve: ({ rule }) => [...rule.phases],
    }),
    scope: t.field({
      type: [ScopeEntry],
      description: 'What it covers; nothing else may be used.',
      resolve: ({ rule }) => [...rule.scope].map(([kind, visibilities]) => ({ kind, visibilities })),
    }),
    notice: t.field({
      type: NoticeRequirement,
      nullable: true,
      description: 'The notice that must have been served before; null where none is required.',
      resolve: ({ rule }) => rule.notice,
    }),
    contentNotBefore: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Content from before is not used; null where all is.',
      resolve: ({ rule }) => rule.contentNotBefore,
    }),
    contentCreatedAsMinor: t.field({
      type: ContentCreatedAsMinor,
      description: 'What happens to content that its author created before turning 18.',
      resolve: ({ rule }) => rule.contentCreatedAsMinor,
    }),
    objectionScope: t.field({
      type: ObjectionScope,
      description: 'Which content an objection reaches.',
      resolve: ({ rule }) => rule.objectionScope,
    }),
    othersInContent: t.field({
      type: OthersInContent,
      description: 'Whose objections count besides those of authors and co-authors.',
      resolve: ({ rule }) => rule.othersInContent,
    }),
    sources: t.stringList({ description: 'Where it is laid down.', resolve: ({ rule }) => [...rule.sources] }),
  }),
})

builder.queryField('absoluteExclusions', (t) =>
  t.field({
    type: [ContentKindEnum],
    description: 'The kinds of content that no rule can cover: they are never used, whatever anybody chooses.',
    resolve: () => [...ABSOLUTE_EXCLUSIONS],
  }),
)
