import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

/** What a row was measured on. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  /** Gibibytes. */
  readonly memory: number
  readonly system: string
  readonly node: string
  readonly postgres: string
  /** Versions of what Demur is measured against. */
  readonly peers: Readonly<Record<string, string>>
  /** The day of the measurement. */
  readonly date: string
  /** Processes that wanted to run before the measurement began, averaged over a minute. */
  readonly loadBefore: number
}

export function describeMachine(postgres: string): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('-')[0]} ${arch()}`,
    node: process.version,
    postgres,
    peers: peerVersions(),
    date: new Date().toISOString().slice(0, 10),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}

function peerVersions(): Record<string, string> {
  const manifest = readFileSync(new URL('../peers/package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { dependencies: Record<string, string> }).dependencies
}
