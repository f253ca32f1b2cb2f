import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenOptions } from '@demur/server'
import { command, type Ended, type Running, start } from './command.ts'
import { importJson, newRegister } from './register.ts'
import { startServer, type TestServer } from './server.ts'
import { member, objection, post, RULEBOOK } from './world.ts'

/** How many members there are: `m0`, `m1` … */
export const MEMBERS = 40

/** Every third member has objected. */
export const mayBeUsed = (number: number): boolean => (number % MEMBERS) % 3 !== 0

/** Which columns say what in the files of these tests. */
export const DESCRIBED = ['--described', '--member', 'author', '--created-at', 'at']

/** A served register whose members have posted and objected, and a folder for files. */
export interface Filtering {
  readonly server: TestServer
  /** The place of a file. */
  file(name: string): string
  read(name: string): string
  /** Runs `demur filter` through the server. */
  filter(args: readonly string[], input?: string): Promise<Ended>
  start(args: readonly string[]): Running
  /** How many rows a filter says to have done. */
  done(out: string): number
  close(): Promise<void>
}

export async function openFiltering(options: OpenOptions = {}): Promise<Filtering> {
  const register = await newRegister('postgres', options)
  const numbers = Array.from({ length: MEMBERS }, (_, number) => number)
  await importJson(register, [
    RULEBOOK,
    ...numbers.flatMap((number) => member(`m${number}`)),
    ...numbers.map((number) => post(`i${number}`, `m${number}`)),
    ...numbers.filter((number) => !mayBeUsed(number)).map((number) => objection(`m${number}`)),
  ])
  const server = await startServer(register)
  const folder = mkdtempSync(join(tmpdir(), 'demur-filter-'))
  const file = (name: string): string => join(folder, name)
  const through = ['filter', '--url', server.url, '--token', 'dev-service', '--use', 'genai.training']
  return {
    server,
    file,
    read: (name) => readFileSync(file(name), 'utf8'),
    filter: (args, input) => command([...through, ...args], {}, input),
    start: (args) => start([...through, ...args]),
    done(out) {
      const kept = existsSync(file(`${out}.progress`)) ? readFileSync(file(`${out}.progress`), 'utf8') : '{"rows":0}'
      return (JSON.parse(kept) as { rows: number }).rows
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}
