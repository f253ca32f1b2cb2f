import { instantOf, positionOf } from '@demur/eligibility'
import { ByteWriter, keyStart, noFacts, readKey, writeRecord } from '@demur/eligibility/gate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemberStore, MOST_FOUND, NOBODY } from '../src/gate/member-store.ts'

const VANTAGE = { at: instantOf(0), position: positionOf(1) }
const COVERAGE = { setting: null, notices: [] }

function recordOf(key: string, registeredAt: number): ByteWriter {
  const out = new ByteWriter()
  const standing = { class: 1, ofAge: 0, objected: 0, until: 0 }
  const member = { key, registeredAt: positionOf(registeredAt), facts: noFacts(), standing }
  writeRecord(out, new ByteWriter(), member, COVERAGE, VANTAGE)
  return out
}

function add(store: MemberStore, key: string, registeredAt = 1): boolean {
  const record = recordOf(key, registeredAt)
  return store.add(record.written, 0, record.length)
}

/** The key that a store finds for a key; null where it finds nobody. */
function found(store: MemberStore, key: string): string | null {
  const address = store.find(key)
  if (address === NOBODY) return null
  const chunk = store.chunkOf(address)
  return readKey(chunk, keyStart(chunk, store.offsetOf(address)))
}

const uuid = '3f0c1e2a-9b47-4c1d-8e55-0a1b2c3d4e5f'
/** Keys that are easily taken for each other. */
const LIKE = [
  uuid,
  uuid.toUpperCase(),
  uuid.replace('-', 'x'),
  uuid.slice(0, 35),
  'member-1',
  'member-10',
  'member-1\u0000',
  'm',
  'é',
  'e\u0301',
  'ÿ',
  'Ā',
  '😀',
  '\ud83d',
  'a'.repeat(62),
  'a'.repeat(63),
  'a'.repeat(64),
  'ā'.repeat(31),
  'ā'.repeat(32),
  'ā'.repeat(256),
  'a'.repeat(256),
]

describe('the members of a gate', () => {
  it('are found by their own keys and by no other', () => {
    const key = fc.oneof(
      fc.constantFrom(...LIKE),
      fc.string({ unit: 'grapheme' }),
      fc.uuid(),
      fc.string({ maxLength: 2 }),
    )
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), fc.array(key), fc.integer(), (added, others, seed) => {
        const store = new MemberStore(seed)
        const known = new Set<string>()
        for (const one of added) {
          expect(add(store, one)).toBe(!known.has(one))
          known.add(one)
        }
        expect(store.size).toBe(known.size)
        const asked = [...added, ...others, ...LIKE]
        for (const one of asked) expect(found(store, one)).toBe(known.has(one) ? one : null)
        const addresses = new Uint32Array(MOST_FOUND)
        for (let from = 0; from < asked.length; from += MOST_FOUND) {
          const some = asked.slice(from, from + MOST_FOUND)
          store.findMany(some, some.length, addresses)
          expect([...addresses.subarray(0, some.length)]).toEqual(some.map((one) => store.find(one)))
        }
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  it('stay what they are while others are replaced and removed, and waste is given back', () => {
    const store = new MemberStore(5)
    const members = 20_000
    for (let number = 0; number < members; number += 1) add(store, `member-${number}`, number + 1)
    const before = store.bytes
    for (let round = 0; round < 20; round += 1) {
      for (let number = round; number < members; number += 7) {
        const address = store.find(`member-${number}`)
        if (address !== NOBODY) store.replace(address, recordOf(`member-${number}`, number + 1 + round * members))
      }
    }
    for (let number = 0; number < members; number += 3) {
      store.remove(store.find(`member-${number}`))
      expect(found(store, `member-${number}`)).toBe(null)
    }
    for (let number = 0; number < members; number += 3) add(store, `newcomer-${number}`)

    expect(store.size).toBe(members)
    for (let number = 0; number < members; number += 1) {
      const [gone, came] = [`member-${number}`, `newcomer-${number}`]
      expect(found(store, gone)).toBe(number % 3 === 0 ? null : gone)
      expect(found(store, came)).toBe(number % 3 === 0 ? came : null)
    }
    expect(store.bytes).toBeLessThan(before * 3)
  })
})
