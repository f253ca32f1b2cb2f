import { authenticateDevelopment, HttpServer, type HttpSettings, type OpenRegister } from '@demur/server'
import { pino } from 'pino'

export interface TestServer {
  readonly url: string
  readonly register: OpenRegister
  /** What was logged, a line of JSON each. */
  readonly log: readonly string[]
  /** Sends a GraphQL request. */
  ask<Data = Record<string, unknown>>(token: string, query: string, variables?: object): Promise<Answer<Data>>
  close(): Promise<void>
}

export interface Answer<Data> {
  readonly status: number
  readonly data: Data
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

const SETTINGS: HttpSettings = {
  host: '127.0.0.1',
  port: 0,
  hosts: ['127.0.0.1', 'localhost'],
  origins: [],
  bodyLimit: 1_000_000,
  requestTimeout: 30_000,
  stopTimeout: 5000,
  stallTimeout: 60_000,
  development: true,
}

export type ServerOptions = Partial<HttpSettings> & { authenticate?: typeof authenticateDevelopment }

/** Serves a register on a real port with the development tokens. */
export async function startServer(
  register: OpenRegister,
  { authenticate = authenticateDevelopment, ...settings }: ServerOptions = {},
): Promise<TestServer> {
  const log: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) })
  const server = new HttpServer(register, authenticate, { ...SETTINGS, ...settings }, logger)
  const url = `http://127.0.0.1:${await server.listen()}`
  return {
    url,
    register,
    log,
    async ask<Data>(token: string, query: string, variables: object = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      })
      return { status: response.status, ...((await response.json()) as { data: Data }) }
    },
    async close() {
      await server.close()
      await register.close()
    },
  }
}
