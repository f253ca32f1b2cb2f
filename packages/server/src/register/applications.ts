import {
  type AcknowledgementFact,
  applicationOf,
  type ConsumerDuty,
  type ConsumerState,
  consumersAt,
  instantOf,
  positionOf,
} from '@demur/eligibility'
import type { ApplicationRecord, ProtectionLookup } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows, unnest } from '../database/database.ts'
import { readConsumerFacts } from './consumers.ts'

/** A protection and a consumer who has to apply it. */
interface Pair {
  readonly lookup: ProtectionLookup
  readonly consumer: ConsumerState
  readonly duty: ConsumerDuty
}

/**
 * For each protection every consumer of its setting, as known at its point, and whether it has applied it. Says nothing
 * of anybody else: neither how far a consumer has come nor what else it has to do.
 */
export async function readApplications(
  queryable: Queryable,
  lookups: readonly ProtectionLookup[],
): Promise<ApplicationRecord[][]> {
  const facts = await readConsumerFacts(queryable, null)
  const pairs = lookups.map((lookup) =>
    [...consumersAt(facts, lookup.asKnownAt).values()].flatMap((consumer): Pair[] => {
      const duty = consumer.settings.find(({ setting }) => setting === lookup.setting)
      return duty === undefined ? [] : [{ lookup, consumer, duty }]
    }),
  )
  const acknowledged = await firstAcknowledgements(queryable, pairs.flat())
  return pairs.map((ofLookup) =>
    ofLookup.map((pair) => {
      const { lookup, consumer, duty } = pair
      const vantage = { at: lookup.at, position: lookup.asKnownAt }
      const application = applicationOf(duty, lookup.protection, acknowledged.get(pair) ?? [], vantage)
      return { ...application, consumer: consumer.key, title: consumer.title }
    }),
  )
}

interface AcknowledgementRow {
  readonly pair: number
  readonly position: number
  readonly effective_at: number
  readonly through: number
}

/** For each pair the first acknowledgement that covers it, in one statement. */
async function firstAcknowledgements(
  queryable: Queryable,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<Pair, AcknowledgementFact[]>> {
  if (pairs.length === 0) return new Map()
  const asked = unnest({
    pair: ['integer', pairs.map((_, index) => index)],
    consumer: ['text', pairs.map(({ consumer }) => consumer.key)],
    through: ['bigint', pairs.map(({ lookup }) => lookup.protection.position)],
    since: ['bigint', pairs.map(({ duty }) => duty.since.position)],
    known: ['bigint', pairs.map(({ lookup }) => lookup.asKnownAt)],
    at: ['float8', pairs.map(({ lookup }) => lookup.at)],
  })
  const found = await rows<AcknowledgementRow>(
    queryable,
    sql`SELECT p.pair, a.position::float8 AS position, demur.ms(a.effective_at) AS effective_at, a.through::float8 AS through
        FROM ${asked} AS p (pair, consumer, through, since, known, at)
        CROSS JOIN LATERAL (
          SELECT * FROM demur.consumer_acknowledgement a
          WHERE a.consumer = p.consumer AND a.through >= p.through AND a.position > p.since AND a.position <= p.known
            AND demur.ms(a.effective_at) <= p.at
          ORDER BY a.through, a.position LIMIT 1) a`,
  )
  return new Map(
    found.flatMap(({ pair: index, position, effective_at, through }) => {
      const pair = pairs[index]
      if (pair === undefined) return []
      const fact = {
        consumer: pair.consumer.key,
        position: positionOf(position),
        effectiveAt: instantOf(effective_at),
        through: positionOf(through),
      }
      return [[pair, [fact]]]
    }),
  )
}
