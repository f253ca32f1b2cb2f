import { rulebookDocument } from '@demur/fixtures'

const since = '2024-01-01T00:00:00.000Z'

/** The rulebook under which the members here may be asked for training. */
export const RULEBOOK = { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') }

/** A member in Germany whose content may be used for training. */
export function member(key: string): object[] {
  return [
    { type: 'MemberRegistered', member: key, effectiveAt: since },
    { type: 'ResidenceRecorded', member: key, country: 'DE', effectiveAt: since },
    {
      type: 'NoticeServed',
      member: key,
      notice: 'privacy-notice-europe',
      version: '2025-09-18',
      channel: 'banner',
      effectiveAt: '2025-09-18T12:34:00Z',
    },
  ]
}

/** A public post of an author, and of co-authors. */
export function post(item: string, ...authors: string[]): object {
  return {
    type: 'ContentRegistered',
    item,
    kind: 'POST',
    visibility: 'PUBLIC',
    createdAt: '2025-01-01T00:00:00Z',
    subjects: authors.map((author, index) => ({ member: author, role: index === 0 ? 'AUTHOR' : 'CO_AUTHOR' })),
  }
}

/** A post of an author that mentions others. */
export function mentioning(item: string, author: string, ...others: string[]): object {
  const mentioned = others.map((other) => ({ member: other, role: 'MENTIONED' }))
  return { ...post(item), subjects: [{ member: author, role: 'AUTHOR' }, ...mentioned] }
}

export function objection(key: string): object {
  return { type: 'Objected', member: key, setting: 'genai-improvement' }
}
