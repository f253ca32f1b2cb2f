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

run('format', 'biome', 'ci')
run('lint', 'oxlint', '--type-aware')
run('types', 'tsc', '-b')
run('types of tests and scripts', 'tsc', '-p', 'tsconfig.tests.json')
run('unused files, exports and dependencies', 'knip')
run('generate', process.execPath, '--conditions=source', 'scripts/generate.ts')
run('generated files are committed', 'git', 'diff', '--exit-code', '--stat')
run('changesets', 'changeset', 'status')

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
