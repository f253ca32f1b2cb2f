import { en, type Messages } from '@demur/sdk/react'
import * as locales from '@demur/sdk/react/locales'
import { describe, expect, it } from 'vitest'

/** Every text of a locale by its path, plural forms as one. */
function texts(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  const entries = Object.entries(value as object).map(([name, inner]) =>
    texts(inner, path === '' ? name : `${path}.${name}`),
  )
  return new Map(entries.flatMap((map) => [...map]))
}
const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted()
const isPlural = (path: string): boolean => path.startsWith('notice.lead.')

const english = texts(en)
const others: readonly Messages[] = Object.values(locales)

describe.each(others.map((messages) => [messages.locale, messages] as const))('the texts in %s', (locale, messages) => {
  const own = texts(messages)

  it('put the same values into every text', () => {
    for (const [path, text] of english) {
      if (isPlural(path)) continue
      expect([path, places(own.get(path) ?? '')]).toEqual([path, places(text)])
    }
  })

  it('count as the language counts', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions()
    expect(Object.keys(messages.notice.lead).toSorted()).toEqual([...pluralCategories].toSorted())
  })

  it('are all translated', () => {
    if (locale === 'en') return
    const same = [...own].filter(([path, text]) => english.get(path) === text && !/^(direction|locale)$/.test(path))
    // Words that are spelt alike in both.
    expect(same.map(([path]) => path).filter((path) => !/^kinds\.(PHOTO|VIDEO|ARTICLE)$/.test(path))).toEqual([])
  })
})

describe('the texts', () => {
  it('are short enough to be read by everybody: no sentence of more than 25 words', () => {
    for (const messages of others) {
      for (const [path, text] of texts(messages)) {
        const longest = Math.max(...text.split(/[.!?؟]\s/).map((sentence) => sentence.split(/\s+/).length))
        expect([messages.locale, path, longest > 25]).toEqual([messages.locale, path, false])
      }
    }
  })
})
