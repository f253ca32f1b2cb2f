import {
  type ChoiceAct,
  type ChoiceFact,
  type Dated,
  instantOf,
  type Position,
  positionOf,
  type SettingFacts,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { rowsNamed, type Transaction } from '../database/database.ts'

/** Somebody who acts: their row, and what their settings depend on. */
export interface ActingMember extends SettingFacts {
  readonly id: number
  /** Open, so that a writer can add what it is about to record. */
  readonly choices: ChoiceFact[]
}

/** Those who act, as one statement read them. */
export interface ActingMembers {
  /** By key; only who is registered. */
  readonly members: ReadonlyMap<string, ActingMember>
  /** The position of the rulebook published last; 0 where there is none. */
  readonly rulebook: Position
}

type JsonDated<T extends unknown[]> = [position: number, effectiveAt: number, ...values: T][] | null

/** At least one: where nobody who was asked for is registered, all but the rulebook is null. */
interface ActingRow {
  readonly rulebook: number
  readonly id: number | null
  readonly key: string
  readonly residences: JsonDated<[country: string | null, subdivision: string | null]>
  readonly choices: JsonDated<[setting: string, act: ChoiceAct]>
}

/**
 * Loads those who act, key by key. It is a fraction of what decisions need of them: every objection waits for this, and
 * while it lasts nobody else can object.
 */
export async function loadActingMembers(tx: Transaction, keys: readonly string[]): Promise<ActingMembers> {
  const found = await rowsNamed<ActingRow>(
    tx,
    'acting_members',
    sql`SELECT published.rulebook, acting.*
        FROM (SELECT coalesce(max(position), 0)::float8 AS rulebook FROM demur.rulebook) AS published
        LEFT JOIN (
          SELECT m.id::float8 AS id, m.key,
            (SELECT json_agg(json_build_array(f.position, demur.ms(f.effective_at), f.country, f.subdivision))
               FROM demur.residence f WHERE f.member_id = m.id) AS residences,
            (SELECT json_agg(json_build_array(f.position, demur.ms(f.effective_at), f.setting, f.act))
               FROM demur.choice_event f WHERE f.member_id = m.id) AS choices
          FROM unnest((SELECT ${sql.param(keys)}::text[])) AS named (key)
          CROSS JOIN LATERAL (SELECT p.id, p.key FROM demur.member p
                              WHERE p.key = named.key AND p.position IS NOT NULL OFFSET 0) m
        ) AS acting ON true`,
  )
  return {
    members: new Map(found.flatMap(({ id, key, ...facts }) => (id === null ? [] : [[key, actingMember(id, facts)]]))),
    rulebook: positionOf(found[0]?.rulebook ?? 0),
  }
}

function actingMember(id: number, { residences, choices }: Pick<ActingRow, 'residences' | 'choices'>): ActingMember {
  return {
    id,
    residences: (residences ?? []).map(([position, at, country, subdivision]) => ({
      ...dated(position, at),
      country,
      subdivision,
    })),
    choices: (choices ?? []).map(([position, at, setting, act]) => ({ ...dated(position, at), setting, act })),
  }
}

function dated(position: number, effectiveAt: number): Dated {
  return { position: positionOf(position), effectiveAt: instantOf(effectiveAt) }
}
