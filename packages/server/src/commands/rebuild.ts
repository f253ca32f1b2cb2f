import { readDatabaseSettings } from '../configuration.ts'
import { rebuild } from '../ledger/rebuild.ts'
import { readHead } from '../register/ledger.ts'
import { openRegister } from '../register/open.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { Progress } from './progress.ts'
import { table } from './table.ts'

interface RebuildOptions extends OutputOptions {
  readonly data?: string
  readonly check?: boolean
}

/** `demur rebuild`: makes the projections anew from the ledger, compares, and replaces what differs. */
export async function rebuildProjections(options: RebuildOptions): Promise<number> {
  const { check = false } = options
  const register = await openRegister(readDatabaseSettings(process.env, options), { existing: true })
  try {
    const { db } = register.connection
    const progress = new Progress(await readHead(db), 'entries', options.json === true)
    const rebuilt = await rebuild(db, { check, onProgress: (entries) => progress.advance(entries) })
    progress.stop()
    const { position, differences, replaced } = rebuilt
    const found = differences.map(({ table: name, missing, surplus }) => [name, missing, surplus])
    const samples = differences.flatMap((difference) => difference.samples.map((row) => `${difference.table}: ${row}`))
    const text =
      differences.length === 0
        ? `Every projection says what the ledger says, up to position ${position}.`
        : [
            replaced
              ? `Replaced what differed from the ledger, up to position ${position}:`
              : `These projections differ from the ledger, up to position ${position}:`,
            table(['table', 'missing', 'surplus'], found),
            samples.join('\n'),
          ].join('\n\n')
    print(options, rebuilt, text)
    return check && differences.length > 0 ? EXIT.refused : EXIT.ok
  } finally {
    await register.close()
  }
}
