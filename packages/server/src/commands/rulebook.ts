import { readFileSync } from 'node:fs'
import { type Json, readRulebook } from '@demur/eligibility'
import { digestOf } from '../ledger/digest.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

/** `demur rulebook check <file>`: everything that would forbid publishing it. Needs no register. */
export async function checkRulebook(file: string, options: OutputOptions): Promise<number> {
  const document = parse(readFileSync(file === '-' ? 0 : file, 'utf8'), file)
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) {
    const lines = problems.map(({ path, message }) => `${path.join('.') || '(document)'}: ${message}`)
    print(options, { sound: false, problems }, [`${problems.length} problem(s):`, ...lines].join('\n'))
    return EXIT.refused
  }
  const { version, dataUses, rules } = rulebook
  const digest = digestOf(document)
  const text = `Sound: version ${version}, ${dataUses.size} data uses, ${rules.length} rules, ${digest}.`
  print(options, { sound: true, version, digest, problems }, text)
  return EXIT.ok
}

function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandFailed(EXIT.usage, `${file} is no JSON: ${(error as Error).message}`)
  }
}
