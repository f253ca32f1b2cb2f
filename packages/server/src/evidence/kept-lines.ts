import { type JsonObject, parseInstant } from '@demur/eligibility'
import { readSignedLine } from '../ledger/checkpoint-lines.ts'
import { NotUtf8 } from '../ledger/lines.ts'
import { fitsSubjects, type SubjectSalts } from './fields.ts'
import type { KeptEntry } from './kept-entry.ts'

/** A line that is no entry with its evidence. */
export class NoEvidence extends Error {
  override readonly name = 'NoEvidence'
  /** From 1. */
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const CHUNK = 5000

/**
 * The entries of a file that was exported with its evidence, in the order of the file. What stands before a line that
 * cannot be read is given before that line is refused.
 * @throws NoEvidence
 */
export async function* entriesOfLines(lines: AsyncIterable<string>): AsyncGenerator<KeptEntry[]> {
  let number = 0
  let chunk: KeptEntry[] = []
  try {
    for await (const line of lines) {
      number += 1
      if (line.trim() === '') continue
      const signed = readSignedLine(line)
      if (signed !== null) {
        const last = chunk.pop()
        if (last === undefined) throw new NoEvidence(number, 'is a checkpoint with no entry before it')
        chunk.push({ ...last, signed })
        continue
      }
      const entry = entryOfLine(line, number)
      // A chunk goes out when the next line is no checkpoint of its last entry.
      if (chunk.length >= CHUNK) {
        yield chunk
        chunk = []
      }
      chunk.push(entry)
    }
  } catch (error) {
    yield chunk
    throw error instanceof NotUtf8 ? new NoEvidence(error.line, error.problem) : error
  }
  yield chunk
}

/** What a line has besides the fields of its type. */
const NOT_IN_BODY = new Set(
  'position recordedAt type effectiveAt actor channel idempotencyKey salt subjectSalts commitment hash erased'.split(
    ' ',
  ),
)

/** What an erased entry has left. */
const LEFT = new Set('position recordedAt type erased commitment hash'.split(' '))

/** @throws NoEvidence for a line that is none of an export with its evidence */
export function entryOfLine(text: string, number: number): KeptEntry {
  const line = parsed(text, number)
  const { position, type, hash, salt, commitment } = line
  if (hash === undefined) throw new NoEvidence(number, 'has no evidence: export the ledger with --evidence')
  const recordedAt = parseInstant(line.recordedAt)
  if (typeof position !== 'number' || typeof type !== 'string' || recordedAt === null || typeof hash !== 'string') {
    throw new NoEvidence(number, 'has no position, type, hash or recordedAt that can be read')
  }
  const kept = { position, recordedAt, type, hash, commitment: textOf(commitment) }
  if (line.erased === true)
    return { ...kept, opening: null, stray: Object.keys(line).filter((name) => !LEFT.has(name)) }
  const effectiveAt = parseInstant(line.effectiveAt)
  if (typeof salt !== 'string' || effectiveAt === null || typeof line.actor !== 'string') {
    throw new NoEvidence(number, 'has no salt, no actor or no effectiveAt')
  }
  const fields = {
    effectiveAt,
    actor: line.actor,
    channel: textOf(line.channel),
    idempotencyKey: textOf(line.idempotencyKey),
    body: Object.fromEntries(Object.entries(line).filter(([name]) => !NOT_IN_BODY.has(name))),
  }
  const subjectSalts = Array.isArray(line.subjectSalts) ? (line.subjectSalts as SubjectSalts) : null
  return { ...kept, opening: { fields, salt, subjectSalts }, stray: strayFields(line, fields.body, subjectSalts) }
}

/** Fields that have another shape than those that a commitment is made of, and so would go unseen. */
function strayFields(line: JsonObject, body: JsonObject, subjectSalts: SubjectSalts | null): string[] {
  const texts = ['channel', 'idempotencyKey', 'commitment'].filter(
    (name) => name in line && textOf(line[name]) === null,
  )
  const salts = 'subjectSalts' in line && !fitsSubjects(body, subjectSalts)
  return [...texts, ...('erased' in line ? ['erased'] : []), ...(salts ? ['subjectSalts'] : [])]
}

function parsed(text: string, number: number): JsonObject {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject
  } catch (error) {
    throw new NoEvidence(number, `is no JSON: ${(error as Error).message}`)
  }
  throw new NoEvidence(number, 'is no JSON object')
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
