import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/database/migrate.ts'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A database of a running server from which others can be created. */
    postgresUrl: string
    /** A file with an empty embedded database, migrated: copying it is faster than making one. */
    embeddedImage: string
    /** A folder with the same, as the server keeps it. */
    embeddedFolder: string
  }
}

/** What the tests of one run share: a Postgres server, and an embedded database to copy. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'demur-image-'))
  const [image, register] = [join(folder, 'embedded.tar'), join(folder, 'register')]
  const [postgres] = await Promise.all([startPostgres(), writeEmbedded(register, image)])
  provide('postgresUrl', postgres.url)
  provide('embeddedImage', image)
  provide('embeddedFolder', register)
  return () => {
    postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeEmbedded(folder: string, image: string): Promise<void> {
  mkdirSync(folder)
  const client = await PGlite.create(join(folder, 'postgres'))
  await migrate(drizzle(client))
  const dump = await client.dumpDataDir('none')
  writeFileSync(image, new Uint8Array(await dump.arrayBuffer()))
  await client.close()
}
