import { bigint, customType, pgSchema, timestamp } from 'drizzle-orm/pg-core'

/** Everything of the register stands in one schema of its own, so that it can share a database. */
export const demur = pgSchema('demur')

/** An instant. Three digits: a JavaScript date drops microseconds, and two instants that print alike must be equal. */
export const instant = (name: string) => timestamp(name, { precision: 3, withTimezone: true })

/** A ledger position, or the id of a row. Both stay below 2^53. */
export const int8 = (name: string) => bigint(name, { mode: 'number' })

/** A caller's own id: equal and ordered byte by byte, whatever the collation of the database. */
export const key = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' })

/** Bytes. Statements write them as `\x` and hexadecimal, and read them through `encode`: the drivers differ. */
export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
