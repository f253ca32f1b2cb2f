import { type Json, type Position, positionOf, readRulebook } from '@demur/eligibility'
import type { Policy } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'

/**
 * The published rulebooks. They never change, so each is read once; what a statement says was published last tells
 * whether another process published more.
 */
export class Policies {
  /** In the order of their positions. */
  #known: readonly Policy[] = []

  /**
   * Every rulebook up to the one published at `latest`, earliest first. Read once for all questions of a request: each
   * call may have to ask the database.
   */
  async upTo(latest: Position, queryable: Queryable): Promise<PublishedPolicies> {
    const known = await this.#upTo(latest, queryable)
    return new PublishedPolicies(known.filter((policy) => policy.position <= latest))
  }

  async #upTo(latest: Position, queryable: Queryable): Promise<readonly Policy[]> {
    const seen = this.#known.at(-1)?.position ?? positionOf(0)
    if (seen >= latest) return this.#known
    const published = await rows<{ position: number; document: Json }>(
      queryable,
      sql`SELECT position::float8 AS position, document FROM demur.rulebook
          WHERE position > ${seen} AND position <= ${latest} ORDER BY position`,
    )
    const added = published.map(({ position, document }) => ({
      position: positionOf(position),
      rulebook: sound(document),
    }))
    // Another request may have read them meanwhile.
    const last = this.#known.at(-1)?.position ?? positionOf(0)
    this.#known = [...this.#known, ...added.filter((policy) => policy.position > last)]
    return this.#known
  }
}

/** The rulebooks that a snapshot has, earliest first. */
export class PublishedPolicies {
  readonly all: readonly Policy[]

  constructor(all: readonly Policy[]) {
    this.all = all
  }

  /** The one that answers at a position: the last published at or before it. */
  at(position: Position): Policy | null {
    return this.all.findLast((policy) => policy.position <= position) ?? null
  }
}

function sound(document: Json): Policy['rulebook'] {
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) throw new Error(`a published rulebook is unsound: ${problems[0]?.path.join('.')}`)
  return rulebook
}
