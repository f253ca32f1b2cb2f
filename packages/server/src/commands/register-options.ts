import type { Command } from 'commander'

/** Adds a command on a register: on its database, or through a server. */
export type OnRegister = (name: string, description: string, parent?: Command) => Command

/** Options that can be given more than once. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** The flags that say which point on both time axes a command reads at. */
export function atPoint(command: Command): Command {
  return command
    .option('--at <instant>', 'the instant that the question is about (default: now)')
    .option('--as-known-at <position>', 'what was recorded after this position or instant is not seen')
}
