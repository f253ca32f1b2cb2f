import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sampleRegister } from '@demur/fixtures'
import { type DatabaseSettings, openRegister, rebuild } from '@demur/server'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { newFolder } from './support/command.ts'
import { startPostgres } from './support/postgres-server.ts'
import { importJson } from './support/register.ts'
import { startServer } from './support/server.ts'

const LIMITS = { poolSize: 4, statementTimeout: 30_000 }
const DECISIONS =
  'query ($questions: [QuestionInput!]!) { ledgerHead decisions(questions: $questions) { outcome decisiveReason position } }'
const items = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [String(entry.item)] : []))

/** Everything that a backup must bring back: each decision, where the ledger stands, and every line with its evidence. */
async function contentsOf(settings: DatabaseSettings, sample = false): Promise<unknown> {
  const register = await openRegister(settings)
  const server = await startServer(register)
  try {
    if (sample) await importJson(register, sampleRegister())
    const questions = items.map((key) => ({ item: { key }, dataUse: 'genai.training', at: '2026-11-20T00:00:00Z' }))
    const { data } = await server.ask('dev-auditor', DECISIONS, { questions })
    const headers = { authorization: 'Bearer dev-auditor' }
    const lines = await (await fetch(`${server.url}/ledger`, { headers })).text()
    expect(await rebuild(register.connection.db, { check: true })).toMatchObject({ differences: [] })
    return { data, lines }
  } finally {
    await server.close()
  }
}

/** The folder of pg_dump and of a server of the same version: it dumps no newer one. */
function toolsFolder(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).toSorted().toReversed() : []
  const folders = [process.env.PG_BIN, ...versions.map((version) => join(root, version, 'bin'))]
  const found = folders.find((folder) => folder !== undefined && existsSync(join(folder, 'pg_dump')))
  if (found === undefined) throw new Error('pg_dump is needed: install Postgres, or set PG_BIN to its folder.')
  return found
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
}

describe('a backup', () => {
  it('by pg_dump gives the same register back: every decision, and every entry with its evidence', async () => {
    const tools = toolsFolder()
    const server = await startPostgres({ binaries: tools })
    try {
      const at = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      for (const name of ['before', 'after']) await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      const before = await contentsOf({ url: at('before'), folder: null, ...LIMITS }, true)
      const dump = join(newFolder(), 'demur.dump')
      run(join(tools, 'pg_dump'), '--format=custom', '--schema=demur', `--file=${dump}`, at('before'))
      const flags = ['--no-owner', '--no-privileges', '--exit-on-error']
      run(join(tools, 'pg_restore'), ...flags, `--dbname=${at('after')}`, dump)
      expect(await contentsOf({ url: at('after'), folder: null, ...LIMITS })).toEqual(before)
    } finally {
      server.stop()
    }
  })

  it('by copying the folder of a stopped embedded database gives the same register back', async () => {
    const [folder, copy] = [join(newFolder(), 'data'), join(newFolder(), 'data')]
    const before = await contentsOf({ url: null, folder, ...LIMITS }, true)
    cpSync(folder, copy, { recursive: true })
    expect(await contentsOf({ url: null, folder: copy, ...LIMITS })).toEqual(before)
  })
})
