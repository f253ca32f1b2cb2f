import { join, resolve } from 'node:path'
import { positionOf } from '@demur/eligibility'
import { snapshotSql } from '../snapshot/snapshot-sql.ts'
import { BadSqlName, type SqlEngine } from '../snapshot/sql-names.ts'
import type { StatementNames } from '../snapshot/statement.ts'
import { SnapshotFolderTaken, type SnapshotManifest, writeSnapshot } from '../snapshot/write-snapshot.ts'
import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { instantOption, type PointOptions, readPoint } from './points.ts'
import { Progress } from './progress.ts'
import { type NameOptions, readEngine, readNames } from './snapshot-names.ts'

export interface SnapshotOptions extends AccessOptions, OutputOptions, PointOptions, NameOptions {
  readonly use: string
  readonly out: string
}

/** `demur snapshot`: the members by class, the decision table and a statement for other engines, into a folder. */
export async function snapshot(options: SnapshotOptions): Promise<number> {
  const [names, engine] = [readNames(options), readEngine(options.engine)]
  const at = options.at === undefined ? null : instantOption(options.at)
  // Before everybody is looked at, for nothing.
  writable(names, engine)
  const access = await openAccess(options)
  try {
    const { asKnownAt } = await readPoint(access, options)
    const found = await access.openSnapshot({
      dataUse: options.use,
      at,
      asKnownAt: asKnownAt === undefined ? null : positionOf(Number(asKnownAt)),
    })
    const progress = new Progress(0, 'members', options.json === true)
    const manifest = await writeSnapshot(
      resolve(options.out),
      found,
      (about) => ({ 'eligibility.sql': snapshotSql(about, names, engine) }),
      (members) => progress.advance(members),
    )
      .catch(taken)
      .finally(() => progress.stop())
    print(options, { folder: options.out, ...brief(manifest) }, summary(options.out, manifest))
    return EXIT.ok
  } finally {
    await access.close()
  }
}

function writable(names: StatementNames, engine: SqlEngine | null): void {
  try {
    snapshotSql({ snapshot: '', dataUse: '', at: '', position: 0, rulebookVersion: '' }, names, engine)
  } catch (error) {
    if (error instanceof BadSqlName) throw new CommandFailed(EXIT.usage, `${error.message} (--engine says for which).`)
    throw error
  }
}

function taken(error: unknown): never {
  throw error instanceof SnapshotFolderTaken ? new CommandFailed(EXIT.usage, error.message) : error
}

function brief({ snapshot: id, dataUse, at, position, rulebookVersion, projected, members }: SnapshotManifest) {
  return { snapshot: id, dataUse, at, position, rulebookVersion, projected, members: members.rows }
}

function summary(folder: string, { members, dataUse, at, position, projected }: SnapshotManifest): string {
  const answers = `${dataUse} at ${at}, as known at position ${position}`
  const warning = projected ? ' That instant lies in the future: no run may use such an answer.' : ''
  return `Wrote ${members.rows} members in ${members.files.length} file(s) to ${folder}, for ${answers}.${warning}
${join(folder, 'eligibility.sql')} answers from them for every item of your own table.`
}
