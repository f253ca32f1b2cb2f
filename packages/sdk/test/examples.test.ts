import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { binary, type Ended, PACKAGE, Project, run } from './support/project.ts'

interface Example {
  /** The file that it stands in, and which of its examples it is. */
  readonly name: string
  readonly language: string
  readonly code: string
}

const SOURCES = join(PACKAGE, 'src')

/** The examples in the comments of the sources, and the samples of the README. */
function examples(): Example[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  const found = files.flatMap((file) =>
    [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/ \* ```(tsx?)\n(.+?) \* ```/gs)].map(
      ([, language = '', lines = ''], index) => ({
        name: `${file} ${index + 1}`,
        language,
        code: lines.replace(/^ \* ?/gm, ''),
      }),
    ),
  )
  const readme = [...readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(/```(tsx?)\n(.+?)```/gs)].map(
    ([, language = '', code = ''], index) => ({ name: `README ${index + 1}`, language, code }),
  )
  return [...found, ...readme]
}

const EXAMPLES = examples()
const PARTS: readonly string[] = Object.keys(JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).exports)
  .filter((path) => !/\.(css|json)$/.test(path))
  .map((path) => path.replace(/^\./, '@demur/sdk'))

describe('every example', () => {
  const project = new Project()
  let compiled: Ended
  beforeAll(async () => {
    project.link()
    // What an app that uses the part would have installed.
    for (const name of ['react', '@types/react', '@tanstack/react-query', '@urql/core', '@apollo/client', 'graphql']) {
      project.borrow(name)
    }
    for (const { name, language, code } of EXAMPLES) {
      // A module of its own, whatever it imports.
      project.write(`${name.replaceAll(/[^\w]+/g, '-')}.${language}`, `${code}\nexport {}\n`)
    }
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'],
      module: 'nodenext',
      customConditions: ['source'],
      jsx: 'react-jsx',
      types: [],
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
    }
    project.write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx', join(SOURCES, 'gate/node/node-fs.d.ts')] }),
    )
    compiled = await run(binary('.bin/tsc'), ['-p', '.'], project.folder)
  })
  afterAll(() => project.remove())

  it('compiles', () => {
    expect(EXAMPLES.length).toBeGreaterThan(15)
    expect(compiled).toEqual({ status: 0, output: '' })
  })

  it.each(PARTS)('shows everything that can be called of %s', async (part) => {
    const exported = Object.keys((await import(/* @vite-ignore */ part)) as object)
    expect(exported).not.toEqual([])
    const shown = EXAMPLES.filter(({ code }) => code.includes(`'${part}'`)).map(({ code }) => code)
    // The operations are made by one rule: an example of some stands for all.
    const names = part.endsWith('/documents') ? ['SetOptOutDocument', 'possibleTypes'] : exported
    const silent = names.filter((name) => !shown.some((code) => new RegExp(`\\b${name}\\b`).test(code)))
    expect(silent.filter((name) => !/^Demur\w*Error$/.test(name))).toEqual([])
  })
})
