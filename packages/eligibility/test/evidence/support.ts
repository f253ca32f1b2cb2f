import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { type Instant, instantOf, type JsonObject, positionOf } from '@demur/eligibility'
import {
  appendLeaf,
  type Checkpoint,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  inclusionPath,
  leafHash,
  NO_HASH,
  type NodePlace,
  pathHashes,
  type Receipt,
  type ReceiptEntry,
  receiptEntry,
  type Signer,
  sha256,
  signCheckpoint,
  utf8,
  verifierKey,
} from '@demur/eligibility/evidence'

/** RFC 8410: what stands before the 32 bytes of a private key. */
const PRIVATE_KEY = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key with these 32 bytes as its seed. */
export function privateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_KEY, seed]), format: 'der', type: 'pkcs8' })
}

/** Who signs, by a key that a text stands for. */
export function signerOf(name: string, seed: Uint8Array = sha256(utf8(name))): Signer {
  const key = privateKey(seed)
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    key: verifierKey(name, new Uint8Array(publicKey)),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}

/** One entry as somebody gives it to the log below. */
export interface Given {
  readonly type: string
  readonly fields: JsonObject
  /** Default: some milliseconds into 2026. */
  readonly recordedAt?: Instant
}

/** A small log that keeps everything in memory and gives receipts. */
export class TestLog {
  readonly origin: string
  readonly entries: ReceiptEntry[] = []
  #frontier: Frontier = EMPTY_FRONTIER
  readonly #nodes = new Map<string, Uint8Array>()

  constructor(origin: string, given: readonly Given[] = []) {
    this.origin = origin
    for (const entry of given) this.append(entry)
  }

  append({ type, fields, recordedAt }: Given): ReceiptEntry {
    const position = positionOf(this.entries.length + 1)
    const header = {
      position,
      recordedAt: recordedAt ?? instantOf(Date.UTC(2026, 0, 1) + position),
      type,
      previous: this.entries.at(-1)?.hash ?? NO_HASH,
    }
    const salt = sha256(utf8(`salt ${position}`)).subarray(0, 16)
    const entry = receiptEntry(header, { fields, salt }, null)
    this.entries.push(entry)
    this.#frontier = appendLeaf(this.#frontier, leafHash(entry.hash, sha256), sha256, ({ level, index }, hash) => {
      this.#nodes.set(`${level}/${index}`, hash)
    })
    return entry
  }

  head(): Checkpoint {
    return { origin: this.origin, size: this.entries.length, root: frontierRoot(this.#frontier, sha256) }
  }

  /** The receipt of an entry under the head, signed; pending without signers. */
  async receipt(position: number, signers: readonly Signer[], notice: number | null = null): Promise<Receipt> {
    const pending = signers.length === 0
    return {
      origin: this.origin,
      entry: this.#proven(position, pending),
      notice: notice === null ? null : this.#proven(notice, pending),
      checkpoint: pending ? null : await signCheckpoint(this.head(), signers),
    }
  }

  #proven(position: number, pending: boolean): ReceiptEntry {
    const entry = this.entries[position - 1]
    if (entry === undefined) throw new RangeError(`no entry ${position}`)
    if (pending) return entry
    const path = pathHashes(inclusionPath(position - 1, this.entries.length), (place) => this.#at(place), sha256)
    return { ...entry, path }
  }

  #at({ level, index }: NodePlace): Uint8Array {
    const hash = this.#nodes.get(`${level}/${index}`)
    if (hash === undefined) throw new RangeError(`no node ${level}/${index}`)
    return hash
  }
}
