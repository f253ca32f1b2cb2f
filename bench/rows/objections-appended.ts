import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { instantOf } from '@demur/eligibility'
import { type Engine, registerFor } from '@demur/server'
import { Appender } from '../../packages/server/src/ledger/append.ts'
import { query } from '../harness/context.ts'
import { interleave } from '../harness/interleave.ts'
import { openOn, populatedWith } from '../harness/register.ts'
import type { Row } from '../row.ts'

const WRITERS = 64
const CLIENTS = 16
const MEMBERS = 100_000

/** Objections by many writers of one process, each acknowledged when it is on the disk. */
export const row: Row = {
  name: 'objections-appended',
  work: `objections appended by ${WRITERS} writers in one process, each with a durable commit`,
  against: {
    alone: { is: 'one transaction for each objection under the same lock', reach: { atLeast: 5 } },
    pgbench: { is: `pgbench inserting a row in each transaction, ${CLIENTS} clients`, reach: { atLeast: 0.5 } },
  },
  async run(context) {
    const { repetitions, seconds, say } = context
    const members = Math.max(Math.round(MEMBERS * context.scale), 1000)
    say(`filling a register of ${members.toLocaleString('en')} members`)
    const url = await populatedWith(context, { members, itemsPerMember: 1, mentions: 0, coAuthored: 0 }, 1)
    const authors = await membersInTurn(url)
    await query(
      url,
      'CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, member text, body jsonb)',
    )
    const register = await openOn(url, CLIENTS + 4)
    const append = counted('demur', say, () => objectionsPerSecond(() => register, authors, WRITERS, seconds))
    const alone = counted('alone', say, () =>
      objectionsPerSecond(
        () => ({ ...register, appender: new Appender(register.connection.db, register, () => {}) }),
        authors,
        CLIENTS,
        seconds,
      ),
    )
    try {
      const rates = await interleave(repetitions, {
        demur: append,
        alone,
        pgbench: counted('pgbench', say, () => insertsPerSecond(url, seconds)),
      })
      return {
        figures: [
          { against: 'alone', unit: 'objections/s', own: rates.demur, other: rates.alone },
          { against: 'pgbench', unit: 'rows/s', own: rates.demur, other: rates.pgbench },
        ],
        notes: [
          'An objection is an entry of the ledger with salts, commitment and hash, its row in the projection, its leaf in the tree and the new head; pgbench inserts one row of a table with one index and nothing else.',
          `One transaction for each: ${CLIENTS} appenders with one writer each, on connections of their own, so that the next is ready when the lock is free.`,
          `${members.toLocaleString('en')} members object one after the other, so that nobody has a history that grows with the measurement.`,
          'All on one machine and one disk, commits reach it (fsync).',
        ],
      }
    } finally {
      await register.close()
    }
  },
}

function counted(name: string, say: (message: string) => void, measure: () => Promise<number>): () => Promise<number> {
  return async () => {
    const rate = await measure()
    say(`${name}: ${Math.round(rate)}/s`)
    return rate
  }
}

const service = { subject: 'bench', roles: ['SERVICE' as const], member: null }

/** Writers that each wait for one acknowledgement before they send the next objection. */
async function objectionsPerSecond(
  engineOf: () => Engine,
  authors: Iterator<string, never>,
  writers: number,
  seconds: number,
): Promise<number> {
  const never = new AbortController().signal
  const began = performance.now()
  const until = began + 1000 * seconds
  let recorded = 0
  const write = async (): Promise<void> => {
    const engine = engineOf()
    while (performance.now() < until) {
      const command = {
        member: authors.next().value,
        setting: 'genai-improvement',
        act: 'OBJECT' as const,
        expectedVersion: null,
        idempotencyKey: null,
        effectiveAt: null,
        channel: 'bench',
      }
      const [outcome] = await registerFor(engine, service, instantOf(Date.now()), never).setOptOuts([command])
      if (outcome === undefined || outcome.refusal !== undefined) throw new Error('an objection was refused')
      recorded += 1
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  return (1000 * recorded) / (performance.now() - began)
}

/** Everybody in an order of no meaning, again and again: whoever objects has hardly objected before. */
async function membersInTurn(url: string): Promise<Iterator<string, never>> {
  const found = await query<{ key: string }>(url, 'SELECT key FROM demur.member ORDER BY md5(key)')
  function* inTurn(): Generator<string, never> {
    for (;;) for (const { key } of found) yield key
  }
  return inTurn()
}

const INSERT = `\\set member random(1, ${MEMBERS})
INSERT INTO bench_row (member, body) VALUES ('member-' || :member, '{"setting": "genai-improvement"}');
`

/** `pgbench` comes with Postgres, and has to be on the path. */
async function insertsPerSecond(url: string, seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'demur-bench-'))
  try {
    const script = join(folder, 'insert.sql')
    writeFileSync(script, INSERT)
    const args = ['-n', '-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(seconds), '-f', script, url]
    const { stdout } = await promisify(execFile)('pgbench', args)
    const [, rate] = /tps = ([\d.]+)/.exec(stdout) ?? []
    if (rate === undefined) throw new Error(`pgbench said: ${stdout}`)
    return Number(rate)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
