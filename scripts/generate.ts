/** Writes every file that is derived from another one. The check fails where a run leaves a difference. */
import { writeFileSync } from 'node:fs'
import { schema } from '@demur/schema'
import { generate } from '@graphql-codegen/cli'
import { isAbstractType, lexicographicSortSchema, printSchema } from 'graphql'
import codegen from '../codegen.ts'
import { generateDocs } from './generate-docs.ts'
import { generateEvidenceExample } from './generate-evidence-example.ts'

const root = new URL('../', import.meta.url)

writeFileSync(new URL('packages/schema/schema.graphql', root), `${printSchema(schema)}\n`)
await generate(codegen)
writeFileSync(new URL('packages/sdk/src/documents/generated/possible-types.ts', root), possibleTypes())
generateDocs()
await generateEvidenceExample()

/** Which types stand behind each union and interface, as caches of parsed documents want to know. */
function possibleTypes(): string {
  const sorted = lexicographicSortSchema(schema)
  const abstract = Object.values(sorted.getTypeMap()).filter((type) => isAbstractType(type))
  const names = abstract.map((type) => [type.name, sorted.getPossibleTypes(type).map(({ name }) => name)])
  const json = JSON.stringify(Object.fromEntries(names), null, 2)
  return `/** The types behind each union and interface: Apollo's cache has to be told. */\nexport const possibleTypes: Record<string, string[]> = ${json};\n`
}
