import { fileURLToPath } from 'node:url'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { preset } from '@graphql-codegen/client-preset'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * The client preset without its `graphql()` tag: the SDK writes its operations in `.graphql` files, and the tag's module
 * would hold all of them a second time. Typed documents are of a type of the SDK's own: the usual one would ask for
 * `graphql` in every project.
 */
function operations(typesFrom: string, change: (code: string) => string = (code) => code): typeof preset {
  const ownTypes = (code: string): string => code.replace('@graphql-typed-document-node/core', typesFrom)
  return {
    ...preset,
    buildGeneratesSection: async (options) => {
      const files = await preset.buildGeneratesSection(options)
      return files
        .filter(({ filename }) => filename.endsWith('/graphql.ts'))
        .map((file) => ({ ...file, pluginMap: changed(file.pluginMap, (code) => ownTypes(change(code))) }))
    },
  }
}

type Plugins = Awaited<ReturnType<typeof preset.buildGeneratesSection>>[number]['pluginMap']

/** Plugins whose output is changed. */
function changed(plugins: Plugins, change: (code: string) => string): Plugins {
  const wrapped = Object.entries(plugins).map(([name, plugin]): [string, Plugins[string]] => [
    name,
    {
      ...plugin,
      plugin: async (...input) => {
        const output = await plugin.plugin(...input)
        if (typeof output === 'string') return change(output)
        const { content, prepend, append } = output
        return {
          content: change(content),
          ...(prepend === undefined ? {} : { prepend: prepend.map(change) }),
          ...(append === undefined ? {} : { append: append.map(change) }),
        }
      },
    },
  ])
  return Object.fromEntries(wrapped)
}

/**
 * Makes documents plain text, on one line. They go with every request, where nobody reads indentation, and text that
 * nobody sends is dropped by any bundler, which an instance of a class is not.
 */
function asPlainText(code: string): string {
  return asText(code, (document) => document.replace(/\s+/g, ' '))
}

/** Likewise, indented as people read it: what a page shows of its own operations. */
function asReadableText(code: string): string {
  return asText(code, (document) => document)
}

function asText(code: string, written: (document: string) => string): string {
  // A class that extends String and that nobody makes an instance of makes V8 read all strings of the program by its
  // slowest way: seven times as slow.
  const withoutClass = code.replace(/export class TypedDocumentString<TResult, TVariables>.*?\n}\n/s, TEXT_TYPE)
  return withoutClass.replace(
    /new TypedDocumentString\(`([^`]+)`[^)\n]*\) as unknown as/g,
    (_, document: string) => `\`${written(document).trim()}\` as unknown as`,
  )
}

const TEXT_TYPE =
  'export type TypedDocumentString<TResult, TVariables> = string & DocumentTypeDecoration<TResult, TVariables>;\n'

const TYPES = {
  enumType: 'string-literal',
  useTypeImports: true,
  immutableTypes: true,
  importExtension: '.ts',
  strictScalars: true,
  scalars: {
    DateTime: 'string',
    Position: 'string',
    CountryCode: 'string',
    Locale: 'string',
    SafeInt: 'number',
    RulebookDocument: 'unknown',
  },
} as const

/** What is made of some of the operations. */
function generated(folder: string): NonNullable<CodegenConfig['generates']>[string] {
  return {
    preset: operations(`${folder.replace(/[^/]+/, '..')}../document-type.ts`, asPlainText),
    presetConfig: { fragmentMasking: false },
    documents: [
      here(`packages/sdk/operations/fragments/*.graphql`),
      here(`packages/sdk/operations/${folder}*.graphql`),
    ],
    config: { ...TYPES, documentMode: 'string' },
  }
}

/** Every operation as a parsed document, for clients that take those. */
const parsed: NonNullable<CodegenConfig['generates']>[string] = {
  preset: operations('../typed-document.ts'),
  presetConfig: { fragmentMasking: false },
  documents: here('packages/sdk/operations/**/*.graphql'),
  config: { ...TYPES, documentMode: 'documentNode', onlyOperationTypes: true },
}

/** What the console asks, as any app may: through the SDK, with operations of its own. */
const consolePage: NonNullable<CodegenConfig['generates']>[string] = {
  preset: operations('../document-type.ts', asReadableText),
  presetConfig: { fragmentMasking: false },
  documents: here('packages/web/src/console/operations/*.graphql'),
  config: { ...TYPES, documentMode: 'string', onlyOperationTypes: true },
}

/**
 * What the SDK and the console generate from the printed schema and its own operations. Those that only some programs send lie apart,
 * so that the others need not load them.
 */
const config: CodegenConfig = {
  schema: here('packages/schema/schema.graphql'),
  silent: true,
  generates: {
    [here('packages/sdk/src/generated/')]: generated(''),
    [here('packages/sdk/src/on-demand/generated/')]: generated('on-demand/'),
    [here('packages/sdk/src/documents/generated/')]: parsed,
    [here('packages/web/src/console/generated/')]: consolePage,
  },
}

export default config
