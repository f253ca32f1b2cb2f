import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { formatInstant } from '@demur/eligibility'
import type { EligibleExport, ExportHead } from '../bulk/eligible-export.ts'
import { type ExportFormat, type RowWriter, rowWriter } from '../bulk/export-formats.ts'
import type { ItemRows } from '../bulk/item-rows.ts'
import { lockFolder } from '../database/folder-lock.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** A finished file of an export. */
export interface ExportPart {
  readonly file: string
  readonly items: number
  readonly bytes: number
  /** SHA-256, in hex. */
  readonly sha256: string
  /** The export goes on after it. */
  readonly lastItem: string | null
}

/** `manifest.json`: what an export is about, and how far it is. */
export interface ExportManifest {
  readonly format: 'demur.export/1'
  readonly dataUse: string
  readonly wanted: 'eligible' | 'ineligible'
  readonly at: string
  readonly asKnownAt: number
  readonly rulebookVersion: string
  readonly projected: boolean
  readonly storage: string
  readonly fileFormat: ExportFormat
  /** How many items each part has, except the last. */
  readonly partSize: number
  readonly parts: readonly ExportPart[]
  readonly complete: boolean
}

export function newManifest(head: ExportHead, fileFormat: ExportFormat, partSize: number): ExportManifest {
  const { at, ...about } = head
  return { format: 'demur.export/1', ...about, at: formatInstant(at), fileFormat, partSize, parts: [], complete: false }
}

const MANIFEST = 'manifest.json'
/** What keeps two processes from writing one folder; gone when the export is complete. */
const LOCK = '.demur'

/** Takes a folder for this process until the work is done. */
export async function withFolder<R>(folder: string, work: () => Promise<R>): Promise<R> {
  const lock = join(folder, LOCK)
  mkdirSync(lock, { recursive: true })
  const unlock = lockFolder(lock, 'wait for it, or choose another folder')
  try {
    return await work()
  } finally {
    unlock()
    rmSync(lock, { recursive: true, force: true })
  }
}

/** The manifest of a folder in which an export was begun; null where the folder is new. */
export function readManifest(folder: string): ExportManifest | null {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, MANIFEST)
  if (!existsSync(file)) {
    if (readdirSync(folder).every((name) => name === LOCK)) return null
    throw new CommandFailed(EXIT.usage, `${folder} is not empty, and holds no export: choose another folder.`)
  }
  const manifest = parsed(readFileSync(file, 'utf8'))
  if (manifest?.format !== 'demur.export/1') throw new CommandFailed(EXIT.usage, `${file} is no manifest of an export.`)
  for (const part of manifest.parts) refuseChanged(folder, part)
  return manifest
}

function parsed(text: string): ExportManifest | null {
  try {
    return JSON.parse(text) as ExportManifest
  } catch {
    return null
  }
}

/** An export that goes on beside a part that is gone, or has another length, would end as complete and not be it. */
function refuseChanged(folder: string, { file, bytes }: ExportPart): void {
  const place = join(folder, file)
  const found = statSync(place, { throwIfNoEntry: false })?.size
  if (found === bytes) return
  const what = found === undefined ? 'is gone' : `has ${found} bytes`
  throw new CommandFailed(EXIT.usage, `${place} ${what}, and was written with ${bytes}: choose another folder.`)
}

async function writeManifest(folder: string, manifest: ExportManifest): Promise<void> {
  const place = join(folder, `${MANIFEST}.partial`)
  const file = await open(place, 'w')
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  renameSync(place, join(folder, MANIFEST))
}

/**
 * Writes an export into a folder, a part at a time. A part is there when it is complete, and is in the manifest when it
 * is there: whatever ends this, it goes on after the last part of the manifest, and nothing is lost or written twice.
 */
export async function writeParts(
  folder: string,
  begun: ExportManifest,
  { head, batches }: EligibleExport,
  looked: (items: number, progress: number) => void,
): Promise<ExportManifest> {
  let manifest = begun
  await writeManifest(folder, manifest)
  let part: PartFile | null = null
  const finish = async (file: PartFile, complete: boolean): Promise<void> => {
    manifest = { ...manifest, parts: [...manifest.parts, await file.finish()], complete }
    await writeManifest(folder, manifest)
  }
  try {
    for await (const { rows, looked: items, progress } of batches) {
      for (let from = 0; from < rows.count; ) {
        part ??= await PartFile.begin(folder, manifest, head)
        const until = Math.min(rows.count, from + manifest.partSize - part.items)
        await part.write(rows, from, until)
        from = until
        if (part.items < manifest.partSize) continue
        await finish(part, false)
        part = null
      }
      looked(items, progress)
    }
    // Whoever reads the folder finds a file of the right format, also where there is nothing in it.
    if (part === null && manifest.parts.length === 0) part = await PartFile.begin(folder, manifest, head)
    if (part !== null) await finish(part, true)
    else await writeManifest(folder, { ...manifest, complete: true })
    part = null
    return { ...manifest, complete: true }
  } finally {
    await part?.abandon()
  }
}

const EXTENSIONS = { ndjson: 'ndjson', csv: 'csv', parquet: 'parquet' } as const satisfies Record<ExportFormat, string>

/** A part that is being written, beside its place. */
class PartFile {
  readonly #folder: string
  readonly #name: string
  readonly #file: FileHandle
  readonly #writer: RowWriter
  readonly #hash = createHash('sha256')
  #bytes = 0
  #lastItem: string | null = null
  items = 0

  static async begin(folder: string, { parts, fileFormat }: ExportManifest, head: ExportHead): Promise<PartFile> {
    const name = `part-${String(parts.length + 1).padStart(5, '0')}.${EXTENSIONS[fileFormat]}`
    const file = await open(join(folder, `${name}.partial`), 'w')
    const part = new PartFile(folder, name, file, await rowWriter(fileFormat, head))
    await part.#append(part.#writer.begin())
    return part
  }

  constructor(folder: string, name: string, file: FileHandle, writer: RowWriter) {
    this.#folder = folder
    this.#name = name
    this.#file = file
    this.#writer = writer
  }

  async write(rows: ItemRows, from: number, until: number): Promise<void> {
    await this.#append(this.#writer.rows(rows, from, until))
    this.#lastItem = rows.key(until - 1)
    this.items += until - from
  }

  async finish(): Promise<ExportPart> {
    await this.#append(this.#writer.end())
    await this.#file.sync()
    await this.#file.close()
    renameSync(join(this.#folder, `${this.#name}.partial`), join(this.#folder, this.#name))
    return {
      file: this.#name,
      items: this.items,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      lastItem: this.#lastItem,
    }
  }

  /** Leaves the file unfinished; the next attempt writes over it. What went wrong is said by whoever it befell. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {})
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes)
    this.#bytes += bytes.length
    await this.#file.writeFile(bytes)
  }
}
