/** A setting that cannot be used, and which. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Every environment variable that is read, with its default and what it does. The documentation prints this table. */
export const VARIABLES = {
  DATABASE_URL: ['', 'Postgres (15 or later) to keep the register in. Empty: the embedded database.'],
  DEMUR_DATA: ['.demur', 'Folder of the embedded database.'],
  DEMUR_POOL_SIZE: ['10', 'Connections to Postgres that one process holds at most.'],
  DEMUR_STATEMENT_TIMEOUT_MS: ['60000', 'How long one statement may take on Postgres.'],
  DEMUR_WORKERS: [
    '1',
    'Processes that answer requests; 0: one for each core. More than one takes Postgres, and one more process writes for them.',
  ],
  DEMUR_HOST: ['127.0.0.1', 'Address to listen on.'],
  DEMUR_PORT: ['4000', 'Port to listen on; 0 takes a free one.'],
  DEMUR_ISSUER: ['', 'Issuer (`iss`) of the access tokens accepted. Empty, on loopback: the development tokens.'],
  DEMUR_AUDIENCE: ['', 'Audience (`aud`) that tokens must name. Needed with an issuer.'],
  DEMUR_JWKS: ['', 'URL or file of the JSON Web Key Set of the issuer. Needed with an issuer.'],
  DEMUR_ALGORITHMS: ['RS256 ES256 EdDSA', 'Signature algorithms accepted.'],
  DEMUR_TOKEN_TYPE: ['at+jwt', 'The `typ` that tokens must have (RFC 9068).'],
  DEMUR_ROLES_CLAIM: ['roles', 'Claim that lists the roles: member, service, operator, auditor.'],
  DEMUR_MEMBER_CLAIM: ['sub', 'Claim that holds the key of a member.'],
  DEMUR_ALLOWED_HOSTS: [
    '',
    'Host names that requests may be addressed to. Empty: any; in development mode those of loopback.',
  ],
  DEMUR_ALLOWED_ORIGINS: ['', 'Origins whose pages may read answers (CORS). Empty: none but the server itself.'],
  DEMUR_ACCOUNT_URL: [
    '',
    'Where members sign in and correct where they live; the settings page links there. Empty: it names no place.',
  ],
  DEMUR_BODY_LIMIT_BYTES: [
    '1000000',
    'Size of a GraphQL request at most. A full batch of 1,000 questions needs about 300,000.',
  ],
  DEMUR_REQUEST_TIMEOUT_MS: ['30000', 'How long a GraphQL request may take.'],
  DEMUR_STOP_TIMEOUT_MS: ['10000', 'How long running requests may take to finish when the server stops.'],
  DEMUR_MIN_POSITION_WAIT_MS: ['5000', 'How long a read waits for the `minPosition` it names.'],
  DEMUR_HEARTBEAT_MS: ['10000', 'After how long a subscription says that it lives where nothing is recorded.'],
  DEMUR_STALL_TIMEOUT_MS: ['60000', 'How long a subscriber may leave what was sent to it unread before it is cut off.'],
  DEMUR_PUBLISH_APPROVALS: ['0', 'How many further operators must approve a rulebook before it is published.'],
  DEMUR_PROPOSAL_DAYS: ['14', 'How long a rulebook can wait for approval.'],
  DEMUR_CHECKPOINT_KEYS: [
    '',
    'Files of Ed25519 private keys (PEM) that sign checkpoints, the current one first. Empty, without an issuer: one is made and kept in the database.',
  ],
  DEMUR_CHECKPOINT_ORIGIN: [
    '',
    'Name of the log in checkpoints, such as `register.example/demur`. Needed with keys; never changed.',
  ],
  DEMUR_CHECKPOINT_INTERVAL_MS: [
    '60000',
    'How often a checkpoint is published where something was recorded; 0: only on demand.',
  ],
  DEMUR_WEBHOOK_NETWORKS: [
    '',
    'Networks (CIDR) beside the public Internet that webhooks may lead into; only there without encryption.',
  ],
  DEMUR_WEBHOOK_TIMEOUT_MS: ['15000', 'How long a webhook may take to answer.'],
  DEMUR_WEBHOOK_LEASE_MS: ['60000', 'After how long another process takes over the webhooks of one that died.'],
  DEMUR_ERASURE_SECRET: [
    '',
    'File with 32 secret bytes or more, from which pseudonyms of erased members are made. Empty: beside the embedded database; on Postgres nobody can be erased.',
  ],
  DEMUR_TOKEN: ['', 'Access token that commands send with `--url`.'],
  DEMUR_LOG_LEVEL: ['info', 'trace, debug, info, warn, error or silent.'],
} as const satisfies Record<string, readonly [fallback: string, meaning: string]>

/** The name of a variable. */
export type Variable = keyof typeof VARIABLES

/** Reads variables, with what the command line says in their stead. */
export class Reader {
  readonly #environment: Environment

  constructor(environment: Environment) {
    this.#environment = environment
    for (const name of Object.keys(environment)) {
      // A misspelt variable would silently mean its default.
      if (name.startsWith('DEMUR_') && !Object.hasOwn(VARIABLES, name)) {
        throw new ConfigurationError(`${name} is no variable of Demur.`)
      }
    }
  }

  text(name: Variable): string {
    return this.#environment[name]?.trim() || VARIABLES[name][0]
  }

  list(name: Variable): string[] {
    return this.text(name)
      .split(/[\s,]+/)
      .filter(Boolean)
  }

  integer(name: Variable, least: number, most = Number.MAX_SAFE_INTEGER): number {
    const value = Number(this.text(name))
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value
    throw new ConfigurationError(`${name} must be a whole number from ${least} to ${most}, not “${this.text(name)}”.`)
  }
}
