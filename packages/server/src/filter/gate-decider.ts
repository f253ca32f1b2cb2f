import { setImmediate } from 'node:timers/promises'
import { createGate, type Gate, type GateDecision, type GateOptions } from '@demur/sdk/gate'
import { snapshotFile } from '@demur/sdk/gate/node'
import { CommandFailed, EXIT, messageOf } from '../commands/exit.ts'
import type { Decider } from './decider.ts'
import type { Items, Verdict } from './row-format.ts'

/** How long a gate may take from its snapshot to the head of the ledger; milliseconds. */
const CATCHING_UP = 120_000

/** Where a gate gets what it knows. */
export interface GateSource {
  readonly dataUse: string
  /** How old what it knows may be; milliseconds. */
  readonly maxStaleness: number
  readonly publicKeys: readonly string[]
  readonly origin: string | undefined
  /** A file with a signed snapshot; without it, it is fetched from the server. */
  readonly snapshot: string | undefined
  /** The server that it follows; without it, what it knows is that of the file. */
  readonly server: { readonly url: URL; readonly token: string } | undefined
}

/** Opens a gate, and waits until it decides. `clock` is that of the machine where it is not given. */
export async function openGateDecider(source: GateSource, clock?: GateOptions['clock']): Promise<Decider> {
  const gate = createGate({ ...optionsOf(source), clock })
  try {
    await isReady(gate)
    // One that is too old decides nothing, and that is known now.
    refuseShut(gate)
    return new GateDecider(gate)
  } catch (error) {
    await gate.close()
    throw error
  }
}

function optionsOf({ dataUse, maxStaleness, publicKeys, origin, snapshot, server }: GateSource): GateOptions {
  return {
    dataUse,
    maxStaleness,
    publicKeys,
    origin,
    snapshot: snapshot === undefined ? undefined : snapshotFile(snapshot),
    server: server === undefined ? undefined : { url: new URL('/graphql', server.url).href, auth: server.token },
  }
}

async function isReady(gate: Gate): Promise<void> {
  const waiting = new AbortController()
  const late = setTimeoutUntil(CATCHING_UP, waiting.signal)
  try {
    if (await Promise.race([gate.ready().then(() => true), late])) return
  } catch (error) {
    throw new CommandFailed(EXIT.unreachable, `The gate does not open: ${messageOf(error)}`)
  } finally {
    waiting.abort()
  }
  const why = gate.status.problem?.message ?? 'it is not at the head of the ledger'
  throw new CommandFailed(EXIT.unreachable, `The gate did not open in ${CATCHING_UP / 1000} s: ${why}`)
}

function setTimeoutUntil(milliseconds: number, signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })
}

function refuseShut({ status: { shut, asOf, problem } }: Gate): void {
  if (shut === null) return
  const why = problem === null ? '' : ` ${problem.message}`
  const message = `The gate is shut (${shut}): what it knows is of ${asOf ?? 'no time'}.${why} What is decided so far is kept.`
  throw new CommandFailed(EXIT.unreachable, message, { reason: shut, asOf })
}

class GateDecider implements Decider {
  readonly #gate: Gate
  /** The codes of a decision: there are few decisions, and they are shared. */
  readonly #verdicts = new Map<GateDecision, Verdict>()

  constructor(gate: Gate) {
    this.#gate = gate
  }

  get position(): string {
    return this.#gate.status.position ?? '0'
  }

  atLeast(position: string): void {
    if (BigInt(this.position) >= BigInt(position)) return
    const message = `The snapshot stands at position ${this.position}, and what is written reflects ${position}: take a later one.`
    throw new CommandFailed(EXIT.usage, message)
  }

  async decide(items: Items): Promise<readonly Verdict[]> {
    // What has been recorded meanwhile is applied before these are decided.
    await setImmediate()
    const verdicts: Verdict[] = []
    for (let index = 0; index < items.count; index += 1) {
      const item = items.item(index)
      if ('key' in item) throw new Error('a gate was asked about an item by its key')
      verdicts.push(this.#verdictOf(this.#gate.decide(item)))
    }
    // Shut in between, everything since is ineligible for that reason: that is no knowledge.
    refuseShut(this.#gate)
    return verdicts
  }

  close(): Promise<void> {
    return this.#gate.close()
  }

  #verdictOf(decision: GateDecision): Verdict {
    const known = this.#verdicts.get(decision)
    if (known !== undefined) return known
    const verdict = decision.outcome === 'ELIGIBLE' ? null : decision.reasons.map(({ code }) => code)
    if (verdict?.some((code) => code.startsWith('GATE_'))) {
      refuseShut(this.#gate)
      throw new CommandFailed(
        EXIT.unreachable,
        `The gate was shut (${verdict.join(', ')}). What is decided so far is kept.`,
      )
    }
    this.#verdicts.set(decision, verdict)
    return verdict
  }
}
