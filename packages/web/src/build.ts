import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url))
/** What the pages are made of: a change of any of it makes what was built stale. */
const SOURCES = [
  'web/src',
  'web/page-request.d.ts',
  'web/site-request.d.ts',
  'web/package.json',
  'sdk/src',
  'sdk/react.css',
  'eligibility/src',
  'sdk/README.md',
  '../docs',
  '../LIMITATIONS.md',
  '../SECURITY.md',
  '../pnpm-lock.yaml',
]
const STAMP = 'built-from'

/**
 * Builds the pages unless they are built already, and gives the folder: `client/` for browsers, with a manifest,
 * `server/` for the server, and `docs/` with the documentation. The folder is named by what it is built from, so that a stale one is never served.
 */
export async function buildWeb(into: string = join(PACKAGES, 'web/dist')): Promise<string> {
  const digest = digestOfSources()
  const stamp = join(into, STAMP)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return into
  // Beside its place, and then moved there: two that start together build twice, and each serves a whole one.
  const draft = `${into}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  await bundle(draft)
  writeFileSync(join(draft, STAMP), digest)
  rmSync(into, { recursive: true, force: true })
  try {
    renameSync(draft, into)
  } catch (error) {
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) throw error
    rmSync(draft, { recursive: true, force: true })
  }
  return into
}

/**
 * In a process of its own: what bundles takes much memory, which a server would keep, and looks at the environment, which
 * is not that of a bundle while tests run.
 */
async function bundle(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('bundle.ts', import.meta.url))
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [script, folder], { env })
}

function digestOfSources(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const path = join(PACKAGES, source)
    for (const file of filesOf(path)) hash.update(relative(PACKAGES, file)).update('\0').update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
  } catch {
    return existsSync(path) ? [path] : []
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildWeb(process.argv[2] === undefined ? undefined : resolve(process.argv[2]))
