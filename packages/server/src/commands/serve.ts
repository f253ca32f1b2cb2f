import { createReadStream } from 'node:fs'
import { type Logger, pino } from 'pino'
import { authenticateTokens } from '../auth/tokens.ts'
import { authenticateDevelopment, DEVELOPMENT_TOKENS } from '../auth/viewer.ts'
import {
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
import { HttpServer } from '../http/server.ts'
import { importEntries, linesOf } from '../ledger/import.ts'
import { readHead } from '../register/ledger.ts'
import { type OpenRegister, openRegister } from '../register/open.ts'
import { openPages } from '../web/pages.ts'
import { WebhookDeliverer } from '../webhooks/deliverer.ts'
import { logNotice } from '../webhooks/log.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

interface ServeOptions extends Overrides, OutputOptions {
  readonly empty?: boolean
  readonly sample?: string
}

/** `demur serve`: serves until it is told to stop. */
export async function serve(options: ServeOptions): Promise<number> {
  const settings = readServerSettings(process.env, options)
  const log = pino({ level: settings.logLevel }, pino.destination(2))
  const stop = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
  const database = readDatabaseSettings(process.env, options)
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
    if (!register.connection.restricted) {
      log.warn('The serving role could not be had: triggers alone protect the ledger. See docs/operations.md.')
    }
    if (options.sample !== undefined && options.empty !== true) await loadSample(register, options.sample)
    const stopSigning = startSigning(register, settings.checkpointInterval, log)
    const server = new HttpServer(
      register,
      authenticator(settings),
      { ...httpSettings(settings), pages: await pages },
      log,
    )
    const deliverer = new WebhookDeliverer(register, (notice) => logNotice(log, notice))
    const port = await server.listen()
    deliverer.start()
    announce(options, settings, port, database.url === null ? `embedded, in ${database.folder}` : 'Postgres')
    const signal = await stop
    log.info({ signal }, 'stopping')
    await Promise.all([server.close(), deliverer.stop()])
    await stopSigning()
  } finally {
    await register.close()
  }
  return EXIT.ok
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
