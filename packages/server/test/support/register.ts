import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type DatabaseSettings,
  type ImportResult,
  importEntries,
  type OpenOptions,
  type OpenRegister,
  openRegister,
} from '@demur/server'
import pg from 'pg'
import { inject } from 'vitest'

/** The databases that every test of the register runs on. */
export const DATABASES = ['embedded', 'postgres'] as const
export type DatabaseKind = (typeof DATABASES)[number]

/** With a key that the database keeps. */
export const SIGNED = { origin: null, keys: [], development: true }
const ERASURE_SECRET = fileURLToPath(new URL('erasure-secret.txt', import.meta.url))

/** The settings of a new, empty database. */
export async function newDatabase(kind: DatabaseKind): Promise<DatabaseSettings> {
  const limits = { poolSize: 10, statementTimeout: 30_000, erasureSecret: ERASURE_SECRET }
  if (kind === 'postgres') return { url: await createDatabase(), folder: null, ...limits }
  return { url: null, folder: null, image: await openAsBlob(inject('embeddedImage')), ...limits }
}

/** Opens a register on a new, empty database. */
export async function newRegister(kind: DatabaseKind, options: OpenOptions = {}): Promise<OpenRegister> {
  return openRegister(await newDatabase(kind), { checkpoints: SIGNED, ...options })
}

async function createDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'))
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const name = `demur_${randomUUID().replaceAll('-', '')}`
  try {
    await client.query(`CREATE DATABASE ${name}`)
  } finally {
    await client.end()
  }
  url.pathname = `/${name}`
  return url.href
}

/** Imports entries of the interchange format. */
export function importJson(register: OpenRegister, entries: Iterable<unknown>): Promise<ImportResult> {
  return importEntries(register.connection, register, linesOf(entries), 'test')
}

async function* linesOf(entries: Iterable<unknown>): AsyncGenerator<string> {
  for (const entry of entries) yield typeof entry === 'string' ? entry : JSON.stringify(entry)
}
