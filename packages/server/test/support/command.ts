import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'

const SOURCE = ['--conditions=source', fileURLToPath(new URL('../../src/cli.ts', import.meta.url))]

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcessWithoutNullStreams
  readonly output: () => string
  readonly ended: Promise<Ended>
}

/** Starts the command line in a process of its own; whatever is left of it ends with the test. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string): Running {
  return startNode([...SOURCE, ...args], env, input)
}

function startNode(args: readonly string[], env: Readonly<Record<string, string>>, input?: string): Running {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  child.stdin.end(input)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { process: child, output: () => stdout + stderr, ended }
}

/** Runs a command to its end. */
export function command(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<Ended> {
  return start(args, env, input).ended
}

/** A served register in a process of its own, and where it answers. */
export interface Served extends Running {
  readonly url: string
}

/** Serves on a free port; resolves once it says that it is ready. */
export function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  return serveWith(SOURCE, args, env)
}

/** Likewise, with the command line that Node is given in `cli`. */
export async function serveWith(
  cli: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Served> {
  const running = startNode([...cli, 'serve', '--port', '0', ...args], env)
  const url = await new Promise<string>((resolve, reject) => {
    running.process.stdout.on('data', () => {
      const [, found] = /(http:\/\/localhost:\d+)\/graphql/.exec(running.output()) ?? []
      if (found !== undefined) resolve(found)
    })
    void running.ended.then(({ code }) => reject(new Error(`serve ended with ${code}: ${running.output()}`)))
  })
  return { ...running, url }
}

/** A folder with an embedded register that holds nothing; it goes with the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'demur-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  cpSync(inject('embeddedFolder'), folder, { recursive: true })
  return folder
}

/** Asks a served register. */
export async function ask<Data = Record<string, unknown>>(
  url: string,
  token: string,
  query: string,
  variables: object = {},
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown }
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}
