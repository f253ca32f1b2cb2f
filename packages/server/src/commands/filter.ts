import { createReadStream } from 'node:fs'
import { linesOf } from '../ledger/lines.ts'
import { type Access, type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type FieldNames, type ItemInput, itemIn } from './filter-items.ts'
import { FilterFiles } from './filter-output.ts'
import { type OutputOptions, Progress } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'

const DECISIONS = /* GraphQL */ `
  query Filter($questions: [QuestionInput!]!, $minPosition: Position) {
    decisions(questions: $questions, minPosition: $minPosition) { outcome position projected reasons { code } }
  }
`

/** How many items are asked about at once, and in how many characters at most: a server limits what it reads. */
const BATCH = 250
const BATCH_CHARACTERS = 40_000

export interface FilterOptions extends AccessOptions, OutputOptions, PointOptions, Partial<FieldNames> {
  readonly use: string
  readonly out: string
  readonly rejected?: string
  readonly described?: boolean
}

interface Answer {
  readonly outcome: string
  readonly position: string
  readonly projected: boolean
  readonly reasons: readonly { readonly code: string }[]
}

/** `demur filter [file] --use … --out …`: of lines of JSON those whose items may be used. */
export async function filterItems(file: string | undefined, options: FilterOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    const point = await readPoint(access, options)
    const names = namesOf(options)
    const described = options.described === true
    const asked = JSON.stringify({ use: options.use, ...point, described, names, rejected: options.rejected ?? null })
    const files = new FilterFiles(options.out, options.rejected, asked)
    const bar = new Progress(0, 'items', options.json === true)
    const began = performance.now()
    const skipped = files.progress.lines
    try {
      const bytes: AsyncIterable<Uint8Array> = file === undefined ? process.stdin : createReadStream(file)
      for await (const batch of batchesOf(bytes, skipped)) {
        const items = batch.lines.map((line, index) => itemIn(line, batch.first + index, names, described))
        const answers = await decide(access, items, { dataUse: options.use, ...point }, files.progress.position)
        const [passed, rejected] = split(batch, answers)
        files.write(batch.lines.length, passed, rejected, answers.at(-1)?.position ?? files.progress.position)
        bar.advance(batch.lines.length)
      }
    } catch (error) {
      files.close()
      throw error
    } finally {
      bar.stop()
    }
    const { lines, passed, position } = files.progress
    files.finish()
    const rate = Math.round(((lines - skipped) * 1000) / Math.max(performance.now() - began, 1))
    const text = `${passed} of ${lines} items may be used for ${options.use}, as known at position ${position}; ${rate} items/s.`
    process.stdout.write(`${options.json ? JSON.stringify({ lines, passed, position }) : text}\n`)
    return EXIT.ok
  } finally {
    await access.close()
  }
}

function namesOf(options: FilterOptions): FieldNames {
  const { id = 'id', member = 'member', subjects = 'subjects', kind = 'kind', visibility = 'visibility' } = options
  const { createdAt = 'createdAt', sensitiveSource = 'sensitiveSource' } = options
  return { id, member, subjects, kind, visibility, createdAt, sensitiveSource }
}

interface Batch {
  /** The number of the first line, from 1. */
  readonly first: number
  readonly lines: readonly string[]
}

/** The lines behind those that were done before. */
async function* batchesOf(bytes: AsyncIterable<Uint8Array>, done: number): AsyncGenerator<Batch> {
  let number = 0
  let lines: string[] = []
  let characters = 0
  for await (const line of linesOf(bytes)) {
    number += 1
    if (number <= done) continue
    lines.push(line)
    characters += line.length
    if (lines.length < BATCH && characters < BATCH_CHARACTERS) continue
    yield { first: number - lines.length + 1, lines }
    lines = []
    characters = 0
  }
  if (number < done)
    throw new CommandFailed(EXIT.usage, `The input ends at line ${number}, and ${done} were done before.`)
  if (lines.length > 0) yield { first: number - lines.length + 1, lines }
}

async function decide(
  access: Access,
  items: readonly ItemInput[],
  question: Readonly<Record<string, unknown>>,
  minPosition: string,
): Promise<readonly Answer[]> {
  const questions = items.map((item) => ({ item, ...question }))
  const { decisions } = await access.execute(DECISIONS, { questions, minPosition })
  const answers = decisions as readonly Answer[]
  if (answers.length !== items.length) throw new CommandFailed(EXIT.fault, 'An item has no answer.')
  // A forecast is no permission: until the instant comes, somebody may object.
  if (answers.some(({ projected }) => projected)) throw new CommandFailed(EXIT.usage, '“--at” lies in the future.')
  return answers
}

function split({ first, lines }: Batch, answers: readonly Answer[]): [passed: string[], rejected: string[]] {
  const [passed, rejected]: [string[], string[]] = [[], []]
  for (const [index, line] of lines.entries()) {
    const { outcome, reasons = [] } = answers[index] ?? { outcome: 'INELIGIBLE' }
    if (outcome === 'ELIGIBLE') passed.push(line)
    else
      rejected.push(
        `{"line":${first + index},"reasons":${JSON.stringify(reasons.map(({ code }) => code))},"item":${line}}`,
      )
  }
  return [passed, rejected]
}
