import fc from 'fast-check'
import { expect, it } from 'vitest'
import { eventReader, type ServerEvent } from '../src/on-demand/event-stream.ts'

const line = fc.string({ unit: fc.constantFrom('a', ':', ' ', '{', '"', 'é', '🙂') })
const event = fc.record({
  type: fc.constantFrom('next', 'complete', ''),
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
})
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

function written({ type, data }: { type: string; data: string[] }, end: string): string {
  const head = type === '' ? [] : [`event: ${type}`]
  return [': a comment', ...head, 'id: 1', 'retry: 5', ...data.map((text) => `data: ${text}`), '', ''].join(end)
}

it('a stream means the same however it is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(event), lineEnd, fc.array(fc.nat(), { maxLength: 20 }), (events, end, cuts) => {
      const text = events.map((one) => written(one, end)).join('')
      const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b)
      const read = eventReader()
      const found: ServerEvent[] = places.flatMap((place, index) => read(text.slice(place, places[index + 1])))
      // A stream that ends in a CR has not said yet whether an LF follows.
      found.push(...read(end === '\r' ? '\n' : ''))
      const expected = events.map(({ type, data }) => ({ type: type || 'message', data: data.join('\n') }))
      expect(found).toEqual(expected)
    }),
  )
})

it('an event that is not finished is not given', () => {
  const read = eventReader()
  expect(read('event: next\ndata: {"half":')).toEqual([])
  expect(read('1}\n')).toEqual([])
  expect(read('\n')).toEqual([{ type: 'next', data: '{"half":1}' }])
})
