import { createReadStream, rmSync } from 'node:fs'
import { type Logger, pino } from 'pino'
import { authenticateTokens } from '../auth/tokens.ts'
import { authenticateDevelopment, DEVELOPMENT_TOKENS } from '../auth/viewer.ts'
import {
  ConfigurationError,
  type DatabaseSettings,
  type Overrides,
  readCheckpointSettings,
  readDatabaseSettings,
  readPublishing,
  readServerSettings,
  readWebhookSettings,
  type ServerSettings,
} from '../configuration.ts'
import { publishRegularly } from '../evidence/schedule.ts'
import { describeFault, logFault } from '../http/faults.ts'
import { loopbackHosts } from '../http/origin.ts'
import { HttpServer, type HttpSettings } from '../http/server.ts'
import { Writer } from '../http/writer.ts'
import { importEntries } from '../ledger/import.ts'
import { linesOf } from '../ledger/lines.ts'
import { readHead } from '../register/ledger.ts'
import { type OpenRegister, openRegister } from '../register/open.ts'
import { openPages } from '../web/pages.ts'
import { WebhookDeliverer } from '../webhooks/deliverer.ts'
import { logNotice } from '../webhooks/log.ts'
import { startFleet } from '../workers/fleet.ts'
import { letEnd, type Role, roleOfProcess, sayReady, toldToStop } from '../workers/role.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

interface ServeOptions extends Overrides, OutputOptions {
  readonly empty?: boolean
  readonly sample?: string
}

/** `demur serve`: serves until it is told to stop, in one process or several. */
export async function serve(options: ServeOptions): Promise<number> {
  const settings = readServerSettings(process.env, options)
  const database = readDatabaseSettings(process.env, options)
  const log = pino({ level: settings.logLevel }, pino.destination(2))
  const role = roleOfProcess()
  if (role !== null) return serveAs(role, options, settings, database, log).finally(letEnd)
  const stop = toStop()
  if (settings.workers > 1) return serveBySeveral(options, settings, database, log, stop)
  const place = database.url === null ? `embedded, in ${database.folder}` : 'Postgres'
  await serveHere({ options, settings, database, log, alone: true }, stop, (port) =>
    announce(options, settings, port, place),
  )
  return EXIT.ok
}

function toStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
}

async function serveBySeveral(
  options: ServeOptions,
  settings: ServerSettings,
  { url }: DatabaseSettings,
  log: Logger,
  stop: Promise<string>,
): Promise<number> {
  if (url === null) {
    throw new ConfigurationError(
      'Several workers need Postgres: the embedded database belongs to one process. Set DATABASE_URL, or leave out --workers.',
    )
  }
  const fleet = await startFleet(settings.workers, log)
  try {
    announce(options, settings, fleet.port, `Postgres, by ${settings.workers} workers and a writer`)
    const signal = await Promise.race([stop, fleet.failed])
    log.info({ signal }, 'stopping')
  } finally {
    await fleet.stop()
  }
  return EXIT.ok
}

/** One of several processes. */
async function serveAs(
  { name, socketPath }: Role,
  options: ServeOptions,
  settings: ServerSettings,
  database: DatabaseSettings,
  log: Logger,
): Promise<number> {
  const stop = toldToStop()
  if (name === 'worker') {
    const writer = new Writer(socketPath)
    await serveHere({ options, settings, database, log, alone: false, http: { writer } }, stop, sayReady)
    return EXIT.ok
  }
  // Left behind where a writer before this one was killed.
  rmSync(socketPath, { force: true })
  // What it is passed on was logged where it came in.
  const faults = log.child({}, { level: log.isLevelEnabled('info') ? 'warn' : log.level })
  await serveHere({ options, settings, database, log: faults, alone: true, http: { socketPath } }, stop, sayReady)
  return EXIT.ok
}

interface Serving {
  readonly options: ServeOptions
  readonly settings: ServerSettings
  readonly database: DatabaseSettings
  readonly log: Logger
  /** Whether it does what is done once for a register: no other process of this server does. */
  readonly alone: boolean
  readonly http?: Partial<HttpSettings>
}

/** Serves in this process until it is told to stop. */
async function serveHere(
  { options, settings, database, log, alone, http = {} }: Serving,
  stop: Promise<string>,
  ready: (port: number) => void,
): Promise<void> {
  // Beside the database: on a bare clone either takes a second or two.
  const pages = openPages()
  pages.catch(() => {})
  const register = await openRegister(database, {
    minPositionWait: settings.minPositionWait,
    publishing: readPublishing(process.env),
    heartbeat: settings.heartbeat,
    checkpoints: readCheckpointSettings(process.env),
    webhooks: readWebhookSettings(process.env),
    onError: (error) => log.warn({ fault: describeFault(error) }, 'a database connection failed'),
  })
  try {
    const { readOnly } = register.connection
    if (readOnly) log.info('DATABASE_URL is a replica: this server answers reads, and refuses what writes')
    const chores = alone && !readOnly ? await beginChores(register, options, settings, log) : null
    const all = { ...httpSettings(settings), ...http, pages: await pages }
    const server = new HttpServer(register, authenticator(settings), all, log)
    const port = await server.listen()
    chores?.deliverer.start()
    ready(port)
    const signal = await stop
    log.info({ signal }, 'stopping')
    await Promise.all([server.close(), chores?.deliverer.stop()])
    await chores?.stopSigning()
  } finally {
    await register.close()
  }
}

/** What is done once for a register, however many processes answer for it. */
async function beginChores(register: OpenRegister, options: ServeOptions, settings: ServerSettings, log: Logger) {
  if (!register.connection.restricted) {
    log.warn('The serving role could not be had: triggers alone protect the ledger. See docs/operations.md.')
  }
  if (options.sample !== undefined && options.empty !== true) await loadSample(register, options.sample)
  const stopSigning = startSigning(register, settings.checkpointInterval, log)
  return { stopSigning, deliverer: new WebhookDeliverer(register, (notice) => logNotice(log, notice)) }
}

function authenticator({ tokens }: ServerSettings) {
  return tokens === null ? authenticateDevelopment : authenticateTokens(tokens)
}

function httpSettings(settings: ServerSettings) {
  const development = settings.tokens === null
  return { ...settings, development, hosts: settings.hosts ?? (development ? loopbackHosts() : null) }
}

/** Publishes checkpoints where there is a key; gives what ends it. */
function startSigning(register: OpenRegister, interval: number, log: Logger): () => Promise<void> {
  const { signers, verifiers } = register.notary
  if (signers.length === 0) {
    log.warn('No checkpoints are published: set DEMUR_CHECKPOINT_KEYS. See docs/operations.md.')
    return async () => {}
  }
  log.info({ verifiers }, 'checkpoints are signed')
  if (interval === 0) return async () => {}
  return publishRegularly(register, interval, (error) => logFault(log, error, 'checkpoint'))
}

/** Loads the sample register into an empty one; one that holds anything is left alone. */
async function loadSample(register: OpenRegister, file: string): Promise<void> {
  const { db } = register.connection
  if ((await readHead(db)) > 0) return
  await importEntries(register.connection, register, linesOf(createReadStream(file)), 'sample')
}

function announce(options: OutputOptions, { host, tokens }: ServerSettings, port: number, database: string): void {
  const address = `http://${host.includes(':') ? `[${host}]` : host === '127.0.0.1' ? 'localhost' : host}:${port}`
  const [playground, settings, health] = [`${address}/graphql`, `${address}/settings`, `${address}/readyz`]
  const webConsole = `${address}/console`
  const lines = [
    '',
    '  Demur is ready',
    '',
    `  playground  ${playground}`,
    `  settings    ${settings}`,
    `  console     ${webConsole}`,
    `  health      ${health}`,
    `  database    ${database}`,
    '',
  ]
  const developmentTokens = tokens === null ? DEVELOPMENT_TOKENS : []
  if (tokens === null) {
    lines.push(
      '  DEVELOPMENT MODE: no issuer is configured, so anyone on this machine can be anyone.',
      '  Send one of these as “Authorization: Bearer …”:',
      '',
      ...developmentTokens.map((token) => `    ${token}`),
      '',
    )
  }
  print(options, { playground, settings, console: webConsole, health, database, developmentTokens }, lines.join('\n'))
}
