import {
  type AcknowledgementFact,
  applicationOf,
  CHOICE_ACTS,
  type ChoiceFact,
  type ConsumerFact,
  type ConsumerRegistration,
  choiceInForce,
  consumersAt,
  instantOf,
  parseDuration,
  positionOf,
  protectionInForce,
} from '@demur/eligibility'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const HOUR = 3_600_000
const at = (hours: number) => instantOf(Date.UTC(2026, 0, 1) + hours * HOUR)
const dated = (position: number, hours = position) => ({ position: positionOf(position), effectiveAt: at(hours) })
const vantage = (position: number, hours = 1000) => ({ position: positionOf(position), at: at(hours) })

describe('a duration', () => {
  it.each([
    ['P30D', 30 * 24 * HOUR],
    ['PT72H', 72 * HOUR],
    ['P2W', 14 * 24 * HOUR],
    ['P1DT12H', 36 * HOUR],
    ['PT90M', 1.5 * HOUR],
    ['PT1S', 1000],
  ])('%s lasts %d ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds))

  it.each(['', 'P', 'PT', 'P1M', 'P1Y', '30D', 'P0D', 'PT0S', 'P1.5D', 'P-1D', 'p30d', ' P30D', 'P1W1D', 30, null])(
    '%j is none',
    (value) => expect(parseDuration(value)).toBeNull(),
  )
})

const training: ConsumerRegistration = {
  title: 'Training',
  subject: 'training',
  dataUses: [],
  settings: [{ setting: 'genai', deadline: 'PT24H' }],
}
const registered = (position: number, registration: ConsumerRegistration | null): ConsumerFact => ({
  ...dated(position),
  consumer: 'training',
  registration,
})
const both = { ...training, settings: [...training.settings, { setting: 'ads', deadline: 'PT1H' }] }

describe('a consumer', () => {
  const facts = [registered(5, training), registered(9, both), registered(12, null), registered(20, training)]
  const standing = (position: number) => consumersAt(facts, positionOf(position)).get('training')

  it('is what was registered last, as known then', () => {
    expect(standing(4)).toBeUndefined()
    expect(standing(5)?.settings.map(({ setting }) => setting)).toEqual(['genai'])
    expect(standing(9)?.settings.map(({ setting }) => setting)).toEqual(['genai', 'ads'])
    expect(standing(12)).toBeUndefined()
    expect(standing(20)?.registered.position).toBe(20)
  })

  it('has had a setting since it was registered with it without a break', () => {
    expect(standing(10)?.settings.map(({ since }) => since.position)).toEqual([5, 9])
    expect(standing(10)?.registered.position).toBe(5)
    expect(standing(20)?.settings.map(({ since }) => since.position)).toEqual([20])
  })
})

describe('the protection in force', () => {
  const act = (position: number, name: ChoiceFact['act'], hours = position): ChoiceFact => ({
    ...dated(position, hours),
    setting: 'genai',
    act: name,
  })
  const protection = (...acts: ChoiceFact[]) => protectionInForce(acts, 'genai', vantage(100))

  it.each<[string, ChoiceFact[], number | null]>([
    ['nothing was chosen', [], null],
    ['an objection', [act(3, 'OBJECT')], 3],
    ['an objection repeated', [act(3, 'OBJECT'), act(7, 'OBJECT')], 3],
    ['an objection withdrawn', [act(3, 'OBJECT'), act(7, 'WITHDRAW_OBJECTION')], null],
    ['an objection anew', [act(3, 'OBJECT'), act(7, 'WITHDRAW_OBJECTION'), act(9, 'OBJECT')], 9],
    ['a consent', [act(3, 'CONSENT')], null],
    ['a consent withdrawn', [act(3, 'CONSENT'), act(7, 'WITHDRAW_CONSENT')], 7],
    ['a consent withdrawn that was never given', [act(7, 'WITHDRAW_CONSENT')], null],
    ['an objection after a consent', [act(3, 'CONSENT'), act(7, 'OBJECT')], 7],
    ['an older letter recorded later', [act(3, 'OBJECT', 30), act(7, 'OBJECT', 10)], 3],
    [
      'a letter that comes before a withdrawal',
      [act(3, 'OBJECT', 3), act(7, 'WITHDRAW_OBJECTION', 9), act(8, 'OBJECT', 10)],
      8,
    ],
  ])('after %s', (_, acts, position) => expect(protection(...acts)?.position ?? null).toBe(position))

  it('stands from its entry on, whoever reads the ledger up to where, and not just before it', () => {
    const fact = fc
      .record({ position: fc.integer({ min: 1, max: 12 }), hours: fc.nat(12), name: fc.constantFrom(...CHOICE_ACTS) })
      .map(({ position, hours, name }) => act(position, name, hours))
    const history = fc.uniqueArray(fact, { selector: ({ position }) => position, maxLength: 8 })
    fc.assert(
      fc.property(history, (acts) => {
        const found = protection(...acts)
        const choiceAt = (position: number) => choiceInForce(acts, 'genai', vantage(position)).choice
        if (choiceAt(12) === 'OBJECTED') expect(found).not.toBeNull()
        if (found === null) return
        expect(found.choice).toBe(choiceAt(12))
        for (let position = found.position as number; position <= 12; position++)
          expect(choiceAt(position)).toBe(found.choice)
        const before = acts.filter(({ position }) => position < found.position)
        if (before.length > 0) expect(choiceAt(found.position - 1)).not.toBe(found.choice)
      }),
      { numRuns: 2000, seed: 42 },
    )
  })
})

describe('an objection is', () => {
  const duty = { setting: 'genai', deadline: 'PT24H', since: dated(5, 10) }
  const objection = { choice: 'OBJECTED', ...dated(8, 20) } as const
  const acknowledged = (position: number, through: number): AcknowledgementFact => ({
    ...dated(position, 30),
    consumer: 'training',
    through: positionOf(through),
  })
  const status = (acks: AcknowledgementFact[], hours: number, position = 100) =>
    applicationOf(duty, objection, acks, vantage(position, hours))

  it('pending until its time is up, overdue from then on', () => {
    expect(status([], 20)).toEqual({ status: 'PENDING', since: at(20), due: at(44) })
    expect(status([], 43.999).status).toBe('PENDING')
    expect(status([], 44)).toEqual({ status: 'OVERDUE', since: at(44), due: at(44) })
  })

  it('applied once it is acknowledged, late or not, since the first acknowledgement that covers it', () => {
    expect(status([acknowledged(9, 7)], 40).status).toBe('PENDING')
    const applied = { status: 'APPLIED', since: at(30), due: at(44) }
    expect(status([acknowledged(9, 8)], 40)).toEqual(applied)
    expect(status([acknowledged(9, 8)], 400)).toEqual(applied)
    const later = { ...acknowledged(12, 11), effectiveAt: at(50) }
    expect(status([later, acknowledged(9, 8)], 400)).toEqual(applied)
  })

  it('not applied yet as known before that, nor at an earlier instant', () => {
    expect(status([acknowledged(9, 8)], 40, 8).status).toBe('PENDING')
    expect(status([acknowledged(9, 8)], 29).status).toBe('PENDING')
  })

  it('not applied by what was acknowledged before it was a duty', () => {
    const late = { ...duty, since: dated(50, 60) }
    expect(applicationOf(late, objection, [acknowledged(49, 48)], vantage(100, 70))).toEqual({
      status: 'PENDING',
      since: at(60),
      due: at(84),
    })
  })
})
