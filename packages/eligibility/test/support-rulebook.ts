import { type Rulebook, readRulebook } from '@demur/eligibility'

export type Json = Record<string, unknown>

export function rulebookOf(document: unknown): Rulebook {
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) throw new Error(JSON.stringify(problems))
  return rulebook
}

/** One way to change a part of a document, and where the change must be told of. */
export interface Mutation {
  readonly document: Json
  readonly path: readonly string[]
}

type Part = Json & { readonly key: string }
type Change = (part: Part, document: Json) => unknown

const other =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.find((each) => each !== value)
const more = (value: unknown, added: unknown) => [...((value as unknown[] | undefined) ?? []), added]

/** What can be changed of a part of each list, by field; `undefined` where it cannot be there. */
const CHANGES: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  dataUses: {
    title: ({ title }) => ({ ...(title as Json), en: 'Another title' }),
    description: ({ description }) => ({ ...(description as Json), fr: 'Une description' }),
    recipients: ({ recipients }) => more(recipients, 'Somebody else'),
    setting: ({ setting }, { settings }) =>
      setting === null ? undefined : (settings as Part[]).find(({ key }) => key !== setting)?.key,
    sources: ({ sources }) => more(sources, 'another source'),
  },
  settings: {
    title: ({ title }) => ({ ...(title as Json), en: 'Another title' }),
    description: ({ description }) => ({ ...(description as Json), en: 'Another description' }),
    path: ({ path }) => more(path, 'Deeper'),
    sources: () => ['another source'],
  },
  notices: {
    version: () => 'another version',
    kinds: ({ kinds }) => more(kinds, 'LEARNING_VIDEO'),
    sources: ({ sources }) => more(sources, 'another source'),
  },
  rules: {
    places: ({ places }) => ('except' in Object(places) ? ['AQ'] : [(places as string[])[0], 'BV']),
    phases: ({ phases }) => {
      const [first, ...others] = phases as Json[]
      return [{ ...first, status: other('IN_FORCE', 'SUSPENDED')(first?.status) }, ...others]
    },
    control: ({ control, legalBasis }) => (legalBasis === 'CONTRACT' && control === 'NONE' ? 'OPT_OUT' : undefined),
    legalBasis: ({ control }) => (control === 'OPT_IN' ? undefined : 'PUBLIC_TASK'),
    controller: () => 'Another controller',
    scope: ({ scope }) => more(scope, { kind: 'PAGE_DATA', visibilities: ['PUBLIC'] }),
    notice: ({ notice }) => (notice == null ? undefined : { ...Object(notice), leadDays: 77 }),
    contentNotBefore: () => '2019-05-05T00:00:00Z',
    contentCreatedAsMinor: ({ contentCreatedAsMinor }) => other('ALLOW', 'EXCLUDE')(contentCreatedAsMinor ?? 'EXCLUDE'),
    objectionScope: ({ objectionScope }) =>
      other('ALL_CONTENT', 'CONTENT_AFTER_OBJECTION')(objectionScope ?? 'ALL_CONTENT'),
    othersInContent: ({ othersInContent }) => other('ANY_SUBJECT', 'AUTHORS_ONLY')(othersInContent ?? 'ANY_SUBJECT'),
    sources: ({ sources }) => more(sources, 'another source'),
  },
}

/** Changes of one field of a document each, and the document without each of its parts. Not all of them are sound. */
export function mutationsOf(document: Json): Mutation[] {
  const changed = Object.entries(CHANGES).flatMap(([list, changes]) =>
    (document[list] as Part[]).flatMap((part, index) => [
      ...Object.entries(changes).flatMap(([field, change]) => {
        const value = change(part, document)
        if (value === undefined || JSON.stringify(value) === JSON.stringify(part[field])) return []
        const parts = (document[list] as Part[]).with(index, { ...part, [field]: value })
        return [{ document: { ...document, [list]: parts }, path: pathOf(list, part, field) }]
      }),
      { document: { ...document, [list]: (document[list] as Part[]).toSpliced(index, 1) }, path: [list, part.key] },
    ]),
  )
  const about = { title: { en: 'Another title' }, description: { en: 'Another' }, sources: ['another source'] }
  const outer = Object.entries(about).map(([name, value]) => ({
    document: { ...document, [name]: value },
    path: [name],
  }))
  return [...outer, ...changed]
}

export function isSound({ document }: Mutation): boolean {
  return readRulebook(document).rulebook !== null
}

/** The first sound mutation from a place on in the list of all. */
export function mutationOf(document: Json, draw: number): Mutation {
  const mutations = mutationsOf(document)
  const from = draw % mutations.length
  const found = [...mutations.slice(from), ...mutations.slice(0, from)].find(isSound)
  if (found === undefined) throw new Error('nothing of the document can be changed')
  return found
}

/** Parts of a notice are told of by what becomes of the notice. */
function pathOf(list: string, { key }: Part, field: string): string[] {
  return list === 'notices' ? [list, key] : [list, key, field]
}
