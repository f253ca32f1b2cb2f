/** Everything but the tests: format, lint, types, generated files, changesets, and the packages as they are published. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const PUBLISHED = ['eligibility', 'schema', 'server', 'sdk']

function run(name: string, command: string, ...args: string[]): void {
  console.log(`\n— ${name}`)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status === 0) return
  console.error(`\n${name}: failed`)
  process.exit(1)
}

/** What git prints. */
function git(...args: string[]): string {
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 100_000_000 })
  return status === 0 ? stdout : ''
}

/** How the files differ from what is committed, new ones included. */
function differences(): string {
  return [git('diff', 'HEAD'), git('ls-files', '--others', '--exclude-standard')].join('\n')
}

/** A checkout of one commit knows no branch to compare with: there it is compared with itself. */
function comparison(): string[] {
  return git('rev-parse', '--verify', '--quiet', 'main^{commit}') === '' ? ['--since', 'HEAD'] : []
}

run('format', 'biome', 'ci')
run('lint', 'oxlint', '--type-aware')
run('types', 'tsc', '-b')
run('types of tests and scripts', 'tsc', '-p', 'tsconfig.tests.json')
run('unused files, exports and dependencies', 'knip')
const before = differences()
run('generate', process.execPath, '--conditions=source', 'scripts/generate.ts')
if (differences() !== before) {
  console.error('\ngenerate: left a difference; what is derived has to be committed with what it comes from')
  process.exit(1)
}
run('changesets', 'changeset', 'status', ...comparison())

const folder = mkdtempSync(join(tmpdir(), 'demur-pack-'))
try {
  for (const name of PUBLISHED) {
    run(`pack ${name}`, 'pnpm', '--filter', `@demur/${name}`, 'pack', '--pack-destination', folder)
  }
  for (const tarball of readdirSync(folder)) {
    const file = join(folder, tarball)
    run(`publint ${tarball}`, 'publint', '--strict', file)
    run(
      `are the types wrong? ${tarball}`,
      'attw',
      file,
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'schema.graphql',
      'react.css',
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
