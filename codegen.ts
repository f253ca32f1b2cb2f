import { fileURLToPath } from 'node:url'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { preset } from '@graphql-codegen/client-preset'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

type PresetFile = Awaited<ReturnType<typeof preset.buildGeneratesSection>>[number]

/**
 * The client preset without its `graphql()` tag: the SDK writes its operations in `.graphql` files, and the tag's module
 * would hold all of them a second time.
 */
const operationsOnly: typeof preset = {
  ...preset,
  buildGeneratesSection: async (options) => {
    const files = await preset.buildGeneratesSection(options)
    return files.filter(({ filename }) => filename.endsWith('/graphql.ts')).map(compact)
  },
}

const DOCUMENTS = 'typed-document-node'

/**
 * Makes documents plain text, on one line. They go with every request, where nobody reads indentation, and text that
 * nobody sends is dropped by any bundler, which an instance of a class is not.
 */
function compact(file: PresetFile): PresetFile {
  const plugin = file.pluginMap[DOCUMENTS]
  if (plugin === undefined) throw new Error(`the client preset no longer has a plugin ${DOCUMENTS}`)
  const plainText: typeof plugin = {
    ...plugin,
    plugin: async (...input) => {
      const output = await plugin.plugin(...input)
      return typeof output === 'string' ? output : { ...output, content: asPlainText(output.content) }
    },
  }
  return { ...file, pluginMap: { ...file.pluginMap, [DOCUMENTS]: plainText } }
}

function asPlainText(code: string): string {
  return code.replace(
    /new TypedDocumentString\(`([^`]+)`[^)\n]*\) as unknown as/g,
    (_, document: string) => `\`${document.replace(/\s+/g, ' ').trim()}\` as unknown as`,
  )
}

/** What is made of some of the operations. */
function generated(folder: string): NonNullable<CodegenConfig['generates']>[string] {
  return {
    preset: operationsOnly,
    presetConfig: { fragmentMasking: false },
    documents: [
      here(`packages/sdk/operations/fragments/*.graphql`),
      here(`packages/sdk/operations/${folder}*.graphql`),
    ],
    config: {
      documentMode: 'string',
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
    },
  }
}

/**
 * What the SDK generates from the printed schema and its own operations. Those that only some programs send lie apart,
 * so that the others need not load them.
 */
const config: CodegenConfig = {
  schema: here('packages/schema/schema.graphql'),
  silent: true,
  generates: {
    [here('packages/sdk/src/generated/')]: generated(''),
    [here('packages/sdk/src/on-demand/generated/')]: generated('on-demand/'),
  },
}

export default config
