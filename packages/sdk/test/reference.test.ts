import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, PACKAGE, run } from './support/project.ts'

interface Reflection {
  readonly name: string
  readonly children?: readonly Reflection[]
  readonly comment?: object
  readonly signatures?: readonly Reflection[]
}

const REFERENCE = join(PACKAGE, '../../reference')
const folder = mkdtempSync(join(tmpdir(), 'demur-reference-'))
let made: Ended
let modules: ReadonlyMap<string, Reflection>

beforeAll(async () => {
  const json = join(folder, 'reference.json')
  const program = join(REFERENCE, 'node_modules/typedoc/bin/typedoc')
  made = await run(process.execPath, [program, '--json', json], REFERENCE)
  const project = JSON.parse(readFileSync(json, 'utf8')) as Reflection
  modules = new Map(project.children?.map((module) => [module.name, module]))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The parts of a package that programs import. */
function partsOf(name: 'sdk' | 'eligibility'): string[] {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, `../${name}/package.json`), 'utf8')) as { exports: object }
  const paths = Object.keys(exports).filter((path) => !/\.(css|json)$/.test(path))
  return paths.map((path) => path.replace(/^\./, `@demur/${name}`))
}

const PARTS = [...partsOf('sdk'), ...partsOf('eligibility')]

describe('the reference', () => {
  it('is made without a warning: everything is documented, and no link leads nowhere', () => {
    expect(made).toMatchObject({ status: 0 })
    expect([...modules.keys()].toSorted()).toEqual(PARTS.toSorted())
  })

  it.each(PARTS)('has everything that %s exports', async (part) => {
    const children = modules.get(part)?.children ?? []
    const names = new Set(children.map(({ name }) => name))
    const exported = Object.keys((await import(/* @vite-ignore */ part)) as object)
    expect(exported.filter((name) => !names.has(name))).toEqual([])
    expect(children.length).toBeGreaterThanOrEqual(exported.length)
  })
})
