import { positionOf } from '@demur/eligibility'
import { rulebookDocument } from '@demur/fixtures'
import { exportEntries, type OpenRegister, rebuild } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'

const AT = '2024-05-05T00:00:00.001Z'
const LONG = '\u{1F9EA}'.repeat(256)

/** Values at the edges of what the interchange format takes, in every kind of column. */
const ENTRIES = [
  { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
  { type: 'MemberRegistered', member: LONG, effectiveAt: '0101-01-01T00:00:00.000Z' },
  { type: 'MemberRegistered', member: '\\N', effectiveAt: AT },
  { type: 'ResidenceRecorded', member: LONG, country: null, effectiveAt: AT },
  { type: 'ResidenceRecorded', member: '\\N', country: 'ES', subdivision: 'ES-CN', effectiveAt: AT },
  { type: 'BirthDateRecorded', member: LONG, birthDate: '0001-01-01', verified: true, effectiveAt: AT },
  { type: 'BirthDateRecorded', member: '\\N', birthDate: '9999-12-31', verified: false, effectiveAt: AT },
  { type: 'AgeSignalRecorded', member: '\\N', believedMinor: true, source: 'a\tb\nc"', effectiveAt: AT },
  { type: 'Objected', member: LONG, setting: 'genai-improvement', evidence: { é: [1.5, null, '\u{10FFFF}'] } },
  {
    type: 'ContentRegistered',
    item: `${'ä'.repeat(63)}x`,
    kind: 'POST',
    visibility: 'PUBLIC',
    createdAt: '9999-12-31T23:59:59.999Z',
    effectiveAt: AT,
    subjects: [
      { member: '\\N', role: 'AUTHOR' },
      { member: 'not registered', role: 'MENTIONED' },
    ],
  },
  {
    type: 'ContentRegistered',
    item: 'x'.repeat(64),
    kind: 'POST',
    visibility: 'PUBLIC',
    createdAt: '0101-02-03T04:05:06.789Z',
    subjects: [],
    sensitiveSource: true,
  },
  { type: 'ContentChanged', item: 'x'.repeat(64), sensitiveSource: false, effectiveAt: AT },
  // Named before they were registered.
  { type: 'MemberRegistered', member: 'not registered', effectiveAt: AT },
]

describe.each(DATABASES)('an import on %s', (kind) => {
  let register: OpenRegister
  beforeAll(async () => {
    register = await newRegister(kind)
    await importJson(register, ENTRIES)
  })
  afterAll(() => register.close())

  it('writes values at every edge as single statements would', async () => {
    const { differences, position } = await rebuild(register.connection.db, { check: true })
    expect({ differences, position }).toEqual({ differences: [], position: ENTRIES.length })
  })

  it('gives them back as they came', async () => {
    const lines: Record<string, unknown>[] = []
    const chunks = exportEntries(register.connection.db, positionOf(0), positionOf(ENTRIES.length))
    for await (const chunk of chunks) lines.push(...chunk.map((line) => JSON.parse(line) as Record<string, unknown>))
    for (const [index, entry] of ENTRIES.entries()) expect(lines[index]).toMatchObject(entry)
    expect(lines).toHaveLength(ENTRIES.length)
  })

  it('is refused by the first line that is wrong, whatever is wrong with those behind it', async () => {
    const attempt = importJson(register, [
      { type: 'MemberRegistered', member: 'somebody new' },
      { type: 'ContentDeleted', item: 'no such item' },
      { type: 'MemberRegistered', member: 'somebody else', unheard: 1 },
      'no JSON',
    ])
    await expect(attempt).rejects.toThrow(/^line 2: item there is no content item/)
  })
})
