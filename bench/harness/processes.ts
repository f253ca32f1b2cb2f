import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A server in a process of its own. */
export interface ServerProcess {
  readonly pid: number
  readonly url: string
  /** Processor time that it took so far, its workers included; milliseconds. NaN where the system does not tell. */
  processorTime(): number
  stop(): Promise<void>
}

/** Starts a script of the repository with Node, and waits until it says at which `http://` address it answers. */
export async function startServer(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--conditions=source', `${ROOT}${script}`, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await addressOf(child, script)
  const pid = child.pid ?? 0
  return { pid, url, processorTime: () => processorTime(pid), stop: () => stop(child) }
}

/** A command of the repository's command line. */
export const DEMUR = 'packages/server/src/cli.ts'

/** Serves a register on Postgres as users do, but for the lines that the log has of every request. */
export function serveDemur(databaseUrl: string, environment: Readonly<Record<string, string>> = {}) {
  const settings = { DATABASE_URL: databaseUrl, DEMUR_PORT: '0', DEMUR_LOG_LEVEL: 'warn', ...environment }
  return startServer(DEMUR, ['serve', '--empty'], settings)
}

function addressOf(child: ChildProcess, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer): void => {
      if (said.length < 100_000) said += chunk
      const [, url] = /(http:\/\/[\w.]+:\d+)/.exec(said) ?? []
      if (url !== undefined) resolve(url)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${said}`)))
  })
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** A tick of the kernel's clock for processor time; milliseconds. */
const TICK = 10

function processorTime(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const own = Number(fields[11]) + Number(fields[12])
    return own * TICK
  } catch {
    return Number.NaN
  }
}
