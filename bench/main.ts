import '../packages/server/src/known-imports.ts'
import { readdirSync } from 'node:fs'
import { Command } from 'commander'
import { openBench } from './harness/context.ts'
import { describeMachine } from './harness/machine.ts'
import { keep, type Result, tableOf, writeReport } from './harness/report.ts'
import type { Row } from './row.ts'

const ROWS = new URL('rows/', import.meta.url)

interface Options {
  readonly repetitions: string
  readonly seconds: string
  readonly scale: string
  readonly keep: boolean
  readonly data?: string
}

/** Every row there is, or those that are named, in the order of their names. */
async function rowsNamed(names: readonly string[]): Promise<Row[]> {
  const files = readdirSync(ROWS).filter((file) => file.endsWith('.ts'))
  const all = files.toSorted().map((file) => file.slice(0, -'.ts'.length))
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`“${unknown}” is no row: there are ${all.join(', ')}`)
  const asked = names.length === 0 ? all : names
  return Promise.all(asked.map(async (name) => ((await import(`./rows/${name}.ts`)) as { readonly row: Row }).row))
}

async function bench(names: readonly string[], options: Options): Promise<void> {
  const rows = await rowsNamed(names)
  const repetitions = Number(options.repetitions)
  const sizes = { repetitions, seconds: Number(options.seconds), scale: Number(options.scale) }
  // The servers that were started end with the process; a signal alone would leave them behind.
  process.once('SIGTERM', () => process.exit(1))
  const context = await openBench(sizes, options.data)
  try {
    for (const { run, ...row } of rows) {
      process.stderr.write(`${row.name}: ${row.work}\n`)
      const machine = describeMachine(context.postgres)
      const result: Result = { ...row, ...(await run(context)), machine, repetitions }
      process.stdout.write(`${[`## ${row.name}`, '', ...tableOf(result), '', ...result.notes, ''].join('\n')}\n`)
      if (options.keep) keep(result)
    }
  } finally {
    context.close()
  }
  if (options.keep) writeReport()
}

await new Command('bench')
  .description('Measures Demur, and writes the report under bench/results.')
  .argument('[rows...]', 'the rows to measure (default: all)')
  .option('--repetitions <n>', 'how often everything is measured', '5')
  .option('--seconds <n>', 'how long one measurement lasts, where that can be chosen', '3')
  .option('--scale <factor>', 'of the sizes that rows have; the report is about 1', '1')
  .option('--data <folder>', 'keep large registers there, and find those that an earlier run left')
  .option('--no-keep', 'only print')
  .action((rows: string[], options: Options) => bench(rows, options))
  .parseAsync()
