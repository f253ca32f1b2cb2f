import { type ClassColumns, UNREGISTERED_CLASS } from '@demur/eligibility'
import type { Connection } from '../database/database.ts'
import { integerLiteral } from './literals.ts'

/** How many members are read at a time: their keys are in memory. */
const RANGE = 65_536

/** A registered member: the key, and its row in the class columns. */
export interface KeyedRow {
  readonly key: string
  readonly row: number
}

/**
 * The keys of everybody whom class columns know to be registered, range by range in the order of their rows. Whoever
 * came later has no place in the columns and is left out. Each range is one short snapshot: where somebody is erased
 * meanwhile, the key that is read is the pseudonym.
 */
export async function* registeredKeys(
  connection: Connection,
  { rows, classes }: ClassColumns,
): AsyncGenerator<KeyedRow[]> {
  for (let from = 0; from < rows; from += RANGE) {
    const found: KeyedRow[] = []
    const query = `SELECT m.id, m.key FROM demur.member m
      WHERE m.id >= ${integerLiteral(from)} AND m.id < ${integerLiteral(Math.min(from + RANGE, rows))} ORDER BY m.id`
    await connection.readBulk((copy) =>
      copy(query, 2, (copied) => {
        const row = copied.int8(0)
        if ((classes[row] ?? UNREGISTERED_CLASS) !== UNREGISTERED_CLASS) found.push({ key: copied.text(1) ?? '', row })
      }),
    )
    if (found.length > 0) yield found
  }
}
