import { type PopulationOptions, population } from '@demur/fixtures'
import { importEntries, type OpenOptions, type OpenRegister, openRegister } from '@demur/server'
import type { BenchContext } from './context.ts'
import { query } from './context.ts'
import { multiply } from './multiply.ts'

/** Opens a register on a database, in process. */
export function openOn(url: string, poolSize = 10, options: OpenOptions = {}): Promise<OpenRegister> {
  return openRegister({ url, folder: null, poolSize, statementTimeout: 0 }, options)
}

/** Fills a register with a population, and lets Postgres count what it has. */
export async function populate(register: OpenRegister, options: Partial<PopulationOptions>): Promise<void> {
  await importEntries(register.connection, register, linesOf(population(options)), 'bench')
}

async function* linesOf(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines
}

/** A register of 2,000 members with 10 items each; gives its database. */
export function populatedRegister(context: BenchContext): Promise<string> {
  return populatedWith(context, { members: 2000, itemsPerMember: 10 })
}

/** A register of a population, and so many times as large; gives its database. */
export async function populatedWith(
  context: BenchContext,
  options: Partial<PopulationOptions>,
  times = 1,
): Promise<string> {
  const url = await context.newDatabase()
  await fill(url, options, times)
  return url
}

/** Fills an empty database. */
export async function fill(url: string, options: Partial<PopulationOptions>, times = 1): Promise<void> {
  const register = await openOn(url)
  try {
    await populate(register, options)
  } finally {
    await register.close()
  }
  await multiply(url, times)
}

/** The keys of so many items, scattered over the register and the same every time. */
export async function someItems(url: string, count: number): Promise<string[]> {
  const found = await query<{ key: string }>(url, 'SELECT key FROM demur.content_item ORDER BY md5(key) LIMIT $1', [
    count,
  ])
  return found.map(({ key }) => key)
}
