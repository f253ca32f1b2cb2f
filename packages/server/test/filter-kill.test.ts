import { readFileSync, writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESCRIBED, type Filtering, MEMBERS, openFiltering } from './support/filtering.ts'

const ROWS = 12_000

let world: Filtering
beforeAll(async () => {
  world = await openFiltering()
})
afterAll(() => world.close())

/** The same rows in each format. */
const INPUTS = {
  jsonl: (file: string) => {
    const line = (nth: number) => ({
      author: `m${nth % MEMBERS}`,
      kind: 'POST',
      visibility: 'PUBLIC',
      at: '2025-01-01T00:00:00Z',
      nth,
    })
    writeFileSync(file, Array.from({ length: ROWS }, (_, nth) => `${JSON.stringify(line(nth))}\n`).join(''))
  },
  csv: (file: string) => {
    const line = (nth: number) => `m${nth % MEMBERS},POST,PUBLIC,2025-01-01T00:00:00Z,"${nth},\n"\n`
    writeFileSync(
      file,
      `author,kind,visibility,at,nth\n${Array.from({ length: ROWS }, (_, nth) => line(nth)).join('')}`,
    )
  },
  async parquet(file: string) {
    const duck = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
    await duck.run(
      `COPY (SELECT 'm' || (n % ${MEMBERS}) AS author, 'POST' AS kind, 'PUBLIC' AS visibility, TIMESTAMP '2025-01-01' AS at, n, [n, NULL] AS list
        FROM range(${ROWS}) numbers(n)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    )
    duck.closeSync()
  },
} as const

it.each(Object.entries(INPUTS))(
  'goes on after kills without losing a row of %s or giving one twice',
  async (format, write) => {
    const input = world.file(`input.${format}`)
    await write(input)
    const args = (name: string) => [
      ...DESCRIBED,
      '--out',
      world.file(name),
      '--rejected',
      world.file(`${name}-rejected`),
      input,
    ]
    for (const atLeast of [1, 2500, 6000]) {
      const running = world.start(args(`killed.${format}`))
      while (world.done(`killed.${format}`) < atLeast) await new Promise(setImmediate)
      running.process.kill('SIGKILL')
      expect((await running.ended).code).not.toBe(0)
      expect(world.done(`killed.${format}`)).toBeLessThan(ROWS)
    }
    const ended = await world.filter([...args(`killed.${format}`), '--progress'])
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stderr).toContain(`100 % | ${ROWS}/${ROWS} items`)
    expect(await world.filter(args(`whole.${format}`))).toMatchObject({ code: 0, stderr: '' })

    for (const name of ['', '-rejected']) {
      const [killed, whole] = ['killed', 'whole'].map((run) => readFileSync(world.file(`${run}.${format}${name}`)))
      expect(whole?.length).toBeGreaterThan(1000)
      expect(killed?.equals(whole ?? Buffer.alloc(0))).toBe(true)
    }
  },
)
