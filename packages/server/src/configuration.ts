import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { TokenSettings } from './auth/tokens.ts'
import { isLoopback } from './http/origin.ts'
import { ConfigurationError, type Environment, Reader, type Variable } from './variables.ts'
import { readNetworks } from './webhooks/address.ts'
import type { PostSettings } from './webhooks/post.ts'

export { ConfigurationError } from './variables.ts'

/** Where the ledger is kept. */
export interface DatabaseSettings {
  /** Postgres; null: the embedded database. */
  readonly url: string | null
  /** Of the embedded database; null: in memory. */
  readonly folder: string | null
  /** What an embedded database in memory begins with; left out: nothing. */
  readonly image?: Blob
  readonly poolSize: number
  readonly statementTimeout: number
  /** File of the secret that pseudonyms are made with; null or left out: beside the embedded database. */
  readonly erasureSecret?: string | null
}

/** What publishing a rulebook takes. */
export interface Publishing {
  /** How many operators must approve besides the one who proposes; 0: none, publishing is immediate. */
  readonly approvals: number
  readonly proposalDays: number
  /** Whether approval is waived, on the command line of the machine: the ledger says that nobody approved. */
  readonly waived: boolean
}

/** What checkpoints are signed with. */
export interface CheckpointSettings {
  /** The name of the log; null with a key of development, which has a name of its own. */
  readonly origin: string | null
  /** Ed25519 private keys as PEM, the current one first. */
  readonly keys: readonly string[]
  /** Whether a key is made and kept where none is given. */
  readonly development: boolean
}

export interface ServerSettings {
  /** Processes that answer requests; 1: the one that was started does everything. */
  readonly workers: number
  readonly host: string
  readonly port: number
  /** Null: the development tokens are accepted. */
  readonly tokens: TokenSettings | null
  readonly hosts: readonly string[] | null
  readonly origins: readonly string[]
  readonly accountUrl: string | null
  readonly bodyLimit: number
  readonly requestTimeout: number
  readonly stopTimeout: number
  readonly minPositionWait: number
  readonly heartbeat: number
  readonly stallTimeout: number
  /** Between checkpoints; milliseconds; 0: only on demand. */
  readonly checkpointInterval: number
  readonly logLevel: string
}

/** How webhooks are posted to. */
export interface WebhookSettings extends PostSettings {
  /** Milliseconds. */
  readonly lease: number
}

export function readWebhookSettings(environment: Environment): WebhookSettings {
  const from = new Reader(environment)
  const texts = from.list('DEMUR_WEBHOOK_NETWORKS')
  const networks = readNetworks(texts)
  if (networks === null) {
    throw new ConfigurationError(
      `DEMUR_WEBHOOK_NETWORKS must be networks such as 10.1.0.0/16, not “${texts.join(' ')}”.`,
    )
  }
  const timeout = from.integer('DEMUR_WEBHOOK_TIMEOUT_MS', 1)
  // Half as long again: the lease is renewed after each message, and must not run out while one is on its way.
  const lease = from.integer('DEMUR_WEBHOOK_LEASE_MS', Math.ceil(timeout * 1.5))
  return { networks, timeout, lease }
}

/** What a command line may say in place of the environment. */
export interface Overrides {
  readonly data?: string | undefined
  readonly port?: string | undefined
  readonly host?: string | undefined
  readonly workers?: string | undefined
}

function reader(environment: Environment, { data, port, host, workers }: Overrides): Reader {
  const given = { DEMUR_DATA: data, DEMUR_PORT: port, DEMUR_HOST: host, DEMUR_WORKERS: workers }
  const overrides = Object.entries(given)
  return new Reader({ ...environment, ...Object.fromEntries(overrides.filter(([, value]) => value !== undefined)) })
}

export function readDatabaseSettings(environment: Environment, overrides: Overrides = {}): DatabaseSettings {
  const from = reader(environment, overrides)
  return {
    // A folder named on the command line is meant, whatever the environment says.
    url: overrides.data === undefined ? postgresUrl(from) : null,
    folder: from.text('DEMUR_DATA'),
    poolSize: from.integer('DEMUR_POOL_SIZE', 2, 1000),
    statementTimeout: from.integer('DEMUR_STATEMENT_TIMEOUT_MS', 0),
    erasureSecret: from.text('DEMUR_ERASURE_SECRET') || null,
  }
}

/** A text that is no address would be taken for a host name. The message does not repeat it: it may hold a password. */
function postgresUrl(from: Reader): string | null {
  const url = from.text('DATABASE_URL')
  if (url === '') return null
  if (/^postgres(ql)?:\/\//.test(url)) return url
  throw new ConfigurationError('DATABASE_URL must begin with postgres:// or postgresql://.')
}

/** What publishing a rulebook takes. Everything that opens a register reads it, the command line included. */
export function readPublishing(environment: Environment): Publishing {
  const from = reader(environment, {})
  return {
    approvals: from.integer('DEMUR_PUBLISH_APPROVALS', 0, 100),
    proposalDays: from.integer('DEMUR_PROPOSAL_DAYS', 1, 3650),
    waived: false,
  }
}

export function readCheckpointSettings(environment: Environment): CheckpointSettings {
  const from = reader(environment, {})
  const files = from.list('DEMUR_CHECKPOINT_KEYS')
  const origin = from.text('DEMUR_CHECKPOINT_ORIGIN') || null
  if (files.length > 0 !== (origin !== null)) {
    throw new ConfigurationError('DEMUR_CHECKPOINT_KEYS and DEMUR_CHECKPOINT_ORIGIN are needed together.')
  }
  return { origin, keys: files.map(readKeyFile), development: from.text('DEMUR_ISSUER') === '' }
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigurationError(`DEMUR_CHECKPOINT_KEYS: ${(error as Error).message}`)
  }
}

export function readServerSettings(environment: Environment, overrides: Overrides = {}): ServerSettings {
  const from = reader(environment, overrides)
  const host = from.text('DEMUR_HOST')
  const tokens = readTokenSettings(from)
  if (tokens === null && !isLoopback(host)) {
    throw new ConfigurationError(
      `Without DEMUR_ISSUER anybody could be anyone, so the server listens on loopback only, not on “${host}”.`,
    )
  }
  const hosts = from.list('DEMUR_ALLOWED_HOSTS').map((name) => name.toLowerCase())
  return {
    workers: from.integer('DEMUR_WORKERS', 0, 1000) || availableParallelism(),
    host,
    port: from.integer('DEMUR_PORT', 0, 65_535),
    tokens,
    hosts: hosts.length > 0 ? hosts : null,
    origins: from.list('DEMUR_ALLOWED_ORIGINS'),
    accountUrl: readUrl(from, 'DEMUR_ACCOUNT_URL'),
    bodyLimit: from.integer('DEMUR_BODY_LIMIT_BYTES', 1000),
    requestTimeout: from.integer('DEMUR_REQUEST_TIMEOUT_MS', 1),
    stopTimeout: from.integer('DEMUR_STOP_TIMEOUT_MS', 0),
    minPositionWait: from.integer('DEMUR_MIN_POSITION_WAIT_MS', 0),
    heartbeat: from.integer('DEMUR_HEARTBEAT_MS', 10),
    stallTimeout: from.integer('DEMUR_STALL_TIMEOUT_MS', 15_000),
    checkpointInterval: from.integer('DEMUR_CHECKPOINT_INTERVAL_MS', 0, 2 ** 31 - 1),
    logLevel: from.text('DEMUR_LOG_LEVEL'),
  }
}

/** An address that pages may link to; null where none is set. */
function readUrl(from: Reader, name: Variable): string | null {
  const text = from.text(name)
  if (text === '') return null
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text
  throw new ConfigurationError(`${name} must be an http or https address, not “${text}”.`)
}

function readTokenSettings(from: Reader): TokenSettings | null {
  const issuer = from.text('DEMUR_ISSUER')
  if (issuer === '') return null
  for (const name of ['DEMUR_AUDIENCE', 'DEMUR_JWKS'] as const) {
    if (from.text(name) === '') throw new ConfigurationError(`${name} is needed with DEMUR_ISSUER.`)
  }
  return {
    issuer,
    audience: from.text('DEMUR_AUDIENCE'),
    jwks: from.text('DEMUR_JWKS'),
    algorithms: from.list('DEMUR_ALGORITHMS'),
    type: from.text('DEMUR_TOKEN_TYPE'),
    rolesClaim: from.text('DEMUR_ROLES_CLAIM'),
    memberClaim: from.text('DEMUR_MEMBER_CLAIM'),
  }
}
