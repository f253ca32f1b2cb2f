import { Readable } from 'node:stream'
import { type Position, positionOf } from '@demur/eligibility'
import { createContext, schema, type Viewer } from '@demur/schema'
import { graphql } from 'graphql'
import { readDatabaseSettings } from '../configuration.ts'
import { exportEntries } from '../ledger/export.ts'
import { ImportRefused, type ImportResult, importEntries, linesOf } from '../ledger/import.ts'
import { readHead } from '../register/ledger.ts'
import { type OpenRegister, openRegister } from '../register/open.ts'
import { registerFor } from '../register/register.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** Where a command finds the register. */
export interface AccessOptions {
  readonly data?: string
  readonly url?: string
  readonly token?: string
}

/** A stream of lines of the ledger, and how many there are. */
export interface Exported {
  readonly entries: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** The register as a command works with it: a database that it opens itself, or a server that it asks. */
export interface Access {
  /** Runs an operation and gives its data. */
  execute(document: string, variables: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>
  importFrom(bytes: AsyncIterable<Uint8Array>): Promise<ImportResult>
  exportAfter(after: Position): Promise<Exported>
  close(): Promise<void>
}

export async function openAccess({ data, url, token }: AccessOptions): Promise<Access> {
  if (url === undefined) return direct(await openRegister(readDatabaseSettings(process.env, { data })))
  if (data !== undefined) throw new CommandFailed(EXIT.usage, 'Give --url or --data, not both.')
  return remote(new URL(url), token ?? process.env.DEMUR_TOKEN ?? '')
}

/** Whoever can open the database may do what an operator may. */
const COMMAND_LINE: Viewer = { subject: 'command line', roles: ['OPERATOR'], member: null }

function direct(register: OpenRegister): Access {
  const { db } = register.connection
  return {
    async execute(source, variableValues) {
      const bound = registerFor(register, COMMAND_LINE, register.clock(), new AbortController().signal)
      const { data, errors } = await graphql({ schema, source, variableValues, contextValue: createContext(bound) })
      if (errors?.[0] !== undefined) throw errors[0].originalError ?? new CommandFailed(EXIT.usage, errors[0].message)
      return data as Record<string, unknown>
    },
    importFrom: (bytes) => importEntries(db, register.clock, linesOf(bytes), COMMAND_LINE.subject),
    async exportAfter(after) {
      const until = await readHead(db)
      return { entries: Math.max(until - after, 0), bytes: encoded(exportEntries(db, after, until)) }
    },
    close: () => register.close(),
  }
}

async function* encoded(chunks: AsyncIterable<string[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const lines of chunks) yield encoder.encode(`${lines.join('\n')}\n`)
}

function remote(base: URL, token: string): Access {
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers }
    try {
      return await fetch(new URL(path, base), { ...init, headers })
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
      throw new CommandFailed(EXIT.unreachable, `${base.origin} cannot be reached${cause}.`)
    }
  }
  return {
    async execute(query, variables) {
      const headers = { 'content-type': 'application/json', accept: 'application/json' }
      const response = await request('/graphql', {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = await jsonOf<{ data?: Record<string, unknown>; errors?: { message: string }[] }>(
        response,
      )
      if (errors?.[0] !== undefined) throw failed(response.status, errors[0].message)
      return data ?? {}
    },
    async importFrom(bytes) {
      const body = Readable.toWeb(Readable.from(bytes))
      const headers = { 'content-type': 'application/x-ndjson' }
      const response = await request('/ledger', {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
      } as unknown as RequestInit)
      if (response.ok) return jsonOf<ImportResult>(response)
      const refusal = await jsonOf<Partial<ImportRefused> & { errors?: { message: string }[] }>(response)
      if (refusal.line !== undefined) throw new ImportRefused(refusal.line, refusal.problems ?? [])
      throw failed(response.status, refusal.errors?.[0]?.message ?? response.statusText)
    },
    async exportAfter(after) {
      const response = await request(`/ledger?after=${after}`)
      if (!response.ok || response.body === null) {
        const { errors } = await jsonOf<{ errors?: { message: string }[] }>(response)
        throw failed(response.status, errors?.[0]?.message ?? response.statusText)
      }
      return { entries: Number(response.headers.get('demur-entries')), bytes: response.body }
    },
    close: async () => {},
  }
}

async function jsonOf<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch {
    throw new CommandFailed(EXIT.unreachable, `The server answered ${response.status} with something that is no JSON.`)
  }
}

function failed(status: number, message: string): CommandFailed {
  const unreachable = status === 401 || status === 403 || status === 404 || status >= 500
  return new CommandFailed(unreachable ? EXIT.unreachable : EXIT.usage, message)
}

export const BEGINNING = positionOf(0)
