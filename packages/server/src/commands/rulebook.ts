import { type Json, type Problem, readRulebook } from '@demur/eligibility'
import { digestOf } from '../ledger/digest.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { textOf } from './input.ts'
import { type OutputOptions, print } from './output.ts'

/** `demur rulebook check <file>`: everything that would forbid publishing it. Needs no register. */
export async function checkRulebook(file: string, options: OutputOptions): Promise<number> {
  const document = await readDocument(file)
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) {
    print(options, { sound: false, problems }, problemsText(problems))
    return EXIT.refused
  }
  const { version, dataUses, rules } = rulebook
  const digest = digestOf(document)
  const text = `Sound: version ${version}, ${dataUses.size} data uses, ${rules.length} rules, ${digest}.`
  print(options, { sound: true, version, digest, problems }, text)
  return EXIT.ok
}

/** Every problem on a line of its own, with its path. */
export function problemsText(problems: readonly Problem[]): string {
  const lines = problems.map(({ path, message }) => `${path.join('.') || '(document)'}: ${message}`)
  return [`${problems.length} problem(s):`, ...lines].join('\n')
}

/** Reads a rulebook document from a file, or from standard input for `-`. */
export async function readDocument(file: string): Promise<Json> {
  const text = await textOf(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandFailed(EXIT.usage, `${file} is no JSON: ${(error as Error).message}`)
  }
}
