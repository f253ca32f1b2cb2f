import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { binary, type Ended, run } from '../../../packages/sdk/test/support/project.ts'

/** A program that serves, until it is stopped. */
export class App {
  readonly url: string
  readonly #process: ChildProcess

  private constructor(url: string, process: ChildProcess) {
    this.url = url
    this.#process = process
  }

  /**
   * Starts a program of Node and waits for the address that it prints.
   * @throws where it ends without one, with what it said
   */
  static async start(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<App> {
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, PORT: '0', ...env } })
    const said: string[] = []
    child.stderr.on('data', (data: Buffer) => void said.push(String(data)))
    for await (const line of createInterface(child.stdout)) {
      said.push(line)
      // Vite prints in colours.
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line.replaceAll(/\p{Cc}\[\d+m/gu, '')) ?? []
      if (url === undefined) continue
      child.stdout.resume()
      return new App(url, child)
    }
    throw new Error(`${args.join(' ')} ended before it served:\n${said.join('\n')}`)
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }
}

/** Checks the types of an example as its own `tsc` would. */
export function typesOf(folder: string): Promise<Ended> {
  return run(process.execPath, [binary('typescript/bin/tsc'), '-p', '.'], folder)
}

/** Builds an example with the Vite that it has installed. */
export async function vite(folder: string, ...args: readonly string[]): Promise<void> {
  const { status, output } = await run(process.execPath, ['node_modules/vite/bin/vite.js', ...args], folder, {
    // Tests run with another one, and React would be bundled as for development.
    NODE_ENV: 'production',
  })
  if (status !== 0) throw new Error(output)
}
