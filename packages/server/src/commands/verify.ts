import { createReadStream, readFileSync, statSync } from 'node:fs'
import { positionOf } from '@demur/eligibility'
import { type Checkpoint, readVerifierKey, type Trust, toHex, verifyCheckpoint } from '@demur/eligibility/evidence'
import { readDatabaseSettings } from '../configuration.ts'
import { type KeptEntry, keptEntries, keptHead, lastPosition, lastSigned } from '../evidence/kept-entry.ts'
import { entriesOfLines, NoEvidence } from '../evidence/kept-lines.ts'
import { type Expectations, type LedgerVerification, verifyLedger } from '../evidence/verify-ledger.ts'
import { tilesOf } from '../evidence/verify-tiles.ts'
import { linesOf } from '../ledger/lines.ts'
import { openConnection } from '../register/open.ts'
import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { keysOf } from './keys.ts'
import { type OutputOptions, print } from './output.ts'
import { Progress } from './progress.ts'

interface VerifyOptions extends AccessOptions, OutputOptions {
  /** Files with signed checkpoints that were kept somewhere else. */
  readonly checkpoint?: readonly string[]
  /** Verifier keys, or files of such, that the checkpoints are believed by. */
  readonly key?: readonly string[]
  readonly origin?: string
  readonly part?: boolean
}

/** What whoever asks knows of the ledger, whichever it is. */
type Known = Pick<Expectations, 'checkpoints' | 'trust' | 'isPart'>

/**
 * `demur verify [file]`: recomputes a whole ledger, that of a database, of a server, or of a file that was exported with
 * its evidence, and compares it with checkpoints. Trusts nothing but the keys that it is given.
 */
export async function verify(file: string | undefined, options: VerifyOptions): Promise<number> {
  const known = await readKnown(options)
  try {
    const verified =
      file !== undefined
        ? await verifyFile(file, options, known)
        : options.url === undefined
          ? await verifyDatabase(options, known)
          : await verifyServer(options, known)
    print(options, jsonOf(verified), wordsOf(verified, known.trust !== undefined))
    return verified.problem === null ? EXIT.ok : EXIT.refused
  } catch (error) {
    if (!(error instanceof NoEvidence)) throw error
    throw new CommandFailed(EXIT.usage, `Line ${error.line} ${error.message}.`, { line: error.line })
  }
}

async function readKnown({ checkpoint = [], key = [], origin, part = false }: VerifyOptions): Promise<Known> {
  if (key.length === 0) {
    if (checkpoint.length === 0) return { isPart: part }
    throw new CommandFailed(EXIT.usage, 'Give --key too: a checkpoint is worth what its signature is.')
  }
  const trust: Trust = { publicKeys: key.flatMap(keysOf), origin }
  const malformed = trust.publicKeys.find((text) => readVerifierKey(text).key === null)
  if (malformed !== undefined) throw new CommandFailed(EXIT.usage, `“${malformed}” is no verifier key.`)
  const checkpoints = await Promise.all(checkpoint.map((name) => readKept(name, trust)))
  return { checkpoints, trust, isPart: part }
}

async function readKept(name: string, trust: Trust): Promise<Checkpoint> {
  const verified = await verifyCheckpoint(readFileSync(name, 'utf8'), trust)
  if (verified.ok) return verified.checkpoint
  throw new CommandFailed(EXIT.refused, `${name}: ${verified.message}`, { code: verified.code })
}

async function verifyFile(file: string, options: VerifyOptions, known: Known) {
  const source = file === '-' ? process.stdin : createReadStream(file)
  // How many entries a file has shows only at its end.
  const progress = new Progress(file === '-' ? 0 : statSync(file).size, 'bytes', options.json === true)
  async function* counted() {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      progress.advance(chunk.length)
      yield chunk
    }
  }
  try {
    return await verifyLedger(entriesOfLines(linesOf(counted())), known)
  } finally {
    progress.stop()
  }
}

async function verifyServer(options: VerifyOptions, known: Known) {
  const access = await openAccess(options)
  try {
    const { entries, bytes } = await access.exportLedger({ after: positionOf(0), evidence: true })
    const verified = await withProgress(entriesOfLines(linesOf(bytes)), known, entries, options)
    const brokeOff = verified.problem === null && verified.entries < entries
    if (brokeOff) throw new CommandFailed(EXIT.fault, `The stream broke off after ${verified.entries} entries.`)
    return verified
  } finally {
    await access.close()
  }
}

/** Opens the database and not the register, which does not open where the ledger is damaged. */
async function verifyDatabase(options: VerifyOptions, known: Known): Promise<LedgerVerification> {
  const connection = await openConnection(readDatabaseSettings(process.env, options), {
    existing: true,
    onError: () => {},
  })
  try {
    return await connection.db.transaction(
      async (tx) => {
        const last = await lastPosition(tx)
        const kept = { tree: tilesOf(tx), head: await keptHead(tx), signed: await lastSigned(tx) }
        return withProgress(keptEntries(tx, positionOf(0), last), { ...known, ...kept }, last, options)
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
  } finally {
    await connection.close()
  }
}

async function withProgress(
  chunks: AsyncIterable<readonly KeptEntry[]>,
  expectations: Expectations,
  total: number,
  { json }: OutputOptions,
): Promise<LedgerVerification> {
  const progress = new Progress(total, 'entries', json === true)
  try {
    return await verifyLedger(chunks, { ...expectations, onProgress: (entries) => progress.advance(entries) })
  } finally {
    progress.stop()
  }
}

function jsonOf({ problem, entries, erased, root, checkpoints, kept }: LedgerVerification): object {
  return {
    status: problem === null ? 'VERIFIED' : 'BROKEN',
    entries,
    erased,
    root: toHex(root),
    checkpoints,
    checkpointsKept: kept,
    problem: problem && { ...problem, position: String(problem.position), until: String(problem.until) },
  }
}

function wordsOf(verified: LedgerVerification, hasKeys: boolean): string {
  const { problem, entries, erased, root, checkpoints, kept } = verified
  if (problem !== null) {
    const { code, position, until, message } = problem
    const where = position === until ? `position ${position}` : `positions ${position} to ${until}`
    return `BROKEN ${code} at ${where}: ${message}\nThe ${entries} entries before it fit together.`
  }
  const compared = checkpoints.length === 0 ? unproven(kept, hasKeys) : agreed(checkpoints)
  return `VERIFIED: ${entries} entries, ${erased} of them erased, root ${toHex(root)}.\n${compared}`
}

function agreed(checkpoints: readonly number[]): string {
  if (checkpoints.length <= 3) return `It agrees with the checkpoints over ${checkpoints.join(', ')} entries.`
  return `It agrees with ${checkpoints.length} checkpoints, the last of them over ${checkpoints.at(-1)} entries.`
}

function unproven(kept: number, hasKeys: boolean): string {
  const shown = 'that nobody rewrote the whole of it is not shown'
  if (kept === 0) return `No checkpoint was compared: ${shown}.`
  const signers = hasKeys ? 'None of the given keys signed them' : 'By whom they are signed shows with --key'
  return `It agrees with the ${kept} checkpoint(s) kept with it. ${signers}: ${shown}.`
}
