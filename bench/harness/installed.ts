import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { type Ended, Project, pack, pnpm } from '../../packages/sdk/test/support/project.ts'

const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url))
/** Everything that is published, each with what it needs of the others. */
const PUBLISHED = ['eligibility', 'schema', 'server', 'sdk']

/** Packs what is published; gives a folder with the tarballs, and where each is. */
export async function packEverything(): Promise<{ project: Project; tarballs: Record<string, string> }> {
  const project = new Project()
  for (const name of PUBLISHED) check(`packing ${name}`, await pack(join(PACKAGES, name), project.folder))
  const tarballs = Object.fromEntries(
    readdirSync(project.folder).flatMap((file) => {
      const [, name] = /^demur-([a-z]+)-.*\.tgz$/.exec(file) ?? []
      return name === undefined ? [] : [[`@demur/${name}`, `file:${join(project.folder, file)}`] as const]
    }),
  )
  return { project, tarballs }
}

/** Installs packages into an empty project, as their users do, without what they only suggest. */
export async function installed(
  dependencies: Readonly<Record<string, string>>,
  tarballs: Readonly<Record<string, string>>,
): Promise<Project> {
  const project = new Project()
  project.write('package.json', JSON.stringify({ name: 'somebody', private: true, type: 'module', dependencies }))
  const overrides = Object.entries(tarballs).map(([name, file]) => `  "${name}": "${file}"`)
  project.write('pnpm-workspace.yaml', ['overrides:', ...overrides, ''].join('\n'))
  check('installing', await pnpm(['install', '--prefer-offline', '--ignore-scripts'], project.folder))
  return project
}

function check(what: string, { status, output }: Ended): void {
  if (status !== 0) throw new Error(`${what} failed: ${output}`)
}

/** What a folder holds; bytes. Links are not followed, so that nothing counts twice. */
export function sizeOf(folder: string): number {
  let size = 0
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const found = lstatSync(path)
    if (found.isDirectory()) size += sizeOf(path)
    else if (found.isFile()) size += found.size
  }
  return size
}

/** A program for browsers, bundled and minified with all that it imports; bytes after gzip. */
export async function bundledSize(project: Project, program: string): Promise<number> {
  project.write('program.js', program)
  const result = await build({
    root: project.folder,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, lib: { entry: join(project.folder, 'program.js'), formats: ['es'] } },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunks = outputs.flatMap((output) => ('output' in output ? output.output : []))
  const code = new Map(chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk]] : [])))
  // What is loaded at once, with all that it imports; what a program loads later on demand is no part of its start.
  const first = new Set(chunks.flatMap((chunk) => (chunk.type === 'chunk' && chunk.isEntry ? [chunk.fileName] : [])))
  for (const name of first) for (const next of code.get(name)?.imports ?? []) if (code.has(next)) first.add(next)
  const text = [...first].map((name) => code.get(name)?.code ?? '').join('')
  if (text === '') throw new Error('the bundle has no entry')
  return gzipSync(text, { level: 9 }).length
}
