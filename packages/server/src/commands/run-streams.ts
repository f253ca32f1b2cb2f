import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { JsonObject } from '@demur/eligibility'
import { CommandFailed, EXIT } from './exit.ts'
import { print } from './output.ts'
import { Progress } from './progress.ts'
import { type RunOptions, withAccess } from './runs.ts'

/** `demur run seal <run>`. Interrupted, it goes on where it was when it is called again. */
export function sealRun(key: string, options: RunOptions): Promise<number> {
  return withAccess(options, async (access) => {
    const progress = new Progress(0, 'items', options.json === true)
    let written = 0
    try {
      for await (const line of access.runStream({ of: 'seal', run: key })) {
        if (typeof line.items === 'number') {
          progress.advance(line.items - written)
          written = line.items
        } else return sealed(line, options)
      }
    } finally {
      progress.stop()
    }
    throw new CommandFailed(EXIT.fault, 'The stream broke off before the run was sealed.')
  })
}

/** How the stream of a sealing ends. */
interface SealingEnded {
  readonly sealed?: {
    readonly key: string
    readonly itemCount: number
    readonly lateItemCount: number
    readonly manifestDigest: string
    readonly position: number
  }
  readonly message?: string
}

function sealed(line: JsonObject, options: RunOptions): number {
  const { sealed: run, message = 'The run was not sealed.' } = line as SealingEnded
  if (run === undefined) throw new CommandFailed(EXIT.refused, message, line)
  const late = `${run.lateItemCount === 0 ? 'None' : run.lateItemCount} of them had become`
  const text = `Sealed ${run.key}: ${run.itemCount} items, ${run.manifestDigest}. ${late} ineligible since the pin. Position ${run.position}.`
  print(options, run, text)
  return EXIT.ok
}

interface ExportOptions extends RunOptions {
  readonly output?: string
  readonly keys?: boolean
}

/** `demur run export <run>`: its items as JSON Lines, or their keys alone. */
export function exportRun(key: string, options: ExportOptions): Promise<number> {
  return withAccess(options, async (access) => {
    const progress = new Progress(0, 'items', options.json === true)
    const target = options.output === undefined ? process.stdout : createWriteStream(options.output)
    let items = 0
    let text = ''
    const flush = async (): Promise<void> => {
      if (text !== '' && !target.write(text)) await once(target, 'drain')
      text = ''
    }
    for await (const line of access.runStream({ of: 'manifest', run: key })) {
      text += options.keys ? keyLine(line) : `${JSON.stringify(line)}\n`
      items += 1
      progress.advance(1)
      if (text.length > FLUSH) await flush()
    }
    await flush()
    progress.stop()
    if (target !== process.stdout) {
      target.end()
      await once(target, 'finish')
      print(options, { items, file: options.output }, `Exported ${items} items to ${options.output}.`)
    }
    return EXIT.ok
  })
}

/** How many characters are gathered before they are written. */
const FLUSH = 65_536

/** An item of somebody who was erased has no key: nothing is left to name it by. */
function keyLine(line: JsonObject): string {
  const { item: key } = line as { readonly item: string | null }
  if (key === null) return ''
  if (!/[\n\r]/.test(key)) return `${key}\n`
  throw new CommandFailed(EXIT.refused, `${JSON.stringify(key)} has a line break: export without --keys.`)
}

/** `demur run verify <run>`: 0 where all is as it was sealed, 3 where not. */
export function verifyRun(key: string, options: RunOptions): Promise<number> {
  return withAccess(options, async (access) => {
    for await (const line of access.runStream({ of: 'verification', run: key })) {
      const verification = line as unknown as Verification
      print(options, line, verified(key, verification))
      return verification.verdict === 'MATCHES' ? EXIT.ok : EXIT.refused
    }
    throw new CommandFailed(EXIT.fault, 'The stream broke off before the run was verified.')
  })
}

interface Manifest {
  readonly itemCount: number
  readonly digest: string
}

interface Verification {
  readonly verdict: 'MATCHES' | 'DIFFERS' | 'NOT_SEALED'
  readonly recorded: Manifest | null
  readonly derived: Manifest | null
  readonly written: boolean
  readonly projected: boolean
  readonly erasedItemCount: number
  readonly undecidableItemCount: number
  readonly writtenOnlyCount: number
  readonly derivedOnlyCount: number
  readonly firstDifferingChunk: { readonly ordinal: number } | null
  readonly differingItems: readonly {
    readonly key: string
    readonly side: string
    readonly reasons: readonly string[]
  }[]
}

function verified(key: string, verification: Verification): string {
  const { verdict, recorded, derived, erasedItemCount, undecidableItemCount } = verification
  if (verdict === 'NOT_SEALED') return `${key} is not sealed: there is nothing to verify.`
  const notes = [
    ...(verification.written ? [] : ['The manifest is not written out here: it was derived.']),
    ...(erasedItemCount > 0 ? [`${erasedItemCount} items are of people who were erased since.`] : []),
    ...(undecidableItemCount > 0 ? [`${undecidableItemCount} items have somebody in them who was erased since.`] : []),
  ]
  if (verdict === 'MATCHES') {
    return [`${key} is as it was sealed: ${derived?.itemCount} items, ${derived?.digest}.`, ...notes].join('\n')
  }
  return [
    `${key} is NOT as it was sealed.`,
    `  the ledger says  ${recorded === null ? 'nothing' : `${recorded.itemCount} items, ${recorded.digest}`}`,
    `  from it follow   ${derived?.itemCount} items, ${derived?.digest}`,
    ...differing(verification),
    ...notes,
  ].join('\n')
}

function differing(verification: Verification): string[] {
  const { firstDifferingChunk, projected, writtenOnlyCount, derivedOnlyCount, differingItems } = verification
  const side = { WRITTEN: 'only written out   ', DERIVED: 'only in the ledger ' } as Record<string, string>
  return [
    ...(projected ? [] : ['  what the register says of the run is not what its entries say']),
    ...(firstDifferingChunk === null ? [] : [`  the first chunk that differs is ${firstDifferingChunk.ordinal}`]),
    ...(writtenOnlyCount + derivedOnlyCount > 0
      ? [`  ${writtenOnlyCount} items are only written out, ${derivedOnlyCount} only in what follows from the ledger`]
      : []),
    ...differingItems.map((item) => `    ${side[item.side]} ${item.key}  ${item.reasons.join(' ')}`),
  ]
}

interface DiffOptions extends RunOptions {
  readonly summary?: boolean
}

interface Summary {
  readonly addedCount: number
  readonly removedCount: number
  readonly keptCount: number
  readonly reasons: readonly {
    readonly change: string
    readonly reason: string
    readonly itemCount: number
    readonly decisiveCount: number
  }[]
}

/** `demur run diff <from> <to>`: what came in and went out, and why. */
export function diffRuns(from: string, to: string, options: DiffOptions): Promise<number> {
  return withAccess(options, async (access) => {
    for await (const line of access.runStream({ of: 'diff', from, to })) {
      if (line.summary === undefined) {
        if (!options.summary) print(options, line, changed(line))
      } else {
        print(options, line, summarized(line.summary as unknown as Summary))
        return EXIT.ok
      }
    }
    throw new CommandFailed(EXIT.fault, 'The stream broke off before its end.')
  })
}

function changed(line: JsonObject): string {
  const { change, item, reasons } = line as { change: string; item: string; reasons: readonly string[] }
  return `${change === 'ADDED' ? '+' : '-'} ${item}  ${reasons.join(' ')}`
}

function summarized({ addedCount, removedCount, keptCount, reasons }: Summary): string {
  return [
    `${addedCount} added, ${removedCount} removed, ${keptCount} kept.`,
    ...reasons.map(({ change, reason, itemCount, decisiveCount }) => {
      const decisive = decisiveCount === itemCount ? '' : ` (decisive for ${decisiveCount})`
      return `  ${change === 'ADDED' ? '+' : '-'} ${String(itemCount).padStart(8)}  ${reason}${decisive}`
    }),
  ].join('\n')
}
