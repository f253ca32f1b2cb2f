import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError, type DatabaseSettings } from '../configuration.ts'

/** Begins what is kept of a file that somebody erased stood in. */
export const ERASED_FILE = 'erased:'

/**
 * Names that stand for members who were erased: HMAC-SHA-256 of the key under a secret that is not in the database.
 * Whoever has the ledger alone cannot find out by trying whom one stands for.
 */
export class Pseudonyms {
  readonly #secret: Uint8Array
  /** Tells this secret from others, and nothing about it. */
  readonly secret: string

  constructor(secret: Uint8Array) {
    this.#secret = secret
    this.secret = this.#hmac('demur erasure secret').slice(0, 16)
  }

  /** 64 hexadecimal digits. */
  of(member: string): string {
    return this.#hmac(`member ${member}`)
  }

  /** What is kept of the digest of an imported file that somebody erased stood in: of a short file it could be guessed. */
  ofFile(digest: string): string {
    return `${ERASED_FILE}${this.#hmac(`file ${digest}`)}`
  }

  #hmac(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('hex')
  }
}

const FEWEST_BYTES = 32

/**
 * The pseudonyms of a register. Without a setting, the secret of an embedded database is made once and kept beside it;
 * on Postgres there is none, and nobody can be erased.
 * @throws ConfigurationError where the file cannot be read or is too short
 */
export function openPseudonyms({ url, folder, erasureSecret = null }: DatabaseSettings): Pseudonyms | null {
  if (erasureSecret !== null) return new Pseudonyms(readSecret(erasureSecret))
  if (url !== null) return null
  if (folder === null) return new Pseudonyms(randomBytes(FEWEST_BYTES))
  const file = join(folder, 'erasure-secret')
  if (!existsSync(file)) writeFileSync(file, randomBytes(FEWEST_BYTES).toString('hex'), { mode: 0o600 })
  return new Pseudonyms(readSecret(file))
}

function readSecret(file: string): Uint8Array {
  let secret: Uint8Array
  try {
    secret = readFileSync(file)
  } catch (error) {
    throw new ConfigurationError(`DEMUR_ERASURE_SECRET: ${(error as Error).message}`)
  }
  if (secret.length >= FEWEST_BYTES) return secret
  throw new ConfigurationError(`DEMUR_ERASURE_SECRET: ${file} must hold at least ${FEWEST_BYTES} bytes.`)
}
