import { canonicalJson, readEntry } from '@demur/eligibility'
import { describe, expect, it } from 'vitest'

const problems = (entry: object) => readEntry(entry).problems.map(({ path }) => path.join('.'))

describe('an entry of the interchange format', () => {
  it('is read with every problem at once, each at its path', () => {
    const entry = {
      type: 'ContentRegistered',
      item: '',
      kind: 'TELEPATHY',
      visibility: 1,
      subjects: [{ member: 7, rôle: 'x' }],
      colour: 'red',
    }
    expect(problems(entry)).toEqual([
      'colour',
      'item',
      'kind',
      'visibility',
      'createdAt',
      'subjects.0.rôle',
      'subjects.0.member',
    ])
  })

  it.each([
    ['NUL', '\u0000'],
    ['a lone surrogate', '\ud800'],
    ['257 characters', 'x'.repeat(257)],
    ['nothing', ''],
  ])('refuses ids with %s', (_, member) => {
    expect(problems({ type: 'MemberRegistered', member })).toEqual(['member'])
  })

  it('counts characters, not code units', () => {
    expect(problems({ type: 'MemberRegistered', member: '🙂'.repeat(256) })).toEqual([])
  })

  it('keeps evidence of any shape, and refuses what no store keeps', () => {
    const objected = (evidence: unknown) => problems({ type: 'Objected', member: 'm', setting: 's', evidence })
    expect(objected({ letter: ['12', { page: 1.5, note: 'a\\u0000 in words, \\\\ too' }] })).toEqual([])
    expect(objected({ letter: ['\u0000'] })).toEqual(['evidence'])
    expect(objected({ 'a\ud800': 1 })).toEqual(['evidence'])
    expect(objected('\\\u0000')).toEqual(['evidence'])
    expect(objected('x'.repeat(5000))).toEqual(['evidence'])
  })

  it('refuses a rulebook text that no store keeps', () => {
    const rulebook = {
      version: 'v',
      dataUses: [{ key: 'u', title: { en: '\u0000' }, description: { en: 'x' } }],
      settings: [],
      rules: [],
    }
    expect(problems({ type: 'RulebookPublished', rulebook })).toEqual(['rulebook.dataUses.0.title.en'])
  })

  it.each([
    '2025-02-29T00:00:00Z',
    '2025-01-01',
    '2025-01-01T24:00:00Z',
    '2025-01-01T00:00:60Z',
    '2025-01-01T00:00:00',
    '2025-01-01 00:00:00Z',
    '2025-01-01T00:00:00.0000Z',
    1735689600000,
  ])('refuses “%s” as an instant', (effectiveAt) => {
    expect(problems({ type: 'MemberRegistered', member: 'm', effectiveAt })).toEqual(['effectiveAt'])
  })

  it('reads an offset as the instant that it names', () => {
    const { entry } = readEntry({ type: 'MemberRegistered', member: 'm', effectiveAt: '2025-11-03T00:00:00+01:00' })
    expect(entry?.effectiveAt).toBe(Date.parse('2025-11-02T23:00:00Z'))
  })
})

describe('canonical JSON', () => {
  it('is one text for equal values: members by their code units, numbers as ECMAScript writes them (RFC 8785)', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Hebrew',
      '1': 'One',
      '\ud83d\ude00': 'Emoji',
      '\u0080': 'Control',
      ö: 'O',
    }
    expect(canonicalJson(value)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"O","€":"Euro","😀":"Emoji","\ufb33":"Hebrew"}',
    )
    expect(canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0, 'a"\\\u000f'])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,"a\\"\\\\\\u000f"]',
    )
  })
})
