import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatInstant } from '@demur/eligibility'
import { lockFolder } from '../database/folder-lock.ts'
import type { Snapshot, SnapshotHead } from './open-snapshot.ts'
import { ParquetFile, type SnapshotFile } from './parquet-file.ts'
import {
  MANIFEST_COLUMNS,
  MEMBER_COLUMNS,
  type SnapshotColumn,
  type SnapshotValue,
  TABLE_COLUMNS,
} from './relations.ts'
import { tableRows } from './table-rows.ts'

/** `manifest.json`: what a snapshot is about, and what it consists of. */
export interface SnapshotManifest {
  readonly format: 'demur.snapshot/1'
  readonly snapshot: string
  readonly dataUse: string
  readonly at: string
  readonly position: number
  /** The hash of the entry at the position, in hex. */
  readonly entryHash: string
  readonly rulebookVersion: string
  readonly projected: boolean
  /** The span, `[from, until)`, in which the rules read like this; null: without end. */
  readonly rules: { readonly from: string | null; readonly until: string | null }
  /** The earliest checkpoint that covers the position, as a signed note; null while there is none. */
  readonly checkpoint: { readonly size: number; readonly note: string } | null
  readonly members: Relation
  readonly decisionTable: Relation
  readonly manifest: Relation
}

/** Files that together hold a relation. */
interface Relation {
  readonly rows: number
  readonly columns: readonly SnapshotColumn[]
  readonly files: readonly SnapshotFile[]
}

/** How many members a file has at most. */
const FILE_ROWS = 2_000_000
/** How many rows of the decision table are written together. */
const TABLE_GROUP = 16_384

/** The folder cannot be written to. */
export class SnapshotFolderTaken extends Error {
  override readonly name = 'SnapshotFolderTaken'
}

/**
 * Writes a snapshot into a folder that is new or empty, with texts beside it. The folder is there once everything is
 * in it: until then it is written beside its place, and whatever an attempt that was ended left there is replaced.
 */
export async function writeSnapshot(
  folder: string,
  snapshot: Snapshot,
  textsOf: (manifest: SnapshotManifest) => Readonly<Record<string, string>>,
  written: (members: number) => void,
): Promise<SnapshotManifest> {
  assertFree(folder)
  const place = `${folder}.partial`
  const lock = join(place, LOCK)
  mkdirSync(lock, { recursive: true })
  const unlock = lockFolder(lock, 'wait for it, or choose another folder')
  let manifest: SnapshotManifest
  try {
    for (const name of readdirSync(place)) if (name !== LOCK) rmSync(join(place, name), { recursive: true })
    manifest = await writeRelations(place, snapshot, written)
    const texts = { ...textsOf(manifest), 'manifest.json': `${JSON.stringify(manifest, null, 2)}\n` }
    for (const [name, text] of Object.entries(texts)) await writeText(join(place, name), text)
  } finally {
    unlock()
    rmSync(lock, { recursive: true, force: true })
  }
  assertFree(folder)
  if (existsSync(folder)) rmdirSync(folder)
  renameSync(place, folder)
  return manifest
}

/** What keeps two processes from writing one folder; gone when the snapshot is there. */
const LOCK = '.demur'

function assertFree(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new SnapshotFolderTaken(`${folder} is not empty: choose another folder.`)
  }
}

async function writeText(path: string, text: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeRelations(
  folder: string,
  snapshot: Snapshot,
  written: (members: number) => void,
): Promise<SnapshotManifest> {
  const { head, table } = snapshot
  const members = await writeMembers(folder, snapshot, written)
  const used = new Set(snapshot.columns.classes).add(0)
  const cells = await writeRows(folder, 'decision-table.parquet', TABLE_COLUMNS, withId(head, tableRows(table, used)))
  const about = await writeRows(
    folder,
    'manifest.parquet',
    MANIFEST_COLUMNS,
    withId(head, [
      {
        data_use: head.dataUse,
        at: head.at,
        position: head.position,
        rulebook_version: head.rulebookVersion,
        projected: head.projected,
        rules_until: table.until,
        members: members.reduce((sum, { rows }) => sum + rows, 0),
      },
    ]),
  )
  return {
    format: 'demur.snapshot/1',
    snapshot: head.id,
    dataUse: head.dataUse,
    at: formatInstant(head.at),
    position: head.position,
    entryHash: head.entryHash,
    rulebookVersion: head.rulebookVersion,
    projected: head.projected,
    rules: {
      from: table.from === null ? null : formatInstant(table.from),
      until: table.until === null ? null : formatInstant(table.until),
    },
    checkpoint: head.checkpoint === null ? null : { size: head.checkpoint.size, note: head.checkpoint.note },
    members: relation(MEMBER_COLUMNS, members),
    decisionTable: relation(TABLE_COLUMNS, [cells]),
    manifest: relation(MANIFEST_COLUMNS, [about]),
  }
}

function relation(columns: readonly SnapshotColumn[], files: readonly SnapshotFile[]): Relation {
  return { rows: files.reduce((sum, { rows }) => sum + rows, 0), columns, files }
}

async function writeMembers(
  folder: string,
  { head, columns, members }: Snapshot,
  written: (members: number) => void,
): Promise<SnapshotFile[]> {
  mkdirSync(join(folder, 'members'))
  const files: SnapshotFile[] = []
  let file: ParquetFile | null = null
  const begin = () => {
    const name = `members/part-${String(files.length + 1).padStart(5, '0')}.parquet`
    return ParquetFile.begin(folder, name, MEMBER_COLUMNS)
  }
  try {
    for await (const group of members) {
      file ??= await begin()
      const values: Record<string, (nth: number) => SnapshotValue> = {
        snapshot: () => head.id,
        member: (nth) => group[nth]?.key ?? '',
        class: (nth) => columns.classes[group[nth]?.row ?? 0] ?? 0,
        of_age_at: (nth) => columns.ofAgeAt(group[nth]?.row ?? 0),
        objected_since: (nth) => columns.objections.get(group[nth]?.row ?? 0) ?? null,
      }
      await file.write(group.length, (column) => Array.from(group, (_row, nth) => values[column]?.(nth) ?? null))
      written(group.length)
      if (file.rows < FILE_ROWS) continue
      files.push(await file.finish())
      file = null
    }
    // Whoever reads the folder finds a file with the columns, also where nobody is registered.
    if (file === null && files.length === 0) file = await begin()
    if (file !== null) files.push(await file.finish())
    file = null
    return files
  } finally {
    await file?.abandon()
  }
}

type Row = Readonly<Record<string, SnapshotValue>>

function* withId(head: SnapshotHead, rows: Iterable<Row>): Generator<Row> {
  for (const row of rows) yield { snapshot: head.id, ...row }
}

async function writeRows(
  folder: string,
  name: string,
  columns: readonly SnapshotColumn[],
  rows: Iterable<Row>,
): Promise<SnapshotFile> {
  const file = await ParquetFile.begin(folder, name, columns)
  try {
    let group: Row[] = []
    const flush = async () => {
      await file.write(group.length, (column) => group.map((row) => row[column] ?? null))
      group = []
    }
    for (const row of rows) {
      group.push(row)
      if (group.length === TABLE_GROUP) await flush()
    }
    if (group.length > 0) await flush()
    return await file.finish()
  } catch (error) {
    await file.abandon()
    throw error
  }
}
