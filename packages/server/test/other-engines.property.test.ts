import { ALLOWING_REASONS, BLOCKING_REASONS } from '@demur/eligibility'
import type { OpenRegister } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSnapshot } from '../src/snapshot/open-snapshot.ts'
import { DEFAULT_NAMES, eligibilityStatement } from '../src/snapshot/statement.ts'
import { writeSnapshot } from '../src/snapshot/write-snapshot.ts'
import { ENGINES, type Engine, ITEM_TABLE, PEOPLE_TABLE, temporaryFolder, writeTable } from './support/engines.ts'
import { importJson, newRegister } from './support/register.ts'
import { allows, callersTables, manyWorlds, questionsAbout } from './support/warehouse-world.ts'

const SEED = 9
const { entries, ledger } = manyWorlds(60, SEED)

describe(`over 60 random worlds (seed ${SEED})`, () => {
  const folder = temporaryFolder()
  let register: OpenRegister
  const engines: [name: string, engine: Engine][] = []
  beforeAll(async () => {
    register = await newRegister('embedded')
    await importJson(register, entries)
    for (const [name, open] of Object.entries(ENGINES)) engines.push([name, await open()])
  })
  afterAll(async () => {
    for (const [, engine] of engines) engine.close()
    await register.close()
    folder.remove()
  })

  it('DuckDB and ClickHouse answer row by row what “decide” answers, reasons included', async () => {
    const seen = new Set<string>()
    for (const [nth, question] of questionsAbout(ledger, 25, SEED).entries()) {
      const { items, people, expected } = callersTables(ledger, question)
      for (const reasons of expected.values()) for (const code of reasons.split(' ')) seen.add(code)
      const place = `${folder.path}/${nth}`
      const snapshot = await openSnapshot(register, question.at, { ...question, asKnownAt: question.position })
      await writeSnapshot(
        place,
        snapshot,
        () => ({}),
        () => {},
      )
      const tables = {
        items: await writeTable(place, 'items.parquet', ITEM_TABLE, items),
        people: await writeTable(place, 'people.parquet', PEOPLE_TABLE, people),
        demur_members: `${place}/members/*.parquet`,
        demur_decision_table: `${place}/decision-table.parquet`,
      }
      for (const [name, engine] of engines) {
        for (const [table, files] of Object.entries(tables)) await engine.view(table, files)
        const answers = await engine.ask(eligibilityStatement(snapshot.head.id, DEFAULT_NAMES, null))
        const found = new Map(answers.map(({ item, reasons }) => [item, reasons]))
        expect({ name, question, rows: answers.length, found }).toEqual({
          name,
          question,
          rows: expected.size,
          found: expected,
        })
        expect(answers.filter(({ eligible, reasons }) => eligible !== allows(reasons))).toEqual([])
      }
    }

    const reachable = BLOCKING_REASONS.filter((code) => code !== 'UNKNOWN_ITEM' && code !== 'UNKNOWN_DATA_USE')
    expect([...seen].sort()).toEqual([...reachable, ...ALLOWING_REASONS].sort())
  })
})
