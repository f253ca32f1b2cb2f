/**
 * The languages that come with the components. Import those that you show: the others are left out of your bundle.
 *
 * @example A language of your own is an object, and the compiler says what it lacks:
 * ```ts
 * import { type Messages, en as fallback } from '@demur/sdk/react'
 * import { ar, de, en, es, fr, pl } from '@demur/sdk/react/locales'
 *
 * const ga: Messages = { ...fallback, locale: 'ga', label: 'Ceadaigh an úsáid seo de mo shonraí' }
 * export const offered: readonly Messages[] = [en, de, fr, es, pl, ar, ga]
 * ```
 * @module @demur/sdk/react/locales
 */
export { ar } from './ar.ts'
export { de } from './de.ts'
export { en } from './en.ts'
export { es } from './es.ts'
export { fr } from './fr.ts'
export { pl } from './pl.ts'
