import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process has the folder open. */
export class FolderLocked extends Error {
  override readonly name = 'FolderLocked'
}

/**
 * Takes a folder for this process alone, until the returned function is called or the process ends, however it ends.
 * Two processes on one embedded database lose each other's writes without an error, so the second is refused.
 *
 * The lock is that of an SQLite transaction: the operating system holds it and frees it with the process, so none is
 * ever stale. `remedy` is what the error tells the second one to do.
 */
export function lockFolder(
  folder: string,
  remedy = 'stop it, ask it with --url, or choose another --data folder',
): () => void {
  const holder = join(folder, 'holder')
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new FolderLocked(`${folder} is in use by ${holderOf(holder)}: ${remedy}.`)
  }
  writeFileSync(holder, String(process.pid))
  return () => lock.close()
}

function holderOf(file: string): string {
  try {
    return `process ${readFileSync(file, 'utf8')}`
  } catch {
    return 'another process'
  }
}
