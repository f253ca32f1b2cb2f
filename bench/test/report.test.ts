import { describe, expect, it } from 'vitest'
import { interleave, median, ratioOf } from '../harness/interleave.ts'
import { linesOf, type Result, reportOf } from '../harness/report.ts'

describe('a measurement', () => {
  it('takes turns, and does not count the first', async () => {
    const order: string[] = []
    const measure = (name: string) => async () => order.push(name)
    const figures = await interleave(2, { demur: measure('demur'), peer: measure('peer') })
    expect(order).toEqual(['demur', 'peer', 'demur', 'peer', 'demur', 'peer'])
    expect(figures).toEqual({ demur: [3, 5], peer: [4, 6] })
  })

  it('compares figures of the same repetition, so that a machine that slows down changes no ratio', () => {
    expect(ratioOf([100, 50, 10], [50, 25, 5])).toBe(2)
  })

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('has the median of %j', (values, middle) => {
    expect(median(values)).toBe(middle)
  })
})

describe('the report', () => {
  const result: Result = {
    name: 'some-row',
    work: 'some work',
    against: {
      peer: { is: 'a peer', reach: { atLeast: 2 } },
      limit: { is: 'a limit', reach: { atMost: 1.3 } },
    },
    figures: [
      { against: 'peer', unit: 'answers/s', own: [200, 100], other: [100, 50] },
      { against: 'limit', case: 'a million items', unit: 's', own: [1.4], other: [1] },
    ],
    notes: ['Nothing else ran.'],
    repetitions: 2,
    machine: {
      processor: 'a processor',
      cores: 2,
      memory: 8,
      system: 'linux 6 x64',
      node: 'v24',
      postgres: '18.4',
      peers: { peer: '1.2.3' },
      date: '2026-11-24',
      loadBefore: 0.1,
    },
  }

  it('says of each ratio whether it was reached', () => {
    expect(linesOf(result).map(({ against, ratio, reached }) => [against, ratio, reached])).toEqual([
      ['a peer', 2, true],
      ['a limit, a million items', 1.4, false],
    ])
  })

  it('shows what falls short as plainly as what does not', () => {
    const text = reportOf([result])
    expect(text).toContain('| a peer | 150 answers/s | 75 answers/s | 2 | ≥ 2 | yes |')
    expect(text).toContain('| a limit, a million items | 1.4 s | 1 s | 1.4 | ≤ 1.3 | no |')
    expect(text).toContain('2 cores of a processor, 8 GiB')
  })

  it('refuses a figure against something that the row does not name', () => {
    const stray = { ...result, figures: [{ against: 'nobody', unit: 's', own: [1], other: [1] }] }
    expect(() => linesOf(stray)).toThrow('“nobody”')
  })
})
