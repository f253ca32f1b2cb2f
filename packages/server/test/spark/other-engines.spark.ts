import { join } from 'node:path'
import { ALLOWING_REASONS, BLOCKING_REASONS } from '@demur/eligibility'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openSnapshot } from '../../src/snapshot/open-snapshot.ts'
import { DEFAULT_NAMES, eligibilityStatement } from '../../src/snapshot/statement.ts'
import { writeSnapshot } from '../../src/snapshot/write-snapshot.ts'
import { type Answer, ITEM_TABLE, PEOPLE_TABLE, temporaryFolder, writeTable } from '../support/engines.ts'
import { importJson, newRegister } from '../support/register.ts'
import { allows, type CallersTables, callersTables, manyWorlds, questionsAbout } from '../support/warehouse-world.ts'
import { askSpark, type SparkJob } from './ask.ts'

const SEED = 17
const { entries, ledger } = manyWorlds(150, SEED)

/** Of many questions those to which the answers differ most, and one from before the rules began. */
const ranked = questionsAbout(ledger, 40, SEED)
  .map((question) => ({ question, given: callersTables(ledger, question) }))
  .sort((a, b) => varietyOf(b.given) - varietyOf(a.given))
const early = ranked.filter(({ given }) => [...given.expected.values()].some((text) => text.includes('BEFORE_START')))
const questions = [...ranked.slice(0, 2), ...early.slice(0, 1)]

function varietyOf({ expected }: CallersTables): number {
  return new Set(expected.values()).size
}

/** A question as tables and a statement, and the answers. */
interface Case extends SparkJob {
  readonly expected: ReadonlyMap<string, string>
}

describe(`over 150 random worlds (seed ${SEED}), on a Spark cluster with two workers`, () => {
  const folder = temporaryFolder()
  let whole: readonly Case[]
  let spread: readonly Case[]
  let parts: readonly Case[]
  let answers: ReadonlyMap<Case, readonly Answer[]>
  beforeAll(async () => {
    whole = await casesOf(folder.path)
    // Joined by sorting what lies in the same partition, instead of sending the smaller side to everybody.
    const settings = { 'spark.sql.autoBroadcastJoinThreshold': '-1', 'spark.sql.adaptive.enabled': 'false' }
    spread = whole.slice(0, 1).map((of) => ({ ...of, settings, tables: spreadByHash(of.tables) }))
    parts = [0, 1, 2].map((part) => partOf(whole[0], `pmod(hash(item), 3) = ${part}`))
    // In one session: starting one takes longer than most jobs.
    const jobs = [...whole, ...parts, ...spread]
    const found = await askSpark(inject('sparkMaster'), folder.path, jobs)
    answers = new Map(jobs.map((job, nth) => [job, found[nth] ?? []]))
  })
  afterAll(() => folder.remove())

  function expectAnswers(found: readonly Answer[], { expected }: Case): void {
    expect(found.length).toBe(expected.size)
    expect(new Map(found.map(({ item, reasons }) => [item, reasons]))).toEqual(expected)
    expect(found.filter(({ eligible, reasons }) => eligible !== allows(reasons))).toEqual([])
  }

  it('every row is answered as “decide” answers it, reasons included', () => {
    for (const of of whole) expectAnswers(answers.get(of) ?? [], of)
    const seen = new Set(whole.flatMap(({ expected }) => [...expected.values()].flatMap((text) => text.split(' '))))
    const reachable = BLOCKING_REASONS.filter((code) => code !== 'UNKNOWN_ITEM' && code !== 'UNKNOWN_DATA_USE')
    expect([...seen].sort()).toEqual([...reachable, ...ALLOWING_REASONS].sort())
  })

  it('the answers of inputs spread by hash are those of the whole, however the engine joins them', () => {
    for (const of of spread) expectAnswers(answers.get(of) ?? [], of)
  })

  it('the answers of the parts of the items, by hash, together are those of the whole', () => {
    const found = parts.map((part) => answers.get(part) ?? [])
    expect(Math.min(...found.map((part) => part.length))).toBeGreaterThan(100)
    for (const part of parts) expectAnswers(found.flat(), part)
  })
})

async function casesOf(folder: string): Promise<Case[]> {
  const register = await newRegister('embedded')
  try {
    await importJson(register, entries)
    const cases: Case[] = []
    for (const [nth, { question, given }] of questions.entries()) {
      const place = join(folder, String(nth))
      const snapshot = await openSnapshot(register, question.at, { ...question, asKnownAt: question.position })
      await writeSnapshot(
        place,
        snapshot,
        () => ({}),
        () => {},
      )
      const tables = {
        items: { path: await writeTable(place, 'items.parquet', ITEM_TABLE, given.items) },
        people: { path: await writeTable(place, 'people.parquet', PEOPLE_TABLE, given.people) },
        demur_members: { path: join(place, 'members') },
        demur_decision_table: { path: join(place, 'decision-table.parquet') },
      }
      const statement = eligibilityStatement(snapshot.head.id, DEFAULT_NAMES, null)
      cases.push({ tables, statement, expected: given.expected })
    }
    return cases
  } finally {
    await register.close()
  }
}

function spreadByHash(tables: SparkJob['tables']): SparkJob['tables'] {
  const columns: Readonly<Record<string, [column: string, partitions: number]>> = {
    items: ['author', 7],
    people: ['member', 3],
    demur_members: ['member', 5],
  }
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => {
      const [spread, partitions] = columns[name] ?? []
      return [name, spread === undefined || partitions === undefined ? table : { ...table, spread, partitions }]
    }),
  )
}

function partOf(of: Case | undefined, where: string): Case {
  const items = of?.tables.items
  if (of === undefined || items === undefined) throw new Error('there is no such case')
  return { ...of, tables: { ...of.tables, items: { ...items, where } } }
}
