import { instantOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import {
  type CheckpointSettings,
  type DatabaseSettings,
  type Publishing,
  readWebhookSettings,
  type WebhookSettings,
} from '../configuration.ts'
import { PointCounts } from '../counts/point-counts.ts'
import { type Connection, rows } from '../database/database.ts'
import { openPseudonyms } from '../erasure/pseudonyms.ts'
import { openNotary } from '../evidence/notary.ts'
import { Appender } from '../ledger/append.ts'
import { randomBytes } from '../ledger/chain.ts'
import { HeadWatch } from '../ledger/head-watch.ts'
import { Wakeup } from '../ledger/wakeup.ts'
import { Poster } from '../webhooks/post.ts'
import type { Engine } from './engine.ts'
import { FactsLoader } from './facts-loader.ts'
import { readHead } from './ledger.ts'
import { Policies } from './policies.ts'

/** A running register, and how to end it. */
export interface OpenRegister extends Engine {
  /** Waits for everything acknowledged, then closes the database. */
  close(): Promise<void>
}

export interface OpenOptions {
  readonly minPositionWait?: number
  readonly heartbeat?: number
  /** After how many items a page of a listing ends, however few of them are eligible. Default: 250,000. */
  readonly mostLooked?: number
  readonly webhooks?: WebhookSettings
  /** Scatters retries of webhooks. Default: `Math.random`. */
  readonly jitter?: () => number
  /** What befalls connections that nothing waits on. */
  readonly onError?: (error: Error) => void
  readonly clock?: Engine['clock']
  /** Default: none, so that nothing is signed. */
  readonly checkpoints?: CheckpointSettings
  /** Whether a database without a register is refused, instead of one being made in it. Default: false. */
  readonly existing?: boolean
  /** Default: the random numbers of the platform. */
  readonly random?: Engine['random']
  /** Default: publishing is immediate. */
  readonly publishing?: Publishing
}

const UNSIGNED: CheckpointSettings = { origin: null, keys: [], development: false }

/** The ledger does not say what its head says: something outside the register changed it. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged'
}

/** Opens a register: the database, migrated and looked over, and what works on it. */
export async function openRegister(settings: DatabaseSettings, options: OpenOptions = {}): Promise<OpenRegister> {
  const {
    minPositionWait = 5000,
    onError = () => {},
    clock = () => instantOf(Date.now()),
    random = randomBytes,
    heartbeat = 10_000,
    mostLooked = 250_000,
    publishing = { approvals: 0, proposalDays: 14, waived: false },
    checkpoints = UNSIGNED,
    webhooks = readWebhookSettings({}),
    jitter = Math.random,
    existing = false,
  } = options
  const connection = await openConnection(settings, { onError, existing })
  try {
    await lookOver(connection)
    const notary = await openNotary(connection, checkpoints)
    const pseudonyms = openPseudonyms(settings)
    const wakeup = new Wakeup()
    const deafen = await connection.listen(() => wakeup.ring())
    const poster = new Poster(webhooks)
    const appender = new Appender(connection.db, { clock, random, pseudonyms }, () => wakeup.ring())
    return {
      connection,
      policies: new Policies(),
      facts: new FactsLoader(connection),
      pseudonyms,
      appender,
      notary,
      wakeup,
      headWatch: new HeadWatch(() => readHead(connection.db), wakeup),
      clock,
      random,
      publishing,
      minPositionWait,
      heartbeat,
      counts: new PointCounts(connection, clock),
      mostLooked,
      webhooks: { poster, lease: webhooks.lease, jitter },
      async close() {
        poster.close()
        await appender.settled()
        await deafen()
        await connection.close()
      },
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}

type ConnectionOptions = Required<Pick<OpenOptions, 'onError' | 'existing'>>

/** Only the driver that is needed is loaded: either takes a good part of the time until the first answer. */
export async function openConnection(
  { url, folder, image, ...limits }: DatabaseSettings,
  options: ConnectionOptions,
): Promise<Connection> {
  if (url !== null) return (await import('../database/postgres.ts')).openPostgres({ url, ...limits, ...options })
  return (await import('../database/embedded.ts')).openEmbedded(folder, image, options.existing)
}

/** A file that was cut or a page that was zeroed opens without an error: the ledger must be as long as its head says. */
async function lookOver({ db, kind }: Connection): Promise<void> {
  const counted = kind === 'embedded' ? sql`count(*)::float8` : sql`coalesce(max(position), 0)::float8`
  const [found] = await rows<{ head: number; last: number; counted: number }>(
    db,
    sql`SELECT (SELECT position::float8 FROM demur.ledger_head) AS head,
               coalesce(max(position), 0)::float8 AS last, ${counted} AS counted FROM demur.ledger_entry`,
  )
  if (found === undefined || found.head !== found.last || found.last !== found.counted) {
    throw new LedgerDamaged(
      `The head of the ledger is at ${found?.head}, its last entry at ${found?.last}, and it has ${found?.counted} entries: restore a backup.`,
    )
  }
}
