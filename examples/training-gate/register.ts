/** Prints what a platform has in its register: rules, members, and the passages that they posted. */
import { type Passage, readPassages } from './passages.ts'

/** When everybody had joined; before any passage was posted. */
const JOINED = '2024-01-01T00:00:00Z'
const COUNTRIES: Readonly<Record<string, string>> = { de: 'DE', fr: 'FR', gb: 'GB', ch: 'CH', us: 'US', no: 'NO' }

const rulebook = {
  version: '1',
  dataUses: [
    {
      key: 'genai.training',
      title: { en: 'Training' },
      description: { en: 'Posts train models that write.' },
      setting: 'genai-improvement',
    },
  ],
  settings: [
    {
      key: 'genai-improvement',
      title: { en: 'Training of models' },
      description: { en: 'Whether your posts may train models that write.' },
    },
  ],
  rules: [
    {
      key: 'articles',
      dataUse: 'genai.training',
      places: Object.values(COUNTRIES),
      phases: [{ from: JOINED, status: 'IN_FORCE' }],
      legalBasis: 'LEGITIMATE_INTERESTS',
      controller: 'Example Ltd',
      control: 'OPT_OUT',
      scope: [{ kind: 'ARTICLE', visibilities: ['PUBLIC'] }],
      sources: ['made up for this example'],
    },
  ],
}

function memberEntries(member: string): object[] {
  const country = COUNTRIES[member.slice(0, 2)]
  return [
    { type: 'MemberRegistered', member, effectiveAt: JOINED },
    { type: 'ResidenceRecorded', member, country, effectiveAt: JOINED },
  ]
}

function contentEntry({ id, author, kind, visibility, writtenAt }: Passage): object {
  const subjects = [{ member: author, role: 'AUTHOR' }]
  return {
    type: 'ContentRegistered',
    item: id,
    kind,
    visibility,
    createdAt: writtenAt,
    effectiveAt: writtenAt,
    subjects,
  }
}

const passages = await readPassages(new URL('passages.jsonl', import.meta.url))
const members = [...new Set(passages.map(({ author }) => author))]
const entries = [
  { type: 'RulebookPublished', rulebook },
  ...members.flatMap(memberEntries),
  ...passages.map(contentEntry),
  { type: 'Objected', member: 'de-objected', setting: 'genai-improvement', effectiveAt: '2025-06-01T00:00:00Z' },
]
process.stdout.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
