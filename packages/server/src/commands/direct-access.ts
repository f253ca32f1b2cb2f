import { createContext, schema, type Viewer } from '@demur/schema'
import { GraphQLError, graphql } from 'graphql'
import { openEligibleExport } from '../bulk/eligible-export.ts'
import { BulkRefused } from '../bulk/settled-question.ts'
import { readCheckpointSettings, readDatabaseSettings, readPublishing, readWebhookSettings } from '../configuration.ts'
import { faultOf } from '../http/faults.ts'
import { BEYOND_HEAD, openExport } from '../ledger/export.ts'
import { importEntries } from '../ledger/import.ts'
import { linesOf } from '../ledger/lines.ts'
import { restoreLedger } from '../ledger/restore.ts'
import { openRegister } from '../register/open.ts'
import { registerFor } from '../register/register.ts'
import { openRunStream } from '../register/run-streams.ts'
import { openSnapshot } from '../snapshot/open-snapshot.ts'
import type { Access } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** Whoever can open the database may do what an operator may. */
const COMMAND_LINE: Viewer = { subject: 'command line', roles: ['OPERATOR'], member: null }

interface DirectOptions {
  /** Whether approval of rulebooks is. */
  readonly waived: boolean
  /** Whether a register is made where there is none. */
  readonly begin: boolean
}

/** Opens the database of a folder, or the one that the environment names. */
export async function directAccess(data: string | undefined, { waived, begin }: DirectOptions): Promise<Access> {
  const register = await openRegister(readDatabaseSettings(process.env, { data }), {
    publishing: { ...readPublishing(process.env), waived },
    checkpoints: readCheckpointSettings(process.env),
    webhooks: readWebhookSettings(process.env),
    existing: !begin,
  })
  const { db } = register.connection
  return {
    async execute(source, variableValues) {
      const bound = registerFor(register, COMMAND_LINE, register.clock(), new AbortController().signal)
      const { data, errors } = await graphql({ schema, source, variableValues, contextValue: createContext(bound) })
      const [error] = errors ?? []
      if (error !== undefined) throw faultOf(error) ?? new CommandFailed(EXIT.usage, error.message)
      return data as Record<string, unknown>
    },
    importFrom: (bytes, restore = false) =>
      restore
        ? restoreLedger(db, linesOf(bytes), register.pseudonyms)
        : importEntries(register.connection, register, linesOf(bytes), COMMAND_LINE.subject),
    async exportLedger(request) {
      const opened = await openExport(db, request)
      if (opened === null) throw new CommandFailed(EXIT.usage, BEYOND_HEAD)
      return { ...opened, bytes: encoded(opened.chunks) }
    },
    async exportEligible(question) {
      try {
        return await openEligibleExport(register, register.clock(), question)
      } catch (error) {
        throw refusedBulk(error)
      }
    },
    async openSnapshot(question) {
      try {
        return await openSnapshot(register, register.clock(), question)
      } catch (error) {
        throw refusedBulk(error)
      }
    },
    async report(format, point) {
      const { renderReport } = await import('../report/render-report.ts')
      const bound = registerFor(register, COMMAND_LINE, register.clock(), new AbortController().signal)
      const report = await renderReport(bound, format, point).catch((error: unknown) => {
        throw refusedBulk(error)
      })
      if (report === null) throw new Error('an operator has no report')
      return report.bytes
    },
    async *runStream(request) {
      const lines = await openRunStream(register, COMMAND_LINE, register.clock(), request)
      if ('refusal' in lines) throw new CommandFailed(EXIT.refused, lines.message)
      for await (const some of lines) yield* some
    },
    close: () => register.close(),
  }
}

/** What `--url` would answer in the same case. */
function refusedBulk(error: unknown): unknown {
  if (error instanceof BulkRefused) {
    return new CommandFailed(error.code === 'BAD_USER_INPUT' ? EXIT.usage : EXIT.refused, error.message)
  }
  return error instanceof GraphQLError ? new CommandFailed(EXIT.usage, error.message) : error
}

async function* encoded(chunks: AsyncIterable<string[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const lines of chunks) yield encoder.encode(`${lines.join('\n')}\n`)
}
