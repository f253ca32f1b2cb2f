import type { ContentKind, LegalBasis, Visibility } from '../vocabulary.ts'

/** One text for each way in which a language counts. `other` is there in every language. */
export type Plural = { readonly [Category in Intl.LDMLPluralRule]?: string } & { readonly other: string }

/**
 * Every text of the components in one language. `{name}` stands for what is put there; `*word*` is emphasised. An own
 * locale is an object of this type: the compiler holds it complete.
 */
export interface Messages {
  /** BCP 47. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  /** Beside every switch, and never changed by it. */
  readonly label: string
  readonly states: {
    readonly allowed: string
    readonly objected: string
    readonly consented: string
    readonly notConsented: string
    /** `{date}` */
    readonly since: string
    /** Where nothing was chosen yet. */
    readonly byDefault: string
  }
  readonly grounds: Readonly<Record<LegalBasis, string>>
  /** `{ground}` is one of the above. */
  readonly ground: string
  readonly rights: { readonly optOut: string; readonly optIn: string; readonly features: string }
  readonly covered: {
    readonly summary: string
    readonly used: string
    /** `{kinds}` are visible to `{who}`. */
    readonly visible: string
    readonly never: string
    readonly minors: string
    readonly recipients: string
    readonly controller: string
    /** `{date}` */
    readonly notBefore: string
    readonly afterObjection: string
  }
  /** Whether those who use content outside the register have applied a choice. `{consumer}`, `{date}` */
  readonly applied: {
    readonly title: string
    readonly applied: string
    readonly pending: string
    readonly overdue: string
  }
  readonly standing: {
    /** `{date}` */
    readonly begins: string
    readonly suspended: string
    readonly ended: string
  }
  readonly notOffered: {
    readonly title: string
    readonly text: string
    /** In place of the title and the text where it is not known where the member lives. */
    readonly unknownPlaceTitle: string
    readonly unknownPlace: string
  }
  readonly noChoice: { readonly title: string; readonly text: string }
  /** `{date}`: an objection that nothing honours yet. */
  readonly kept: string
  readonly acts: {
    readonly pending: string
    /** `{setting}`, `{state}` */
    readonly saved: string
    /** `{state}` */
    readonly conflict: string
    readonly refused: string
    readonly failed: string
    readonly undo: string
    /** `{setting}`: what “undo” undoes, for those who hear it. */
    readonly undoOf: string
    readonly retry: string
  }
  readonly everything: {
    readonly button: string
    readonly text: string
    readonly pending: string
    readonly saved: string
    readonly undone: string
    readonly refused: string
    readonly failed: string
  }
  readonly loading: string
  readonly loadFailed: string
  readonly absent: string
  /** The same choice for those without JavaScript. */
  readonly form: {
    readonly question: string
    readonly allow: string
    readonly object: string
    readonly agree: string
    readonly disagree: string
    readonly save: string
  }
  readonly notice: {
    readonly title: string
    /** `{kinds}`, `{uses}` */
    readonly text: string
    /** `{count}` days. */
    readonly lead: Plural
    readonly noLead: string
    readonly choices: string
    readonly read: string
    readonly close: string
    readonly failed: string
  }
  readonly kinds: Readonly<Record<ContentKind, string>>
  readonly visibilities: Readonly<Record<Visibility, string>>
}

/** Puts values in the places of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}

/** The text for a number, as the language counts. */
export function plural(locale: string, forms: Plural, count: number): string {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other
  return fill(form, { count: new Intl.NumberFormat(locale).format(count) })
}

/** A word of a vocabulary in the words of the locale, or as it is where only a newer server knows it. */
export function wordFor(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word
}
