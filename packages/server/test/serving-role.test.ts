import { randomUUID } from 'node:crypto'
import { type OpenRegister, openRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { rows } from '../src/database/database.ts'
import { importJson } from './support/register.ts'

const administrator = new pg.Client({ connectionString: inject('postgresUrl') })
const server = { version: 0 }
const roles: string[] = []
beforeAll(async () => {
  await administrator.connect()
  const answer = await administrator.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  )
  server.version = answer.rows[0]?.version ?? 0
  // Some register of the run has it by now, or has not yet.
  await administrator.query(
    'DO $$ BEGIN CREATE ROLE demur_server NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$',
  )
})
afterAll(async () => {
  for (const role of roles) {
    await administrator.query(`DROP DATABASE ${role}`)
    await administrator.query(`DROP OWNED BY ${role}`)
    await administrator.query(`DROP ROLE ${role}`)
  }
  await administrator.end()
})

/** Opens a register as a new user who owns the database and has, besides, what is said of it. */
async function openAs(attributes: string, ...grants: string[]): Promise<OpenRegister> {
  const role = `demur_${randomUUID().replaceAll('-', '')}`
  await administrator.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x' NOSUPERUSER ${attributes}`)
  await administrator.query(`CREATE DATABASE ${role} OWNER ${role}`)
  roles.push(role)
  for (const grant of grants) await administrator.query(grant.replace('$user', role))
  const url = Object.assign(new URL(inject('postgresUrl')), { username: role, password: 'x', pathname: `/${role}` })
  const register = await openRegister({ url: url.href, folder: null, poolSize: 3, statementTimeout: 30_000 })
  onTestFinished(() => register.close())
  return register
}

/** Who serves requests. */
function servingRole({ connection }: OpenRegister): Promise<unknown> {
  return rows(connection.db, sql`SELECT CURRENT_USER AS role`)
}

const MEMBER = [{ type: 'MemberRegistered', member: 'a' }]

describe('the serving role', () => {
  it('is had by a user who was given it beforehand and may create no role', async () => {
    const register = await openAs('', 'GRANT demur_server TO $user')
    expect(register.connection.restricted).toBe(true)
    expect(await servingRole(register)).toEqual([{ role: 'demur_server' }])
    expect(await importJson(register, MEMBER)).toMatchObject({ entries: 1 })
  })

  it('is had by the user who created it, although that alone gives no right to take it', async () => {
    // What Postgres gives the creator of a role by itself; before version 16 nothing was needed but CREATEROLE.
    const asCreator =
      server.version >= 160_000 ? ['GRANT demur_server TO $user WITH ADMIN TRUE, INHERIT FALSE, SET FALSE'] : []
    const register = await openAs('CREATEROLE', ...asCreator)
    expect(register.connection.restricted).toBe(true)
    expect(await servingRole(register)).toEqual([{ role: 'demur_server' }])
  })

  it('is done without by a user who cannot have it: the register works, and says that triggers alone protect it', async () => {
    const register = await openAs('')
    expect(register.connection.restricted).toBe(false)
    expect(await importJson(register, MEMBER)).toMatchObject({ entries: 1 })
    await expect(register.connection.db.execute('DELETE FROM demur.ledger_entry')).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })
})
