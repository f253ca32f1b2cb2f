import { readFileSync } from 'node:fs'
import { SAMPLE_REGISTER_PATH } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { RETRY_DELAYS } from '../src/webhooks/schedule.ts'
import { command, newFolder, serve } from './support/command.ts'
import { subscribe } from './support/subscription.ts'

const page = readFileSync(new URL('../../../docs/changes.md', import.meta.url), 'utf8')
const samples = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.+?)\`\`\``, 'gs'))].map(([, code]) => code ?? '')
const lines = samples('sh').flatMap((code) => code.trim().split('\n'))

describe('the page about changes', () => {
  it('has commands and a subscription that run as they stand there', async () => {
    const sample = ['--sample', String(SAMPLE_REGISTER_PATH)]
    const served = await serve(['--data', newFolder(), ...sample], { DEMUR_LOG_LEVEL: 'silent' })
    expect(lines).toHaveLength(9)
    for (const line of lines) {
      const words = [...line.replace(/ +#.*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, word]) => quoted ?? word ?? '',
      )
      const { code, stderr } = await command([...words.slice(1), '--url', served.url, '--token', 'dev-operator'])
      // There is nobody at the address of the sample.
      expect([line, code, stderr]).toEqual([line, words[2] === 'test' ? 3 : 0, ''])
    }
    const [query = ''] = samples('graphql')
    const events = await (await subscribe(served, 'dev-auditor', query)).until(() => true)
    expect(events).toMatchObject([{ data: { ledgerBatches: { after: '470', complete: true } } }])
  })

  it('has the retry schedule that the server keeps to', () => {
    const [, row = ''] = /\n\| at once +\|(.*)\|\n/.exec(page) ?? []
    const units: Record<string, number> = { s: 1000, min: 60_000, h: 3_600_000 }
    const delays = row.split('|').map((cell) => {
      const [, count, unit = ''] = /(\d+) (s|min|h)/.exec(cell) ?? []
      return Number(count) * (units[unit] ?? Number.NaN)
    })
    expect(delays).toEqual([...RETRY_DELAYS])
  })
})
