import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { PYTHON } from './environment.ts'

/** A standalone master with two workers on loopback: what a job sees of a cluster. */
export interface Cluster {
  /** `spark://127.0.0.1:…` */
  readonly master: string
  stop(): void
}

type Daemon = ChildProcessByStdio<null, Readable, Readable>

/** How long a daemon may take to say that it is there; milliseconds. */
const PATIENCE = 300_000

/** Starts a cluster whose workers have one core each. */
export async function startCluster(memory = '1g'): Promise<Cluster> {
  const work = mkdtempSync(join(tmpdir(), 'demur-spark-'))
  const daemons: Daemon[] = []
  const stop = () => {
    for (const daemon of daemons) daemon.kill('SIGKILL')
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
  const start = (name: string, args: readonly string[], ready: RegExp) => {
    const daemon = spawnDaemon(`org.apache.spark.deploy.${name}`, ['--host', '127.0.0.1', '--webui-port', '0', ...args])
    daemons.push(daemon)
    return saidBy(daemon, name, ready)
  }
  try {
    const [master] = await start('master.Master', ['--port', '0'], /spark:\/\/127\.0\.0\.1:\d+/)
    const worker = (nth: number) => {
      const folder = join(work, String(nth))
      const args = ['--cores', '1', '--memory', memory, '--work-dir', folder, master]
      return start('worker.Worker', args, /[Ss]uccessfully registered with master/)
    }
    await Promise.all([worker(1), worker(2)])
    return { master, stop }
  } catch (error) {
    stop()
    throw error
  }
}

function spawnDaemon(className: string, args: readonly string[]): Daemon {
  const [home = ''] = globSync(join(dirname(PYTHON), '../lib/python3*/site-packages/pyspark'))
  const env = { ...process.env, SPARK_HOME: home, SPARK_LOCAL_IP: '127.0.0.1', SPARK_DAEMON_MEMORY: '256m' }
  return spawn(join(home, 'bin/spark-class'), [className, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Waits for a daemon to say something; what it says afterwards is let go. */
function saidBy(daemon: Daemon, name: string, ready: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (what: string) => reject(new Error(`${name} ${what}:\n${output}`))
    const timer = setTimeout(() => fail('did not start in time'), PATIENCE)
    const listen = (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000)
      const found = ready.exec(output)
      if (found === null) return
      clearTimeout(timer)
      resolve(found)
    }
    daemon.stdout.on('data', listen)
    daemon.stderr.on('data', listen)
    daemon.once('error', (error) => fail(`cannot be started: ${error.message}`))
    daemon.once('exit', (code) => fail(`ended with ${code}`))
  })
}
