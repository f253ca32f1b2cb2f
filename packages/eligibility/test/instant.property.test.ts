import { formatInstant, instantOf, parseInstant } from '@demur/eligibility'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyInstant = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

describe('instants', () => {
  it('are written as ECMAScript writes dates, and read back to the same millisecond', () => {
    fc.assert(
      fc.property(anyInstant, (date) => {
        const text = formatInstant(instantOf(date.getTime()))
        expect(text).toBe(date.toISOString())
        expect(parseInstant(text)).toBe(date.getTime())
      }),
      { seed: 9, numRuns: 2000 },
    )
  })

  it('are read as they are defined, whichever way they are written', () => {
    const digit = fc.constantFrom('0', '1', '2', '3', '5', '6', '9', 'x', ' ', '-')
    const digits = (count: number) => fc.array(digit, { minLength: count, maxLength: count }).map((all) => all.join(''))
    const text = fc
      .tuple(
        fc.constantFrom('2024', '0099', '2023', '0000'),
        digits(2),
        digits(2),
        digits(2),
        digits(2),
        digits(2),
        digits(3),
      )
      .chain(([year, month, day, hour, minute, second, fraction]) =>
        fc
          .constantFrom('Z', 'z', '+02:00', '')
          .chain((zone) =>
            fc.constantFrom(
              `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`,
              `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}${zone}`,
              `${year}-02-29T${hour}:${minute}:00.000${zone}`,
            ),
          ),
      )
    const shape = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?([Zz]|\+02:00)$/
    fc.assert(
      fc.property(text, (written) => {
        const day = new Date(`${written.slice(0, 10)}T00:00:00Z`)
        const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written.slice(0, 10))
        const sound = shape.test(written) && exists && !written.startsWith('0000')
        expect(parseInstant(written)).toBe(sound ? Date.parse(written.toUpperCase()) : null)
      }),
      { seed: 11, numRuns: 5000 },
    )
  })
})
