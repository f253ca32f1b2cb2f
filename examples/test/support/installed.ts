import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, vi } from 'vitest'
import { PACKAGE, pack, pnpm } from '../../../packages/sdk/test/support/project.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const EXAMPLES = join(ROOT, 'examples')

/** The examples that are packages; others are of another language. */
export const PACKAGES: readonly string[] = readdirSync(EXAMPLES).filter((name) =>
  existsSync(join(EXAMPLES, name, 'package.json')),
)

/**
 * Installs every example apart from the repository, with the SDK as it would be published, and gives the folder of one.
 * What they need besides is what the lock file of the repository has, so that nothing is downloaded again.
 * @throws what went wrong, for every test that waits
 */
export async function installed(name: string): Promise<string> {
  const folder = join(inject('examplesFolder'), 'workspace')
  const outcome = `${folder}.outcome`
  if (isFirst(folder)) {
    const problem = await install(folder).catch(String)
    // Whole or not at all: others may be looking.
    writeFileSync(`${outcome}.draft`, problem)
    renameSync(`${outcome}.draft`, outcome)
  }
  await vi.waitUntil(() => existsSync(outcome), { timeout: 110_000, interval: 100 })
  const problem = readFileSync(outcome, 'utf8')
  if (problem !== '') throw new Error(`the examples could not be installed:\n${problem}`)
  return join(folder, 'examples', name)
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Gives what went wrong, or nothing. */
async function install(folder: string): Promise<string> {
  for (const name of PACKAGES) {
    const filter = (source: string) => !['node_modules', 'dist'].includes(basename(source))
    cpSync(join(EXAMPLES, name), join(folder, 'examples', name), { recursive: true, filter })
  }
  cpSync(join(ROOT, 'pnpm-lock.yaml'), join(folder, 'pnpm-lock.yaml'))
  const packed = await pack(PACKAGE, folder)
  if (packed.status !== 0) return packed.output
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'examples', private: true }))
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), workspace(tarball))
  const { status, output } = await pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], folder)
  return status === 0 ? '' : output
}

/** The workspace of the repository without its packages: `@demur/sdk` is the tarball. */
function workspace(tarball: string): string {
  const text = readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
  return text
    .replace(/^packages:\n(?: {2}- .+\n)+/m, 'packages:\n  - examples/*\n')
    .replace(/^overrides:\n/m, `overrides:\n  "@demur/sdk": file:${tarball}\n`)
}
