import { rulebookDocument } from '@demur/fixtures'
import { ar, de, en, es, fr, pl } from '@demur/sdk/react/locales'
import { describe, expect, it } from 'vitest'
import { ar as arPage } from '../src/settings/locales/ar.ts'
import { de as dePage } from '../src/settings/locales/de.ts'
import { en as enPage } from '../src/settings/locales/en.ts'
import { es as esPage } from '../src/settings/locales/es.ts'
import { fr as frPage } from '../src/settings/locales/fr.ts'
import { pl as plPage } from '../src/settings/locales/pl.ts'

const LANGUAGES = {
  en: [en, enPage],
  de: [de, dePage],
  fr: [fr, frPage],
  es: [es, esPage],
  pl: [pl, plPage],
  ar: [ar, arPage],
} as const

/**
 * The readability index LIX (C. H. Björnsson, Läsbarhet, 1968): words in a sentence, plus the share of words with more
 * than six letters in per cent. It needs no syllables, so it serves many languages. Below 40 is what J. Anderson (Lix and
 * Rix, Journal of Reading 26, 1983) gives for grade 8 and below, and a 15-year-old has behind them.
 */
function lix(sentences: readonly (readonly string[])[]): number {
  const words = sentences.flat()
  return words.length / sentences.length + (100 * words.filter(({ length }) => length > 6).length) / words.length
}

const LIX_OF_GRADE_8 = 40
/** More words than this are hard to hold in mind at once. */
const LONGEST_SENTENCE = 25

/** Everything that is a sentence: labels of a word or two say nothing about how a page reads. */
function sentencesOf(texts: unknown): string[][] {
  if (typeof texts === 'string') {
    const whole = texts.split(/(?<=[.!?؟;:])\s+/).filter((part) => /[.!?؟]$/.test(part))
    return whole.map((part) => part.replaceAll(/\{\w+\}/g, 'X').match(/[\p{L}\p{M}’'-]+/gu) ?? [])
  }
  return typeof texts === 'object' && texts !== null ? Object.values(texts).flatMap(sentencesOf) : []
}

/** What a rulebook says of its settings and uses in a language. */
function descriptionsIn(document: unknown, language: string): unknown[] {
  if (typeof document !== 'object' || document === null) return []
  return Object.entries(document).flatMap(([name, value]) =>
    name === 'description' ? [value?.[language]] : descriptionsIn(value, language),
  )
}

describe.each(Object.entries(LANGUAGES))('what members read in %s', (language, texts) => {
  const sentences = sentencesOf([...texts, descriptionsIn(rulebookDocument('change-2026-08-21'), language)])

  it('is understood after eight years of school', () => {
    expect(sentences.length).toBeGreaterThan(80)
    expect(lix(sentences)).toBeLessThan(LIX_OF_GRADE_8)
  })

  it('has no sentence that is too long', () => {
    expect(sentences.filter(({ length }) => length > LONGEST_SENTENCE)).toEqual([])
  })
})
