import { CHANGE_CODES, CHANGE_MESSAGES, changeMessage, diffRulebooks } from '@demur/eligibility'
import { RULEBOOK_NAMES, rulebookDocument } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { answerOf, ask, ledgerOf, NOW } from './support.ts'
import { isSound, type Json, mutationsOf, rulebookOf } from './support-rulebook.ts'

const first = rulebookDocument('change-2025-11-03')
const second = rulebookDocument('change-2026-08-21')

/** The changes that a patch of one rule of the first rulebook makes, as code, impact and sentence. */
function changesOf(key: string, patch: Json): string[] {
  const rules = (first.rules as unknown as Json[]).map((rule) => (rule.key === key ? { ...rule, ...patch } : rule))
  return diffRulebooks(rulebookOf(first), rulebookOf({ ...first, rules })).map(
    (change) => `${change.impact} ${change.code} ${changeMessage(change)}`,
  )
}

describe('the difference between two rulebooks', () => {
  it('is told in words, each with what it means for members and where it stands', () => {
    const changes = diffRulebooks(rulebookOf(first), rulebookOf(second))
    const told = changes
      .filter(({ impact }) => impact !== 'NEUTRAL')
      .map((change) => [change.impact, change.path.join('.'), changeMessage(change)])
    expect(told).toEqual([
      [
        'LOOSENING',
        'notices.privacy-notice-europe.2026-08-21',
        'Whoever was served version 2026-08-21 of the notice “privacy-notice-europe” counts as told.',
      ],
      [
        'TIGHTENING',
        'notices.privacy-notice-europe.kinds.FEEDBACK',
        'Of content of the kind “feedback”, the notice “privacy-notice-europe” no longer tells in version 2025-09-18.',
      ],
      [
        'LOOSENING',
        'rules.genai-training-eea.scope.FEEDBACK',
        'Rule “genai-training-eea” (Training generative AI) covers content of the kind “feedback”, which it did not, where it is visible to: nobody else.',
      ],
      [
        'TIGHTENING',
        'rules.genai-training-eea.contentNotBefore',
        'Under rule “genai-training-eea” (Training generative AI) content from before January 1, 2020 UTC is no longer used.',
      ],
      ...['uk', 'ch'].map((place) => [
        'LOOSENING',
        `rules.genai-training-${place}.scope.FEEDBACK`,
        `Rule “genai-training-${place}” (Training generative AI) covers content of the kind “feedback”, which it did not, where it is visible to: nobody else.`,
      ]),
    ])
    const window = changes.find(({ code }) => code === 'CONTENT_WINDOW_BEGUN')
    expect(window && changeMessage(window, 'de-AT')).toBe(
      'Nach der Regel „genai-training-eea“ (Training generativer KI) werden Inhalte aus der Zeit vor dem 1. Januar 2020 UTC nicht mehr verwendet.',
    )
  })

  it('names places as people do: regions, countries, and everywhere except', () => {
    expect(changesOf('genai-training-eea', { places: ['EU', 'IS', 'LI', 'NO'] })).toEqual([
      'NEUTRAL PLACES_REPHRASED The places of rule “genai-training-eea” (Training generative AI) are written otherwise, with the same result.',
    ])
    expect(changesOf('genai-training-eea', { places: ['EU', 'IS'] })).toEqual([
      'TIGHTENING PLACES_LOST Rule “genai-training-eea” (Training generative AI) no longer covers Liechtenstein and Norway.',
      'LOOSENING OTHERS_COUNT_LESS For “Training generative AI”, objections of people in these places count less where they appear in content of others: Liechtenstein and Norway.',
    ])
    const [gained] = changesOf('genai-training-ch', { places: ['CH', 'AQ'] })
    expect(gained).toBe(
      'LOOSENING PLACES_GAINED Rule “genai-training-ch” (Training generative AI) covers Antarctica, which it did not.',
    )
    const elsewhere = diffRulebooks(null, rulebookOf(rulebookDocument('other-platform'))).at(-1)
    expect(elsewhere && changeMessage(elsewhere)).toContain(
      'covers everywhere except European Economic Area, United Kingdom, and Switzerland.',
    )
  })

  it('tells during which times a rule is in force that it was not, and the other way round', () => {
    const later = [
      { from: '2024-09-20T00:00:00Z', until: '2025-12-01T00:00:00Z', status: 'SUSPENDED', cause: 'longer' },
      { from: '2025-12-01T00:00:00Z', until: '2030-01-01T12:00:00Z', status: 'IN_FORCE' },
    ]
    expect(changesOf('genai-training-eea', { phases: later })).toEqual([
      'TIGHTENING IN_FORCE_LOST Rule “genai-training-eea” (Training generative AI) is not in force from November 3, 2025 until December 1, 2025 UTC, which it was.',
      'TIGHTENING IN_FORCE_LOST Rule “genai-training-eea” (Training generative AI) is not in force from January 1, 2030 at 12:00 PM UTC on, which it was.',
    ])
  })

  it('finds a rule again under another key, and takes one about another use for another rule', () => {
    expect(changesOf('genai-training-ch', { key: 'switzerland' })).toEqual([
      'NEUTRAL RULE_REKEYED Rule “genai-training-ch” has the key “switzerland” now.',
    ])
    expect(
      changesOf('genai-training-ch', { dataUse: 'affiliate.ai-training' }).map((told) => told.split(' ')[1]),
    ).toEqual(expect.arrayContaining(['RULE_ADDED', 'RULE_REMOVED']))
  })

  it('tells where objections of people who only appear in content no longer count, since that can open content', () => {
    const rules = (first.rules as unknown as Json[]).filter(({ key }) => key !== 'genai-training-ch')
    const after = { ...first, rules }
    const since = '2024-01-01T00:00:00Z'
    const living = (member: string, country: string) => [
      { type: 'MemberRegistered', member, effectiveAt: since },
      { type: 'ResidenceRecorded', member, country, effectiveAt: since },
      {
        type: 'NoticeServed',
        member,
        notice: 'privacy-notice-europe',
        version: '2025-09-18',
        channel: 'banner',
        effectiveAt: '2025-09-18T00:00:00Z',
      },
    ]
    const subjects = [
      { member: 'author', role: 'AUTHOR' },
      { member: 'named', role: 'MENTIONED' },
    ]
    const facts = [
      ...living('author', 'DE'),
      ...living('named', 'CH'),
      {
        type: 'ContentRegistered',
        item: 'post',
        kind: 'POST',
        visibility: 'PUBLIC',
        createdAt: '2025-01-01T00:00:00Z',
        subjects,
      },
      { type: 'Objected', member: 'named', setting: 'genai-improvement', effectiveAt: since },
    ]
    const answer = (rulebook: unknown) =>
      answerOf(
        ask(ledgerOf([{ type: 'RulebookPublished', rulebook }, ...facts]), {
          item: 'post',
          dataUse: 'genai.training',
          at: NOW,
        }),
      )
    expect([first, after].map(answer)).toEqual(['INELIGIBLE OBJECTED_BY_OTHER', 'ELIGIBLE NOT_OBJECTED'])
    const told = (one: unknown, other: unknown) =>
      diffRulebooks(rulebookOf(one), rulebookOf(other)).map(({ impact, code }) => `${impact} ${code}`)
    expect(told(first, after)).toEqual(['TIGHTENING RULE_REMOVED', 'LOOSENING OTHERS_COUNT_LESS'])
    expect(told(after, first)).toEqual(['LOOSENING RULE_ADDED', 'TIGHTENING OTHERS_COUNT_MORE'])
  })

  it('tells that choices no longer count where another setting governs a use', () => {
    const dataUses = (first.dataUses as unknown as Json[]).map((use) =>
      use.key === 'genai.training' ? { ...use, setting: 'affiliate-sharing' } : use,
    )
    const [change] = diffRulebooks(rulebookOf(first), rulebookOf({ ...first, dataUses }))
    expect(change).toMatchObject({ code: 'SETTING_REPLACED', impact: 'MIXED', dataUse: 'genai.training' })
    expect(change && changeMessage(change)).toContain('choices made there no longer count')
  })

  it.each(RULEBOOK_NAMES)(
    'of %s from itself is none, and every change of one field of it is told where it stands',
    (name) => {
      const document = rulebookDocument(name) as Json
      const before = rulebookOf(document)
      expect(diffRulebooks(before, rulebookOf({ ...document, version: 'another' }))).toEqual([])
      const mutations = mutationsOf(document).filter(isSound)
      expect(mutations.length).toBeGreaterThan(40)
      for (const { document: mutated, path } of mutations) {
        const found = diffRulebooks(before, rulebookOf(mutated))
        const here = found.filter((change) => path.every((part, index) => change.path[index] === part))
        expect(here, path.join('.')).not.toEqual([])
        for (const change of found) {
          for (const { locale } of CHANGE_MESSAGES)
            expect(changeMessage(change, locale)).not.toMatch(/[{}]|“”|„“|undefined/)
        }
      }
    },
  )

  it('has words for every kind of change in every locale, with the same parameters', () => {
    const parameters = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()
    const [reference] = CHANGE_MESSAGES
    for (const { changes } of CHANGE_MESSAGES) {
      expect(Object.keys(changes).sort()).toEqual(CHANGE_CODES.toSorted())
      for (const code of CHANGE_CODES)
        expect(parameters(changes[code])).toEqual(parameters(reference?.changes[code] ?? ''))
    }
  })
})
