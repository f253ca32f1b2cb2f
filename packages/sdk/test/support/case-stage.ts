import { readRulebook } from '@demur/eligibility'
import type { Client } from '@demur/sdk'
import { createTestRegister } from '@demur/sdk/testing'
import { importJson } from '../../../server/test/support/register.ts'
import type { TestServer } from '../../../server/test/support/server.ts'
import { clientOf } from './server.ts'

/** Where named cases are played: a server, or a register in memory. */
export interface CaseStage {
  /** Records entries of the interchange format; gives the position of the first. */
  record(entries: readonly unknown[]): Promise<number>
  asMember(member: string): Client
  as(role: 'SERVICE' | 'OPERATOR' | 'AUDITOR'): Client
  /** Publishes a rulebook; gives the paths of what forbids it. */
  publish(document: unknown): Promise<readonly string[]>
  /** Opens a run at a point and seals it; gives the keys of its items, and of those that it came too late for. */
  seal(run: PinnedRun): Promise<{ readonly items: readonly string[]; readonly late: readonly string[] }>
}

/** A run and the point that its set is of. */
export interface PinnedRun {
  readonly key: string
  readonly dataUse: string
  readonly at: string
  readonly asKnownAt: string
}

async function keysOf<Item>(items: AsyncIterable<Item>, keyOf: (item: Item) => string): Promise<string[]> {
  const keys: string[] = []
  for await (const item of items) keys.push(keyOf(item))
  return keys
}

export function onServer(server: TestServer): CaseStage {
  const as: CaseStage['as'] = (role) => clientOf(server, `dev-${role.toLowerCase()}`)
  return {
    record: async (entries) => (await importJson(server.register, entries)).firstPosition,
    asMember: (member) => clientOf(server, `dev-member:${member}`),
    as,
    async publish(document) {
      const result = await as('OPERATOR').rulebook.publish(document)
      const refused = !result.ok && result.error.__typename === 'RulebookRefusedError' ? result.error.problems : []
      return refused.map(({ path }) => path.join('.'))
    },
    async seal({ key: run, ...pinned }) {
      await importJson(server.register, [{ type: 'RunOpened', run, ...pinned, asKnownAt: Number(pinned.asKnownAt) }])
      const { runs } = as('SERVICE')
      await runs.seal(run)
      return {
        items: await keysOf(runs.items(run), ({ key }) => key),
        late: await keysOf(runs.lateItems(run), ({ item }) => item.key),
      }
    },
  }
}

export function inMemory(): CaseStage {
  const register = createTestRegister()
  return {
    async record(entries) {
      const first = Number(register.record()) + 1
      register.record(...entries)
      return first
    },
    asMember: register.asMember,
    as: register.as,
    async publish(rulebook) {
      const { problems } = readRulebook(rulebook)
      if (problems.length === 0) register.record({ type: 'RulebookPublished', rulebook })
      return problems.map(({ path }) => path.join('.'))
    },
    // A register in memory has no runs: the listing of the same point is the set that one would have.
    async seal({ dataUse, at, asKnownAt }) {
      const { eligibility } = register.as('SERVICE')
      const items = await keysOf(eligibility.list({ dataUse, at, asKnownAt }), ({ key }) => key)
      const now = await keysOf(eligibility.list({ dataUse }), ({ key }) => key)
      return { items, late: items.filter((key) => !now.includes(key)) }
    },
  }
}
