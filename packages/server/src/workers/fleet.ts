import cluster, { type Worker } from 'node:cluster'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { CommandFailed, EXIT } from '../commands/exit.ts'
import { environmentOf, type Message, type Role } from './role.ts'

/** The processes of one server: some that answer, and one that writes for them. */
export interface Fleet {
  /** The port that they answer at. */
  readonly port: number
  /** Rejects where a process cannot be replaced. */
  readonly failed: Promise<never>
  /** Ends those that answer, which finish what runs, and then the one that writes. */
  stop(): Promise<void>
}

/** How often in a row a process may end before it was ready. */
const MOST_FAILURES = 5
/** Before a process that ended so is started again: doubled each time; milliseconds. */
const PAUSE = 100

/** Starts a writer and so many workers, and replaces each that ends. Where one does not start, none is left. */
export async function startFleet(workers: number, log: Logger): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'demur-'))
  const socketPath = join(folder, 'writer')
  const crew = new Crew(log)
  const stop = async (): Promise<void> => {
    await crew.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    // First and alone: it brings the database up to date, and loads what an empty register begins with.
    await crew.start({ name: 'writer', socketPath })
    const ports = await Promise.all(Array.from({ length: workers }, () => crew.start({ name: 'worker', socketPath })))
    return { port: ports[0] ?? 0, failed: crew.failed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

class Crew {
  readonly #log: Logger
  readonly #running = new Map<Worker, Role>()
  readonly #ready = new WeakSet<Worker>()
  readonly failed: Promise<never>
  #fail: (error: Error) => void = () => {}
  #failures = 0
  #stopping = false

  constructor(log: Logger) {
    this.#log = log
    this.failed = new Promise<never>((_, reject) => {
      this.#fail = reject
    })
    // Nobody may be listening yet.
    this.failed.catch(() => {})
  }

  /** Starts a process, and resolves to its port once it is ready; rejects where it ends before. */
  start(role: Role): Promise<number> {
    const worker = cluster.fork(environmentOf(role))
    this.#running.set(worker, role)
    return new Promise((resolve, reject) => {
      let port: number | null = null
      worker.on('message', (message: Message) => {
        if (typeof message !== 'object') return
        port = message.ready
        this.#ready.add(worker)
        this.#log.info({ role: role.name, worker: worker.process.pid }, 'a process of the server is ready')
        resolve(port)
      })
      worker.once('exit', (code, signal) => {
        this.#running.delete(worker)
        if (port !== null) this.#failures = 0
        reject(new CommandFailed(code || EXIT.fault, `the ${role.name} ended while it started, see above`))
        // One that never was ready is the business of whoever started it.
        if (port !== null && !this.#stopping) this.#replace(role, { code, signal })
      })
    })
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#end('worker')
    await this.#end('writer')
  }

  #replace(role: Role, ended: { readonly code: number; readonly signal: string }): void {
    this.#log.error({ role: role.name, ...ended }, 'a process of the server ended, and is replaced')
    this.start(role).catch((error: Error) => this.#tryAgain(role, error))
  }

  #tryAgain(role: Role, error: Error): void {
    if (this.#stopping) return
    this.#failures += 1
    if (this.#failures >= MOST_FAILURES) return this.#fail(error)
    setTimeout(
      () => {
        if (!this.#stopping) this.start(role).catch((again: Error) => this.#tryAgain(role, again))
      },
      PAUSE * 2 ** this.#failures,
    )
  }

  async #end(name: Role['name']): Promise<void> {
    const concerned = [...this.#running].filter(([, role]) => role.name === name)
    await Promise.all(
      concerned.map(([worker]) => {
        const ended = new Promise((resolve) => worker.once('exit', resolve))
        // One that is starting has acknowledged nothing, and may not listen yet.
        if (!this.#ready.has(worker)) worker.process.kill('SIGKILL')
        else if (worker.isConnected()) worker.send('stop' satisfies Message)
        return ended
      }),
    )
  }
}
