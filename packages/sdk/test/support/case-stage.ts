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
  }
}
