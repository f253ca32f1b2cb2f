import type { VerifyEd25519 } from '@demur/eligibility/evidence'
import type { Clock } from '../clock.ts'
import { type DemurError, DemurInputError } from '../error.ts'
import type { ClientOptions } from '../options.ts'
import type { Position, Timestamp } from '../vocabulary.ts'
import type { GateReason } from './decision.ts'

/** The bytes of a snapshot, in any of the forms in which a platform hands bytes around. */
export type SnapshotSource = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Uint8Array

/** What a gate is made of. At least one of `server` and `snapshot`. */
export interface GateOptions {
  /** The key of the data use that it decides about, such as `genai.training`. */
  readonly dataUse: string
  /**
   * How old what it knows may be, in milliseconds: beyond that nothing is eligible. There is no default, because it says
   * how long after an objection an item may still be used. A server tells every 10 s that nothing was recorded.
   */
  readonly maxStaleness: number
  /** The public keys of the register, `name+id+key`. Take them from somewhere else than the snapshot. */
  readonly publicKeys: string | readonly string[]
  /** Keys that became known to others. */
  readonly revokedKeys?: readonly string[] | undefined
  /** The name of the register. Default: the name of the key that signed. */
  readonly origin?: string | undefined
  /** Verifies signatures where the platform has no Ed25519. Default: WebCrypto. */
  readonly verifyEd25519?: VerifyEd25519 | undefined
  /** The server that it follows, as a service, operator or auditor. Without one it stays at its snapshot. */
  readonly server?: ClientOptions | undefined
  /** Where to begin, such as a file that was kept. Default: a new snapshot from the server. */
  readonly snapshot?: SnapshotSource | undefined
  /** The key of the consumer in whose name it acknowledges what it has applied. Default: none, and nothing is. */
  readonly consumer?: string | undefined
  /** How often to acknowledge at most, in milliseconds. Default: 10,000. */
  readonly acknowledgeWithin?: number | undefined
  /** Told whenever the gate opens, shuts, or meets a problem. What it throws is dropped. */
  readonly onChange?: ((status: GateStatus) => void) | undefined
  /** For tests. Default: that of `server`, or that of the machine. */
  readonly clock?: Clock | undefined
}

/** What a gate says of itself. */
export interface GateStatus {
  /** Why nothing passes; null while it decides. */
  readonly shut: GateReason | null
  /** Up to where it has applied the ledger; null before a snapshot is loaded. */
  readonly position: Position | null
  /** As of when it knows everything, by the clock of the register; null before a snapshot is loaded. */
  readonly asOf: Timestamp | null
  readonly rulebookVersion: string | null
  /** How many members it holds. */
  readonly members: number
  /** How many bytes they take. */
  readonly bytes: number
  /** What went wrong last; null where nothing did since it was last up to date. */
  readonly problem: DemurError | null
}

/** Checks options. Throws a DemurInputError whose path names one. */
export function checkOptions({ dataUse, maxStaleness, publicKeys, server, snapshot, consumer }: GateOptions): void {
  const wrong = (name: string, expected: string): DemurInputError =>
    new DemurInputError(`The option “${name}” must be ${expected}.`, { code: 'BAD_OPTION', path: [name] })
  if (typeof dataUse !== 'string' || dataUse === '') throw wrong('dataUse', 'the key of a data use')
  if (!(maxStaleness > 0)) throw wrong('maxStaleness', 'a number of milliseconds: there is no default')
  if (publicKeys === undefined || publicKeys.length === 0) throw wrong('publicKeys', 'the public keys of the register')
  if (server === undefined && snapshot === undefined) throw wrong('server', 'given, where there is no “snapshot”')
  if (consumer !== undefined && server === undefined) throw wrong('consumer', 'left out where there is no “server”')
}
