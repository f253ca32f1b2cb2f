import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))
const ROOT = join(PACKAGE, '../..')

/** What a program ended with. */
export interface Ended {
  readonly status: number
  /** Standard output and standard error. */
  readonly output: string
}

/** Runs a program to its end, at most for two minutes. The test goes on serving meanwhile. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: 120_000, maxBuffer: 10_000_000 }
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` })
    })
  })
}

/** The program of a package that this one or the root depends on. */
export function binary(path: string, from: 'sdk' | 'root' = 'root'): string {
  return join(from === 'sdk' ? PACKAGE : ROOT, 'node_modules', path)
}

/** Packs a package as it is published, into a folder. */
export function pack(folder: string, into: string): Promise<Ended> {
  return pnpm(['pack', '--pack-destination', into], folder)
}

/** Runs pnpm. Tests that it started know where it is. */
export function pnpm(args: readonly string[], cwd: string): Promise<Ended> {
  const { npm_execpath: program = '' } = process.env
  return /pnpm[^/\\]*$/.test(program)
    ? run(program, args, cwd)
    : run('npx', ['-y', '--prefer-offline', 'pnpm@12', ...args], cwd)
}

/** A folder that is a project of somebody else. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'demur-sdk-')))

  constructor() {
    this.write('package.json', JSON.stringify({ name: 'somebody-elses', private: true, type: 'module' }))
  }

  write(path: string, text: string): string {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  /** Lets it import the SDK from its source. */
  link(): void {
    mkdirSync(join(this.folder, 'node_modules/@demur'), { recursive: true })
    symlinkSync(PACKAGE, join(this.folder, 'node_modules/@demur/sdk'))
  }

  /** Gives it a package that the SDK has for its tests. */
  borrow(name: string): void {
    const link = join(this.folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    if (!existsSync(link)) symlinkSync(join(PACKAGE, 'node_modules', name), link)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
