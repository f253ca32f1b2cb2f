import type { Command } from 'commander'

/** Adds a command on a register: on its database, or through a server. */
export type OnRegister = (name: string, description: string, parent?: Command) => Command

/** Options that can be given more than once. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
