import { Readable } from 'node:stream'
import { formatInstant, type JsonObject } from '@demur/eligibility'
import type { ImportResult } from '../ledger/import.ts'
import { ImportRefused } from '../ledger/import-refused.ts'
import { linesOf } from '../ledger/lines.ts'
import type { Access } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { exportQuery, receivedExport } from './remote-export.ts'

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

/** Asks a running server. */
export function remoteAccess(base: URL, token: string): Access {
  const request = async (path: string, init: Init = {}): Promise<Response> => {
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
    async importFrom(bytes, restore = false) {
      const body = Readable.toWeb(Readable.from(bytes))
      const headers = { 'content-type': 'application/x-ndjson' }
      const response = await request(restore ? '/ledger?restore=true' : '/ledger', {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
      } as unknown as Init)
      if (response.ok) return jsonOf<ImportResult>(response)
      const refusal = await jsonOf<Partial<ImportRefused> & { errors?: { message: string }[] }>(response)
      if (refusal.line !== undefined) throw new ImportRefused(refusal.line, refusal.problems ?? [])
      throw failed(response.status, refusal.errors?.[0]?.message ?? response.statusText)
    },
    async exportLedger({ after, asKnownAt = null, evidence = false }) {
      const until = asKnownAt === null ? '' : `&asKnownAt=${asKnownAt}`
      const response = await request(`/ledger?after=${after}${until}${evidence ? '&evidence=true' : ''}`)
      if (!response.ok || response.body === null) {
        const { errors } = await jsonOf<{ errors?: { message: string }[] }>(response)
        throw failed(response.status, errors?.[0]?.message ?? response.statusText)
      }
      const [entries, lines] = ['demur-entries', 'demur-lines'].map((name) => Number(response.headers.get(name)))
      return { entries: entries ?? 0, lines: lines || (entries ?? 0), bytes: response.body }
    },
    async exportEligible(question) {
      const headers = { accept: 'application/x-ndjson' }
      const response = await request(`/export/eligible?${exportQuery(question)}`, { headers })
      if (!response.ok || response.body === null) throw await refused(response)
      return receivedExport(question, response.headers, response.body)
    },
    openSnapshot() {
      const message = 'A snapshot is made on the database itself: give --data, or DATABASE_URL, and not --url.'
      return Promise.reject(new CommandFailed(EXIT.usage, message))
    },
    async report(format, { at, asKnownAt }) {
      const query = new URLSearchParams({
        ...(at === null ? {} : { at: formatInstant(at) }),
        ...(asKnownAt === null ? {} : { asKnownAt: String(asKnownAt) }),
      })
      const response = await request(`/report.${format}?${query}`)
      if (!response.ok) throw await refused(response)
      return response.bytes()
    },
    async *runStream({ of, ...keys }) {
      const query = new URLSearchParams(keys)
      const response = await request(`/runs/${of}?${query}`, { method: of === 'seal' ? 'POST' : 'GET' })
      if (!response.ok || response.body === null) throw await refused(response)
      try {
        for await (const line of linesOf(response.body)) yield JSON.parse(line) as JsonObject
      } catch (error) {
        const cause = error instanceof Error ? `: ${error.message}` : ''
        throw new CommandFailed(EXIT.fault, `The stream broke off${cause}.`)
      }
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

/** Whether the register said no, or was not reached at all. */
async function refused(response: Response): Promise<CommandFailed> {
  const { errors = [] } = await jsonOf<{ errors?: { message: string; extensions?: { code?: string } }[] }>(response)
  const [{ message, extensions } = { message: response.statusText }] = errors
  const said = ['NOT_FOUND', 'RUN_NOT_OPEN', 'STORAGE_CHANGED'].includes(extensions?.code ?? '')
  return said ? new CommandFailed(EXIT.refused, message) : failed(response.status, message)
}

function failed(status: number, message: string): CommandFailed {
  const unreachable = status === 401 || status === 403 || status === 404 || status >= 500
  return new CommandFailed(unreachable ? EXIT.unreachable : EXIT.usage, message)
}
