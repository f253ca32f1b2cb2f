import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { instantOf, parseInstant } from '@demur/eligibility'
import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { command, newFolder } from '../support/command.ts'
import { ITEM_TABLE, PEOPLE_TABLE, temporaryFolder, writeTable } from '../support/engines.ts'
import { inMemory } from '../support/random-world.ts'
import { allows, callersTables } from '../support/warehouse-world.ts'
import { runPython, sessionSettings } from './ask.ts'

const AT = '2026-11-20T00:00:00Z'
const SCRIPT = fileURLToPath(new URL('../../../../examples/spark-training-set/training_set.py', import.meta.url))

interface Report {
  readonly dataUse: string
  readonly position: number
  readonly posts: number
  readonly used: number
  readonly reasons: readonly { readonly reason: string; readonly posts: number }[]
}

describe('the example of a training set', () => {
  const work = temporaryFolder()
  const ledger = inMemory(sampleRegister())
  const at = parseInstant(AT) ?? instantOf(0)
  const { items, people, expected } = callersTables(ledger, { dataUse: 'genai.training', at, position: ledger.head })
  const snapshot = join(work.path, 'snapshot')
  let [posts, tags] = ['', '']
  beforeAll(async () => {
    const texts = items.map((item) => ({ ...item, text: `What ${item.item} says.` }))
    posts = await writeTable(work.path, 'posts.parquet', { ...ITEM_TABLE, text: 'STRING' }, texts)
    tags = await writeTable(work.path, 'people.parquet', PEOPLE_TABLE, people)
  })
  afterAll(() => work.remove())

  const run = (out: string) => {
    const settings = Object.entries(sessionSettings(inject('sparkMaster')))
    const flags = { snapshot, posts, people: tags, out }
    const submitted = settings.map(([name, value]) => `--conf ${name}=${value}`).join(' ')
    return runPython([SCRIPT, ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])], '', {
      PYSPARK_SUBMIT_ARGS: `${submitted} pyspark-shell`,
    })
  }

  it('holds exactly the posts that may be used, and says what kept the others out', async () => {
    const data = newFolder()
    await command(['import', String(SAMPLE_REGISTER_PATH), '--data', data])
    const flags = ['--use', 'genai.training', '--at', AT, '--items', 'posts', '--data', data, '--out', snapshot]
    expect(await command(['snapshot', ...flags])).toMatchObject({ code: 0, stderr: '' })

    const out = join(work.path, 'training-set')
    const used = [...expected.values()].filter(allows).length
    expect(await run(out)).toMatch(`${used} of ${items.length} posts may be used for genai.training`)
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report
    expect(report).toMatchObject({ dataUse: 'genai.training', position: ledger.head, posts: items.length, used })
    const counts = new Map<string, number>()
    for (const reasons of expected.values()) {
      if (allows(reasons)) continue
      for (const reason of reasons.split(' ')) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    }
    expect(new Map(report.reasons.map(({ reason, posts: count }) => [reason, count]))).toEqual(counts)

    // Whatever was done to a file, nothing is written with it.
    appendFileSync(join(snapshot, 'members', 'part-00001.parquet'), ' ')
    await expect(run(join(work.path, 'second'))).rejects.toThrow('is not the file that the manifest describes')
    expect(existsSync(join(work.path, 'second'))).toBe(false)
  })
})
