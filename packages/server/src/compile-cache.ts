import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Keeps compiled code between starts, which saves a tenth of each. In the cache of the user and not in the folder for
 * temporary files, where others could put something in its place. Where that cannot be written, every start compiles.
 */
const folder = cacheFolder()
if (folder !== null) enableCompileCache(join(folder, 'demur'))

function cacheFolder(): string | null {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME
  try {
    return join(homedir(), '.cache')
  } catch {
    // A user that the system does not know, as in some containers.
    return null
  }
}
