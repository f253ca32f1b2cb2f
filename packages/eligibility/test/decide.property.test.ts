import { BLOCKING_REASONS, type BlockingReason, isOneOf } from '@demur/eligibility'
import {
  arbitraryWorld,
  WORLD_DATA_USES,
  WORLD_ITEMS,
  WORLD_MEMBERS,
  WORLD_SETTINGS,
  worldInstant,
} from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerOf, append, ask, ledgerOf, NOW } from './support.ts'

const RUNS = { numRuns: 400 }
const question = fc.record({
  item: fc.constantFrom(...WORLD_ITEMS, 'nothing'),
  dataUse: fc.constantFrom(...WORLD_DATA_USES, 'unheard.of'),
  at: worldInstant,
})
const protectiveAct = fc.record({
  type: fc.constantFrom('Objected', 'ConsentWithdrawn'),
  member: fc.constantFrom(...WORLD_MEMBERS),
  setting: fc.constantFrom(...WORLD_SETTINGS),
  effectiveAt: worldInstant.filter((at) => at <= NOW).map((at) => new Date(at).toISOString()),
})

describe('over random worlds', () => {
  it('an answer is ELIGIBLE with one allowing reason, or INELIGIBLE with every blocking one in order', () => {
    fc.assert(
      fc.property(arbitraryWorld, question, ({ entries }, asked) => {
        const { outcome, reasons, decisiveReason } = ask(ledgerOf(entries), asked)
        const codes = reasons.map(({ code }) => code)
        const blocking = codes.filter((code): code is BlockingReason => isOneOf(BLOCKING_REASONS, code))
        expect(decisiveReason).toBe(codes[0])
        expect(blocking.length).toBe(outcome === 'INELIGIBLE' ? codes.length : 0)
        if (outcome === 'ELIGIBLE') expect(codes).toHaveLength(1)
        expect(codes).toEqual(outcome === 'ELIGIBLE' ? codes : BLOCKING_REASONS.filter((code) => codes.includes(code)))
      }),
      RUNS,
    )
  })

  it('a protective act never turns an answer to ELIGIBLE', () => {
    fc.assert(
      fc.property(arbitraryWorld, question, protectiveAct, ({ entries }, asked, act) => {
        const ledger = ledgerOf(entries)
        const before = ask(ledger, asked)
        append(ledger, act)
        if (before.outcome === 'INELIGIBLE') expect(ask(ledger, asked).outcome).toBe('INELIGIBLE')
      }),
      RUNS,
    )
  })

  it('an objection changes no answer about an instant before it took effect', () => {
    fc.assert(
      fc.property(arbitraryWorld, question, protectiveAct, ({ entries }, asked, act) => {
        const ledger = ledgerOf(entries)
        const before = answerOf(ask(ledger, asked))
        append(ledger, act)
        if (asked.at < Date.parse(act.effectiveAt)) expect(answerOf(ask(ledger, asked))).toBe(before)
      }),
      RUNS,
    )
  })

  it('validUntil is exact: nothing changes before it, and something does at it', () => {
    fc.assert(
      fc.property(arbitraryWorld, question, fc.array(worldInstant), ({ entries }, asked, instants) => {
        const ledger = ledgerOf(entries)
        const decision = ask(ledger, asked)
        const until = decision.validUntil ?? Number.POSITIVE_INFINITY
        expect(until).toBeGreaterThan(asked.at)
        for (const at of [...instants, until - 1].filter((instant) => instant > asked.at && instant < until)) {
          if (Number.isFinite(at)) expect(answerOf(ask(ledger, { ...asked, at }))).toBe(answerOf(decision))
        }
        if (Number.isFinite(until)) {
          expect(answerOf(ask(ledger, { ...asked, at: until }))).not.toBe(answerOf(decision))
        }
      }),
      RUNS,
    )
  })

  it('the answer as known at a position is the answer of a register that holds only what was recorded until then', () => {
    fc.assert(
      fc.property(arbitraryWorld, question, fc.double({ min: 0, max: 1, noNaN: true }), ({ entries }, asked, share) => {
        const position = Math.floor(share * entries.length)
        const whole = ask(ledgerOf(entries), { ...asked, position })
        expect(whole).toEqual(ask(ledgerOf(entries.slice(0, position)), asked))
      }),
      RUNS,
    )
  })
})
