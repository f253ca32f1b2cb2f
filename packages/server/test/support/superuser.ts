import type { DatabaseSettings, OpenRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import pg from 'pg'

/** Runs statements as somebody does whom neither roles nor triggers stop: the superuser of the database. */
export async function asSuperuser(
  register: OpenRegister,
  { url }: DatabaseSettings,
  statements: readonly string[],
): Promise<void> {
  const unguarded = [
    'ALTER TABLE demur.ledger_entry DISABLE TRIGGER ALL',
    ...statements,
    'ALTER TABLE demur.ledger_entry ENABLE TRIGGER ALL',
  ]
  if (url === null) {
    const { db } = register.connection
    await db.execute(sql`RESET ROLE`)
    for (const statement of unguarded) await db.execute(sql.raw(statement))
    await db.execute(sql`SET ROLE demur_server`)
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of unguarded) await client.query(statement)
  } finally {
    await client.end()
  }
}
