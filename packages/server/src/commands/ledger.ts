import { createReadStream, statSync } from 'node:fs'
import { positionOf } from '@demur/eligibility'
import { type Access, type AccessOptions, type Exported, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { knownPosition } from './points.ts'
import { Progress } from './progress.ts'
import { writeOutput, writeWhole } from './write-output.ts'

interface ImportOptions extends AccessOptions, OutputOptions {
  readonly restore?: boolean
}

/** `demur import <file>` */
export async function importFile(file: string, options: ImportOptions): Promise<number> {
  const size = file === '-' ? 0 : statSync(file).size
  const access = await openAccess({ ...options, begin: true })
  const progress = new Progress(size, 'bytes', options.json === true)
  const began = performance.now()
  try {
    const source = file === '-' ? process.stdin : createReadStream(file)
    const result = await access.importFrom(
      counted(source, (bytes) => progress.advance(bytes)),
      options.restore === true,
    )
    progress.stop()
    const text = result.repeated
      ? `This file was imported before, as positions ${result.firstPosition} to ${result.lastPosition}: nothing changed.`
      : `Imported ${result.entries} entries, up to position ${result.lastPosition}.${rate(result.entries, began)}`
    print(options, result, text)
    if (!result.repeated && result.entries > MANY) await countAhead(access, options.json === true)
    return EXIT.ok
  } finally {
    progress.stop()
    await access.close()
  }
}

/** So many entries that counts of before are not carried over them. */
const MANY = 200_000

/** Counts once what the console shows first, while whoever imports is waiting anyway: from then on counts are carried. */
async function countAhead(access: Access, quiet: boolean): Promise<void> {
  if (!quiet) process.stderr.write('Counting what there is now, for the console…\n')
  const { dataUses } = (await access.execute('{ dataUses { key } }', {})) as { dataUses: readonly { key: string }[] }
  const [first] = dataUses
  // The counts of all data uses are made together.
  const items = first === undefined ? '' : 'eligibility(dataUse: $dataUse) { eligibleCount }'
  const declared = first === undefined ? '' : '($dataUse: String!)'
  await access.execute(`query ${declared} { statistics { memberCount ${items} } }`, { dataUse: first?.key })
}

/** Of how few entries nobody asks how long they took. */
const FEW = 100_000

function rate(entries: number, began: number): string {
  const seconds = (performance.now() - began) / 1000
  return entries < FEW ? '' : ` ${Math.round(entries / seconds)} a second.`
}

async function* counted(source: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count(chunk.length)
    yield chunk
  }
}

interface ExportLedgerOptions extends AccessOptions, OutputOptions {
  readonly after?: string
  readonly asKnownAt?: string
  readonly output?: string
  readonly evidence?: boolean
}

/** `demur export`: the ledger as JSON Lines, to standard output or a file. */
export async function exportLedger(options: ExportLedgerOptions): Promise<number> {
  const after = positionArgument(options.after ?? '0', '--after')
  const access = await openAccess(options)
  try {
    const asKnownAt = options.asKnownAt === undefined ? null : await knownPosition(access, options.asKnownAt)
    const exported = await access.exportLedger({
      after,
      asKnownAt: asKnownAt === null ? null : positionOf(Number(asKnownAt)),
      evidence: options.evidence === true,
    })
    // On a terminal that shows the lines a bar would stand between them.
    const quiet = options.json === true || (options.output === undefined && process.stdout.isTTY)
    const lines = complete(exported, quiet)
    if (options.output === undefined) {
      await writeOutput(lines)
      return EXIT.ok
    }
    await writeWhole(options.output, lines)
    const { entries } = exported
    print(options, { entries, file: options.output }, `Exported ${entries} entries to ${options.output}.`)
    return EXIT.ok
  } finally {
    await access.close()
  }
}

/** Passes the lines on while it shows how far they are, and fails where they end before the last one. */
async function* complete({ lines: expected, bytes }: Exported, quiet: boolean): AsyncGenerator<Uint8Array> {
  const progress = new Progress(expected, 'lines', quiet)
  let lines = 0
  try {
    for await (const chunk of bytes) {
      const added = countLines(chunk)
      lines += added
      progress.advance(added)
      yield chunk
    }
  } finally {
    progress.stop()
  }
  if (lines !== expected)
    throw new CommandFailed(EXIT.fault, `The stream broke off after ${lines} of ${expected} lines.`)
}

function countLines(chunk: Uint8Array): number {
  let lines = 0
  for (const byte of chunk) if (byte === 10) lines += 1
  return lines
}

export function positionArgument(text: string, flag: string) {
  if (!/^\d{1,15}$/.test(text)) throw new CommandFailed(EXIT.usage, `${flag} must be a ledger position, not “${text}”.`)
  return positionOf(Number(text))
}
