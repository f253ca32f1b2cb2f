import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'tsdown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PACKAGE, run } from './support/project.ts'

const folder = mkdtempSync(join(tmpdir(), 'demur-bundle-'))
const built = join(folder, 'built')
beforeAll(async () => {
  await build({ cwd: PACKAGE, outDir: built, minify: true, dts: false, logLevel: 'silent' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string): string => readFileSync(join(built, file), 'utf8')
const compressed = (text: string): number => gzipSync(text, { level: 9 }).length

const IMPORTED = /(?:\bfrom|\bimport\() ?[`"']([\w@./:-]+)[`"']/g
const scripts = (): string[] => readdirSync(built).filter((file) => file.endsWith('.js'))
const sizeOf = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + compressed(read(file)), 0)

/** The files that one loads, at once or later. */
function everythingOf(file: string, found = new Set<string>()): Set<string> {
  found.add(file)
  for (const [, name = ''] of read(file).matchAll(IMPORTED)) {
    const next = name.replace('./', '')
    if (name.startsWith('./') && !found.has(next)) everythingOf(next, found)
  }
  return found
}

/** The files that loading one loads. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  found.add(file)
  for (const [, next = ''] of read(file).matchAll(/from ?[`"']\.\/([^`"']+)/g))
    if (!found.has(next)) loadedWith(next, found)
  return found
}

/** What is left of a program that imports the client, when it is bundled. */
async function bundled(program: string): Promise<string> {
  const entry = join(folder, 'program.js')
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(entry, program)
  const outDir = join(folder, 'bundled')
  await build({
    config: false,
    cwd: folder,
    entry,
    outDir,
    minify: true,
    dts: false,
    logLevel: 'silent',
    platform: 'browser',
  })
  return readFileSync(join(outDir, 'program.js'), 'utf8')
}

describe('the bundle', () => {
  it('is at most 6,000 bytes, compressed, for what every program loads', () => {
    const files = [...loadedWith('index.js')]
    expect(files.toSorted()).toEqual(['core.js', 'index.js'])
    expect(files.reduce((sum, file) => sum + compressed(read(file)), 0)).toBeLessThanOrEqual(6000)
  })

  it('is at most 22,000 bytes, compressed, for a program that uses all of the client', () => {
    expect(sizeOf(everythingOf('index.js'))).toBeLessThanOrEqual(22_000)
  })

  it('is at most 9,500 bytes, compressed, for a page that only verifies receipts', () => {
    expect(sizeOf(loadedWith('receipts.js'))).toBeLessThanOrEqual(9500)
  })

  it('is at most 47,500 bytes, compressed, for a program that decides by a gate', () => {
    expect(sizeOf(loadedWith('gate.js'))).toBeLessThanOrEqual(47_500)
  })

  it.each([
    ['react', 9000],
    ['react-locales', 15_000],
    ['tanstack', 1000],
  ])('adds to it for a program that uses /%s at most %i bytes, compressed', (part, most) => {
    const known = new Set(['core.js', ...everythingOf('index.js')])
    expect(sizeOf([...everythingOf(`${part}.js`)].filter((file) => !known.has(file)))).toBeLessThanOrEqual(most)
  })

  it('keeps the parts out of what every program loads', () => {
    const parts = ['react', 'react-locales', 'tanstack', 'documents', 'testing', 'receipts', 'gate', 'gate-node'].map(
      (part) => `${part}.js`,
    )
    expect([...everythingOf('index.js')].filter((file) => parts.includes(file))).toEqual([])
    expect(read('react.js').startsWith('"use client"') || read('react.js').startsWith("'use client'")).toBe(true)
  })

  it('needs no other package and nothing of Node; the React part needs React, the part for Node files', () => {
    for (const file of scripts()) {
      const imported = [...read(file).matchAll(IMPORTED)].map(([, name = '']) => name)
      const others = file === 'gate-node.js' ? /^node:fs(\/promises)?$/ : /^react(\/jsx-runtime)?$/
      for (const name of imported) if (!/^\.\/[a-z-]+\.js$/.test(name)) expect(name).toMatch(others)
      expect(read(file)).not.toMatch(/\b(?:process\.|Buffer|require\(|__dirname|setImmediate)\b/)
    }
    const reactive = scripts().filter((file) => /from ?[`"']react/.test(read(file)))
    expect(reactive).toEqual(['react.js'])
  })

  it.each(['index.js', 'receipts.js'])(
    '%s does nothing when imported, and is left out where it is not used',
    async (file) => {
      const imported = JSON.stringify(join(built, file))
      const bare = `delete globalThis.fetch; delete globalThis.crypto; await import(${imported})`
      expect(await run(process.execPath, ['--input-type=module', '-e', bare], folder)).toEqual({
        status: 0,
        output: '',
      })
      expect((await bundled(`import ${imported}`)).trim()).toBe('')
    },
  )

  it('leaves the client out of a program that only knows its errors', async () => {
    const program = `import { DemurUnavailableError } from ${JSON.stringify(join(built, 'index.js'))}
      export const isBusy = (error) => error instanceof DemurUnavailableError`
    expect(compressed(await bundled(program))).toBeLessThan(400)
  })
})
