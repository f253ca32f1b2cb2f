import { readDatabaseSettings } from '../configuration.ts'
import { readHead } from '../register/ledger.ts'
import { openRegister } from '../register/open.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

/** `demur migrate`: brings the database up to date and says how it stands. Opening a register does it too. */
export async function migrateDatabase(options: OutputOptions & { readonly data?: string }): Promise<number> {
  const register = await openRegister(readDatabaseSettings(process.env, options))
  try {
    const { kind, restricted, db } = register.connection
    const head = await readHead(db)
    const role = restricted ? 'in the serving role' : 'without the serving role: triggers alone protect the ledger'
    print(options, { kind, restricted, head }, `Up to date (${kind}, ${role}); the ledger stands at ${head}.`)
    return EXIT.ok
  } finally {
    await register.close()
  }
}
