import {
  type Decision,
  explain,
  instantOf,
  lookupLocale,
  MESSAGES,
  type Messages,
  positionOf,
} from '@demur/eligibility'
import { describe, expect, it } from 'vitest'

const decision: Decision = {
  outcome: 'INELIGIBLE',
  reasons: [
    { code: 'OBJECTED', parameters: { since: '2025-11-04T09:12:03.000Z' } },
    { code: 'KIND_NOT_IN_SCOPE', parameters: { kind: 'PHOTO' } },
  ],
  decisiveReason: 'OBJECTED',
  rule: null,
  dataUse: 'genai.training',
  at: instantOf(Date.parse('2025-12-01T00:00:00Z')),
  position: positionOf(1),
  rulebookVersion: null,
  validUntil: null,
  projected: false,
}

/** The names of the parameters of a sentence. */
const parametersOf = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([name]) => name).sort()

describe('an answer for people', () => {
  it('is told in the language asked for, in its words and dates, and in English where that is not there', () => {
    expect(explain(decision, 'en')).toBe(
      'This content may not be used. Its author has objected to this use, in force since November 4, 2025 at 9:12 AM UTC. One more reason stands against it.',
    )
    expect(explain(decision, 'de-AT')).toMatch(
      /^Dieser Inhalt darf nicht .* 4\. November 2025 um 09:12 UTC\. Ein weiterer/,
    )
    expect(explain(decision, 'fi')).toBe(explain(decision, 'en'))
  })

  it('can be told in any other language: it is data', () => {
    const english = lookupLocale('en', MESSAGES)
    const french: Messages = {
      ...english,
      locale: 'fr',
      ineligible: 'Ce contenu ne peut pas être utilisé. {reason}',
      reasons: { ...english.reasons, OBJECTED: 'Son auteur s’y oppose depuis le {since} UTC.' },
      further: { one: 'Une autre raison s’y oppose.', other: '{count} autres raisons s’y opposent.' },
    }
    expect(explain(decision, 'fr-CA', [...MESSAGES, french])).toBe(
      'Ce contenu ne peut pas être utilisé. Son auteur s’y oppose depuis le 4 novembre 2025 à 09:12 UTC. Une autre raison s’y oppose.',
    )
  })

  it.each(MESSAGES.map((messages) => [messages.locale, messages] as const))(
    'says the same in “%s” as in English: every sentence is there, with its parameters',
    (_, messages) => {
      const english = lookupLocale('en', MESSAGES)
      for (const [code, sentence] of Object.entries(english.reasons)) {
        const translated = Object.entries(messages.reasons).find(([name]) => name === code)?.[1] ?? ''
        expect([code, parametersOf(translated)]).toEqual([code, parametersOf(sentence)])
        expect(translated).toMatch(/\.$/)
      }
    },
  )
})
