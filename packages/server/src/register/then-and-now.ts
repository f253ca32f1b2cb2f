import {
  type Decision,
  decide,
  describedItem,
  type Instant,
  type ItemFacts,
  instantOf,
  type MemberFacts,
  type Position,
  positionOf,
} from '@demur/eligibility'
import type {
  DecisionChangeRecord,
  DecisionRecord,
  DecisionThenAndNowRecord,
  QuestionRecord,
  Viewer,
} from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition, possibleKeys, visibleItem } from './ask.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { itemsNamed } from './facts-statement.ts'
import { positionAt } from './known-time.ts'
import type { PublishedPolicies } from './policies.ts'
import { confinedTo, membersInSight } from './sight.ts'

/**
 * The answer as it was given then and as it is known now, and the entries in between that changed it. The facts are
 * loaded once; what was known at a position is a matter of which of them are in sight.
 */
export async function thenAndNow(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { item: reference, dataUse, at: asked, asKnownAt }: QuestionRecord,
): Promise<DecisionThenAndNowRecord> {
  const { db } = engine.connection
  const facts = await loadFacts(db, {
    items: itemsNamed(possibleKeys(reference.key === undefined ? [] : [reference.key])),
    members: possibleKeys((reference.descriptor?.subjects ?? []).map(({ member }) => member)),
  })
  const now = presentAt(clock, facts.recordedAt)
  const at = asked ?? now
  const known = knownPosition(asKnownAt ?? (await positionAt(db, at)), facts.head)
  const item = reference.descriptor ? describedItem(reference.descriptor) : visibleItem(facts, viewer, reference.key)
  const members = reference.descriptor ? membersInSight(viewer, facts.members) : facts.members
  const policies = await engine.policies.upTo(facts.rulebook, db)
  const answerAt = (position: Position): DecisionRecord => {
    const policy = policies.at(position)
    const knowledge = { members, rulebook: policy?.rulebook ?? null, now }
    return { decision: decide({ item, dataUse, at, position }, knowledge), policy }
  }
  const answeredThen = answerAt(known)
  const knownNow = answerAt(facts.head)
  const turned: { readonly position: Position; readonly answer: DecisionRecord }[] = []
  for (const position of positionsOf(item, members.values(), policies)) {
    if (position <= known) continue
    const answer = answerAt(position)
    const before = turned.at(-1)?.answer ?? answeredThen
    if (!isSame(before.decision, answer.decision)) turned.push({ position, answer })
  }
  const entries = await readEntries(
    db,
    viewer,
    turned.map(({ position }) => position),
  )
  return {
    answeredThen,
    knownNow,
    differs: !isSame(answeredThen.decision, knownNow.decision),
    changes: turned.flatMap(({ position, answer }) => changeOf(entries.get(position), answer, at)),
  }
}

/** Where something was recorded that the answer can depend on, in order. */
function positionsOf(item: ItemFacts | null, members: Iterable<MemberFacts>, policies: PublishedPolicies): Position[] {
  const dated = item === null ? [] : [item.registered, ...item.changes]
  const facts = [...members].flatMap((member) => [
    member.registered,
    ...member.residences,
    ...member.birthDates,
    ...member.ageSignals,
    ...member.accountStatuses,
    ...member.notices,
    ...member.choices,
  ])
  const positions = new Set([...dated, ...facts, ...policies.all].map(({ position }) => position))
  return [...positions].sort((a, b) => a - b)
}

/** Whether two answers say the same; what they rest on besides the rule may have changed. */
function isSame(one: Decision, other: Decision): boolean {
  const said = ({ outcome, reasons, rule }: Decision) => JSON.stringify([outcome, reasons, rule?.key ?? null])
  return said(one) === said(other)
}

interface EntryRow {
  readonly position: number
  readonly recorded_at: number
  readonly effective_at: number | null
  readonly type: string
  readonly visible: boolean
}

async function readEntries(
  queryable: Queryable,
  viewer: Viewer,
  positions: readonly Position[],
): Promise<Map<Position, EntryRow>> {
  const only = confinedTo(viewer)
  const found = await rows<EntryRow>(
    queryable,
    sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at,
               demur.ms(effective_at) AS effective_at, type,
               ${only}::text IS NULL OR type = 'RulebookPublished' OR member IS NOT DISTINCT FROM ${only} AS visible
        FROM demur.ledger_entry WHERE position = ANY(${sql.param(positions)}::bigint[])`,
  )
  return new Map(found.map((row) => [positionOf(row.position), row]))
}

function changeOf(entry: EntryRow | undefined, decision: DecisionRecord, at: Instant): DecisionChangeRecord[] {
  if (entry === undefined) return []
  const { position, recorded_at, effective_at, type, visible } = entry
  const timeless = !visible || type === 'RulebookPublished' || effective_at === null
  return [
    {
      position: positionOf(position),
      recordedAt: instantOf(recorded_at),
      effectiveAt: timeless ? null : instantOf(effective_at),
      type: visible ? type : null,
      correction: recorded_at > at,
      decision,
    },
  ]
}
