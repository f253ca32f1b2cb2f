import { readFileSync, statSync } from 'node:fs'
import { CommandFailed, EXIT } from './exit.ts'

/** A key as it is, or those of a file: one on each line, with `#` before remarks. */
export function keysOf(given: string): string[] {
  if (statSync(given, { throwIfNoEntry: false }) === undefined) return [given]
  const lines = readFileSync(given, 'utf8').split('\n')
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  if (keys.length === 0) throw new CommandFailed(EXIT.usage, `${given} holds no key.`)
  return keys
}
