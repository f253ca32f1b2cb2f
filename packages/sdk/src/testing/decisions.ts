import {
  type Decision,
  decide,
  describedItem,
  explain,
  formatInstant,
  parseInstant,
  reasonMessage,
} from '@demur/eligibility'
import { DemurInputError } from '../error.ts'
import type { DecisionFieldsFragment, QuestionInput } from '../generated/graphql.ts'
import type { EligibleContentItemsQuery, EligibleContentItemsQueryVariables } from '../on-demand/generated/graphql.ts'
import { seesItem, seesMember, type TestViewer } from './viewer.ts'
import { globalId, keyIn, knownPosition, optionalInstant, type TestWorld, written } from './world.ts'

/** Answers a question as the server does. */
export function answerQuestion(
  world: TestWorld,
  viewer: TestViewer,
  { item: reference, dataUse, at, asKnownAt }: QuestionInput,
  locale: string | null,
): DecisionFieldsFragment {
  const position = knownPosition(world, asKnownAt)
  const descriptor = reference.descriptor ?? null
  const key = keyIn(reference, 'ContentItem')
  const found = key === null ? undefined : world.ledger.items.get(key)
  const visible = found !== undefined && seesItem(viewer, found) ? found : null
  const item = descriptor === null ? visible : describedItem(read(descriptor))
  // Of content that a member makes up, only their own facts may show.
  const members =
    descriptor === null
      ? world.ledger.members
      : new Map([...world.ledger.members].filter(([member]) => seesMember(viewer, member)))
  const question = { item, dataUse, at: optionalInstant(at, 'at') ?? world.now, position }
  return tell(decide(question, { members, rulebook: world.rulebookAt(position), now: world.now }), locale)
}

type Descriptor = NonNullable<QuestionInput['item']['descriptor']>

function read({ subjects, kind, visibility, createdAt, sensitiveSource }: Descriptor) {
  const created = parseInstant(createdAt)
  if (created === null) throw new DemurInputError('“createdAt” is no instant.', { code: 'BAD_USER_INPUT' })
  const people = subjects.map(({ member, role }) => ({ member, role: role ?? 'AUTHOR' }))
  return { subjects: people, kind, visibility, createdAt: created, sensitiveSource: sensitiveSource ?? false }
}

function tell(decision: Decision, locale: string | null): DecisionFieldsFragment {
  const { reasons, rule, at, position, validUntil, ...rest } = decision
  return {
    ...rest,
    reasons: reasons.map((reason, index) => ({
      code: reason.code,
      decisive: index === 0,
      message: reasonMessage(reason, locale),
    })),
    explanation: explain(decision, locale),
    rule: rule === null ? null : { id: globalId('Rule', rule.key), key: rule.key },
    legalBasis: rule?.legalBasis ?? null,
    controller: rule?.controller ?? null,
    at: formatInstant(at),
    position: String(position),
    validUntil: written(validUntil),
  }
}

/** Lists what may be used, ordered by key. The cursor says all that makes a listing. */
export function listEligible(
  world: TestWorld,
  viewer: TestViewer,
  { dataUse, at: askedAt, asKnownAt, first, after }: EligibleContentItemsQueryVariables,
): EligibleContentItemsQuery {
  const cursor = after == null ? null : (JSON.parse(atob(after)) as { key: string; at: string; position: string })
  const position = knownPosition(world, cursor?.position ?? asKnownAt)
  const at = cursor?.at ?? askedAt ?? formatInstant(world.now)
  const found = [...world.ledger.items.keys()]
    .filter((key) => cursor === null || key > cursor.key)
    .toSorted()
    .filter((key) => {
      const question = { item: { key }, dataUse, at, asKnownAt: String(position) }
      return answerQuestion(world, viewer, question, null).outcome === 'ELIGIBLE'
    })
  const page = found.slice(0, first)
  const last = page.at(-1)
  return {
    eligibleContentItems: {
      nodes: page.flatMap((key) => {
        const item = world.ledger.items.get(key)
        if (item === undefined) return []
        const { kind, visibility } = item.registered
        return [{ id: globalId('ContentItem', key), key, kind, visibility, createdAt: formatInstant(item.createdAt) }]
      }),
      pageInfo: {
        hasNextPage: found.length > first,
        endCursor: last === undefined ? null : btoa(JSON.stringify({ key: last, at, position: String(position) })),
      },
      at,
      position: String(position),
    },
  }
}
