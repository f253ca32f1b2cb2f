import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const CLI = 'packages/server/src/cli.ts'
const SAMPLE = 'packages/fixtures/worlds/sample-register.jsonl'

/** A server with the sample register, in a process of its own, as `pnpm start` starts it. */
export class SampleServer {
  readonly url: string
  readonly #process: ChildProcess

  private constructor(url: string, process: ChildProcess) {
    this.url = url
    this.#process = process
  }

  /** Starts one that keeps its register in a folder, on the usual port: it is on the pictures. */
  static async start(folder: string): Promise<SampleServer> {
    const args = ['--conditions=source', CLI, 'serve', '--sample', SAMPLE, '--data', folder, '--port', '4000', '--json']
    const env = { ...process.env, DEMUR_LOG_LEVEL: 'error' }
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface(child.stdout)) {
      const { playground } = JSON.parse(line) as { readonly playground: string }
      child.stdout.resume()
      return new SampleServer(new URL(playground).origin.replace('localhost', '127.0.0.1'), child)
    }
    throw new Error('the server ended before it served')
  }

  /** Runs a command against it, as an operator, and gives what it prints. */
  async run(...args: readonly string[]): Promise<string> {
    const all = ['--conditions=source', CLI, ...args, '--url', this.url, '--token', 'dev-operator']
    const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: ROOT }).catch(
      // A command that answers “no” says so by its exit code as well.
      (error: { readonly stdout: string }) => error,
    )
    return stdout
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }
}
