import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { formatVerifierKey, type Signer, verifierKey } from '@demur/eligibility/evidence'
import { sql } from 'drizzle-orm'
import { type CheckpointSettings, ConfigurationError } from '../configuration.ts'
import { type Connection, type Database, rows } from '../database/database.ts'

/** Who signs checkpoints. */
export interface Notary {
  /** The name of the log. */
  readonly origin: string
  /** The current key first. None: this process cannot sign. */
  readonly signers: readonly Signer[]
  /** The public halves of the signers, as verifiers are given them. */
  readonly verifiers: readonly string[]
}

/** The keys of the settings, or in development mode the one that the database keeps, made where there is none. */
export async function openNotary({ db, readOnly }: Connection, settings: CheckpointSettings): Promise<Notary> {
  if (settings.origin !== null) return notaryOf(settings.origin, settings.keys.map(readPrivateKey))
  if (!settings.development) return notaryOf('unsigned', [])
  const pem = readOnly ? await keptKey(db) : await developmentKey(db)
  if (pem === null) return notaryOf('unsigned', [])
  const key = readPrivateKey(pem, 0)
  return notaryOf(`localhost/demur-${verifierKey('demur', publicBytes(key)).id}`, [key])
}

function notaryOf(origin: string, keys: readonly KeyObject[]): Notary {
  const signers = keys.map((key) => signerOf(origin, key))
  return { origin, signers, verifiers: signers.map(({ key }) => formatVerifierKey(key)) }
}

function signerOf(origin: string, key: KeyObject): Signer {
  return { key: verifierKey(origin, publicBytes(key)), sign: (message) => sign(null, message, key) }
}

function publicBytes(key: KeyObject): Uint8Array {
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return Buffer.from(x ?? '', 'base64url')
}

function readPrivateKey(pem: string, index: number): KeyObject {
  const key = parseKey(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new ConfigurationError(`Key ${index + 1} of DEMUR_CHECKPOINT_KEYS is no Ed25519 private key in PEM.`)
}

function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    // What OpenSSL says of it may quote the key.
    return null
  }
}

/** Of several processes that start at once, one makes the key. */
async function developmentKey(db: Database): Promise<string> {
  const kept = await keptKey(db)
  if (kept !== null) return kept
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  await db.execute(sql`INSERT INTO demur.development_key (pem) VALUES (${pem}) ON CONFLICT DO NOTHING`)
  return developmentKey(db)
}

async function keptKey(db: Database): Promise<string | null> {
  const [kept] = await rows<{ pem: string }>(db, sql`SELECT pem FROM demur.development_key`)
  return kept?.pem ?? null
}
