import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { APPENDED, type Connection } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'

/**
 * Opens the embedded database in a folder, migrated and in the serving role; without a folder, one in memory, which can
 * begin as the copy of another (`image`: what PGlite's `dumpDataDir` gives).
 * It never calls fsync: what was acknowledged survives the death of the process, and not that of the machine.
 */
export async function openEmbedded(folder: string | null, image?: Blob): Promise<Connection> {
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
