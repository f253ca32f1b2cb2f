import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { CopiedRows } from './copy-rows.ts'
import {
  APPENDED,
  BULK_SETTINGS,
  type BulkReader,
  type BulkWriter,
  type Connection,
  copyInto,
  type Transaction,
  WRITE_SETTINGS,
} from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate, NoRegister } from './migrate.ts'

/**
 * Opens the embedded database in a folder, migrated and in the serving role; without a folder, one in memory, which can
 * begin as the copy of another (`image`: what PGlite's `dumpDataDir` gives). With `existing` a folder is not begun.
 * It never calls fsync: what was acknowledged survives the death of the process, and not that of the machine.
 */
export async function openEmbedded(folder: string | null, image?: Blob, existing = false): Promise<Connection> {
  if (existing && folder !== null && !existsSync(join(folder, 'postgres'))) throw new NoRegister(`the folder ${folder}`)
  if (folder !== null) mkdirSync(folder, { recursive: true })
  const unlock = folder === null ? () => {} : lockFolder(folder)
  try {
    const client = await PGlite.create({
      ...(folder === null ? {} : { dataDir: join(folder, 'postgres') }),
      ...(image === undefined ? {} : { loadDataDir: image }),
    })
    const db = drizzle(client)
    const restricted = await migrate(db)
    if (restricted) await db.execute(sql`SET ROLE demur_server`)
    return {
      db,
      kind: 'embedded',
      restricted,
      readOnly: false,
      // There is one session and nothing between it and the process: parsing again costs next to nothing.
      prepared: async ({ text }, values) => (await client.query(text, [...values])).rows as never,
      readBulk: (work, settings) => readBulk(client, work, settings),
      writeBulk: (work) => writeBulk(client, restricted, work),
      listen: (wake) => client.listen(APPENDED, wake),
      async close() {
        await client.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** The whole result is in memory at once here: callers ask for ranges. */
function readBulk<R>(
  client: PGlite,
  work: (read: BulkReader) => Promise<R>,
  settings: readonly string[] = BULK_SETTINGS,
): Promise<R> {
  return client.transaction(async (tx) => {
    // Copying to a file needs more than the serving role has, although this file is memory of the process.
    await tx.exec(['SET TRANSACTION READ ONLY', 'SET LOCAL ROLE NONE', ...settings].join('; '))
    return work(async (query, columns, visit) => {
      const { blob } = await tx.query(`COPY (${query}) TO '/dev/blob' (FORMAT binary)`)
      const bytes = (await blob?.arrayBuffer()) ?? new ArrayBuffer(0)
      const rows = new CopiedRows(columns, visit)
      rows.take(Buffer.from(bytes), new DataView(bytes), 0, bytes.byteLength)
      rows.end()
    })
  })
}

function writeBulk<R>(
  client: PGlite,
  restricted: boolean,
  work: (tx: Transaction, write: BulkWriter) => Promise<R>,
): Promise<R> {
  return client.transaction(async (tx) => {
    await tx.exec(WRITE_SETTINGS.join('; '))
    // What Drizzle runs on a transaction, it runs on what it takes for the database.
    const db = drizzle({ client: tx as unknown as PGlite }) as unknown as Transaction
    return work(db, async (table, columns, rows) => {
      // Copying from a file needs more than the serving role has, although this file is memory of the process.
      await tx.exec('SET LOCAL ROLE NONE')
      const blob = new Blob([new Uint8Array(rows)])
      await tx.query(copyInto(table, columns, "'/dev/blob'"), [], { blob })
      if (restricted) await tx.exec('SET LOCAL ROLE demur_server')
    })
  })
}
