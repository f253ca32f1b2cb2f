import type { ChoiceAct } from '@demur/sdk'
import type { Messages as ComponentMessages, Plural } from '@demur/sdk/react'
import { ar, de, en, es, fr, pl } from '@demur/sdk/react/locales'
import { ar as arabic } from './locales/ar.ts'
import { de as german } from './locales/de.ts'
import { en as english } from './locales/en.ts'
import { es as spanish } from './locales/es.ts'
import { fr as french } from './locales/fr.ts'
import { pl as polish } from './locales/pl.ts'

/** The texts of the page around the components, in one language. `{name}` stands for a value; `*word*` is emphasised. */
export interface PageMessages {
  /** What the language calls itself. */
  readonly name: string
  readonly title: string
  /** `{member}` */
  readonly account: string
  /** `{place}` */
  readonly place: string
  readonly unknownPlace: string
  readonly notHere: string
  readonly notHereText: string
  /** In place of it where the place is not known. */
  readonly unknownPlaceText: string
  readonly openAccount: string
  readonly future: string
  readonly choices: string
  readonly history: string
  readonly historyEmpty: string
  readonly earlier: string
  readonly earlierFailed: string
  /** `{setting}` */
  readonly acts: Readonly<Record<ChoiceAct, string>>
  /** `{channel}`: where an act did not come from this page. */
  readonly channel: string
  readonly receipt: string
  readonly receipts: string
  readonly verify: string
  readonly verified: string
  readonly unproven: string
  readonly refuted: string
  /** Where it could not be found out. */
  readonly unchecked: string
  readonly pastUses: string
  readonly pastUsesText: string
  readonly pastUsesEmpty: string
  /** `{count}` of the member's items. */
  readonly items: Plural
  /** `{date}` */
  readonly endedBy: string
  readonly language: string
  readonly signOut: string
  readonly signedOut: { readonly title: string; readonly text: string }
  readonly moving: { readonly title: string; readonly link: string }
  readonly unavailable: { readonly title: string; readonly text: string; readonly retry: string }
  /** For those who try the page out. */
  readonly development: {
    readonly title: string
    readonly text: string
    readonly member: string
    readonly open: string
    readonly home: string
  }
  /** Where a form was sent that this page did not make, or made too long ago. */
  readonly forged: string
}

/** A language that the page speaks. */
export interface Language {
  readonly components: ComponentMessages
  readonly page: PageMessages
}

/** The languages, the usual one first. */
export const LANGUAGES: readonly Language[] = [
  { components: en, page: english },
  { components: de, page: german },
  { components: fr, page: french },
  { components: es, page: spanish },
  { components: pl, page: polish },
  { components: ar, page: arabic },
]

/** The language asked for by name, else the first that a browser prefers, else English. */
export function languageFor(asked: string | null, acceptLanguage: string): Language {
  const preferred = acceptLanguage
    .split(',')
    .map((range) => {
      const [tag = '', quality = ''] = range.trim().split(/\s*;\s*q=/)
      return { tag, quality: quality === '' ? 1 : Number(quality) || 0 }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
  for (const tag of [asked ?? '', ...preferred]) {
    const [primary] = tag.toLowerCase().split('-')
    const found = LANGUAGES.find(({ components }) => components.locale === primary)
    if (found !== undefined) return found
  }
  return LANGUAGES[0] as Language
}
