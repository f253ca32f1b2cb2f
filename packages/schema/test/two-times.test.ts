import { readFileSync } from 'node:fs'
import { schema } from '@demur/schema'
import { describe, expect, it } from 'vitest'

const page = readFileSync(new URL('../../../docs/two-times.md', import.meta.url), 'utf8')
const [, exceptions = ''] = /<!-- without-times -->(.+)<!-- \/without-times -->/s.exec(page) ?? []
/** The queries of the first column. */
const excepted = exceptions
  .split('\n')
  .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name))

const queries = Object.values(schema.getQueryType()?.getFields() ?? {})
const takes = (type: string, field: string): string[] => {
  const owner = schema.getType(type)
  const fields = owner !== undefined && 'getFields' in owner ? owner.getFields() : {}
  const found = fields[field]
  return found !== undefined && 'args' in found ? found.args.map(({ name }) => name) : []
}

describe('every read', () => {
  it.each(queries.map(({ name }) => name))('takes both times, or the page about them says why not: %s', (name) => {
    const both = takes('Query', name).filter((argument) => argument === 'at' || argument === 'asKnownAt').length === 2
    expect(both).toBe(!excepted.includes(name))
  })

  it.each([
    'optOutSettings',
    'optOutSetting',
    'contentItems',
    'receipts',
    'pastUses',
    'pastUseSummaries',
    'pastUsesExplanation',
  ])('of a member takes both times: %s', (field) => {
    expect(takes('Member', field)).toEqual(expect.arrayContaining(['at', 'asKnownAt']))
  })

  it('that has one of the times takes that one', () => {
    for (const name of ['dataUse', 'dataUses', 'settings', 'rulebook', 'rulebooks', 'ledger', 'ledgerBatch']) {
      expect([name, ...takes('Query', name)]).toContain('asKnownAt')
    }
    expect(takes('DataUse', 'rules')).toContain('at')
    expect(takes('Region', 'countries')).toContain('at')
    expect(takes('ContentItem', 'decision')).toEqual(expect.arrayContaining(['at', 'asKnownAt']))
    expect(takes('OptOutSetting', 'history')).toEqual(expect.arrayContaining(['at', 'asKnownAt']))
    expect(takes('Viewer', 'member')).toEqual(expect.arrayContaining(['at', 'asKnownAt']))
  })

  it('that is excepted exists', () => {
    expect(excepted.filter((name) => !queries.some((query) => query.name === name))).toEqual([])
  })
})
