import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { type Database, rows } from './database.ts'

const MIGRATIONS = {
  migrationsFolder: fileURLToPath(new URL('../../migrations', import.meta.url)),
  migrationsSchema: 'demur',
  migrationsTable: 'migration',
}

/** A driver's session, as drizzle's own migrators use it: it offers no migrator for a database of either driver. */
interface Migrating {
  readonly dialect: { migrate(files: unknown, session: unknown, config: typeof MIGRATIONS): Promise<void> }
  readonly session: unknown
}

/**
 * Brings the schema up to date, all of it or nothing; true where the serving role exists and this user may take it.
 * The caller sees to it that no other process migrates at the same time.
 */
export async function migrate(db: Database): Promise<boolean> {
  const { dialect, session } = db as unknown as Migrating
  await dialect.migrate(readMigrationFiles(MIGRATIONS), session, MIGRATIONS)
  const [granted] = await rows<{ granted: boolean }>(db, sql`SELECT demur.grant_serving_rights() AS granted`)
  return granted?.granted === true
}

/** There is no register where one was looked for. */
export class NoRegister extends Error {
  override readonly name = 'NoRegister'

  /** @param where such as `the folder .demur` */
  constructor(where: string) {
    super(`There is no register in ${where}: “demur migrate”, “import” or “serve” makes one.`)
  }
}

/** Whether a register was ever made in a database. */
export async function hasRegister(db: Database): Promise<boolean> {
  const [table] = await rows<{ is: boolean }>(db, sql`SELECT to_regclass('demur.migration') IS NOT NULL AS is`)
  return table?.is === true
}

/** How many migrations a database has not had; all of them where there is no register in it. */
export async function missingMigrations(db: Database): Promise<number> {
  const known = readMigrationFiles(MIGRATIONS)
  if (!(await hasRegister(db))) return known.length
  const [last] = await rows<{ at: number | null }>(db, sql`SELECT max(created_at)::float8 AS at FROM demur.migration`)
  return known.filter(({ folderMillis }) => folderMillis > (last?.at ?? 0)).length
}

/** Whether the serving role exists and this user may take it. */
export async function servingRoleIsOurs(db: Database): Promise<boolean> {
  const [role] = await rows<{ ours: boolean }>(
    db,
    sql`SELECT coalesce(pg_has_role(current_user, (SELECT oid FROM pg_roles WHERE rolname = 'demur_server'), 'MEMBER'),
                        false) AS ours`,
  )
  return role?.ours === true
}
