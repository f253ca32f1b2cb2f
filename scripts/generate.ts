/** Writes every file that is derived from another one. The check fails where a run leaves a difference. */
import { writeFileSync } from 'node:fs'
import { schema } from '@demur/schema'
import { generate } from '@graphql-codegen/cli'
import { printSchema } from 'graphql'
import codegen from '../codegen.ts'
import { generateDocs } from './generate-docs.ts'
import { generateEvidenceExample } from './generate-evidence-example.ts'

const root = new URL('../', import.meta.url)

writeFileSync(new URL('packages/schema/schema.graphql', root), `${printSchema(schema)}\n`)
await generate(codegen)
generateDocs()
await generateEvidenceExample()
