import { groupBy } from './group-by.ts'
import type { Instant } from './instant.ts'
import { JsonReader, type Problem } from './json-reader.ts'
import type { Places } from './places.ts'
import { relationProblems } from './rulebook-relations.ts'
import {
  CONTENT_KINDS,
  CONTROLS,
  type ContentKind,
  type Control,
  LEGAL_BASES,
  type LegalBasis,
  PHASE_STATUSES,
  type PhaseStatus,
  VISIBILITIES,
  type Visibility,
} from './vocabulary.ts'

/** Texts by BCP 47 locale. */
export type Localized = Readonly<Record<string, string>>

export interface DataUse {
  readonly key: string
  readonly title: Localized
  readonly description: Localized
  /** Who receives the data, as the notice names them. */
  readonly recipients: readonly string[]
  /** The setting that governs the use; null where none does. */
  readonly setting: string | null
  readonly sources: readonly string[]
}

export interface Setting {
  readonly key: string
  readonly title: Localized
  readonly description: Localized
  /** Where people find the control in the application, outermost first. */
  readonly path: readonly string[]
  readonly sources: readonly string[]
}

export interface NoticeVersion {
  readonly version: string
  /** Kinds that only this version or a later one tells people about. */
  readonly kinds: readonly ContentKind[]
  readonly sources: readonly string[]
}

/** `[from, until)`; null: open-ended. */
export interface Phase {
  readonly from: Instant
  readonly until: Instant | null
  readonly status: PhaseStatus
  readonly cause: string | null
}

export interface Rule {
  readonly key: string
  readonly dataUse: string
  readonly places: Places
  /** In order, each beginning where the one before ends. Never empty. */
  readonly phases: readonly Phase[]
  readonly legalBasis: LegalBasis
  readonly controller: string
  readonly control: Control
  readonly scope: ReadonlyMap<ContentKind, ReadonlySet<Visibility>>
  /** The notice that must have been served `leadDays` × 24 h before; null where none is required. */
  readonly notice: { readonly key: string; readonly leadDays: number } | null
  readonly contentNotBefore: Instant | null
  readonly contentCreatedAsMinor: 'ALLOW' | 'EXCLUDE'
  readonly objectionScope: 'ALL_CONTENT' | 'CONTENT_AFTER_OBJECTION'
  readonly othersInContent: 'ANY_SUBJECT' | 'AUTHORS_ONLY'
  readonly sources: readonly string[]
}

/** A published policy, read and found sound. Immutable; what changes is published as another version. */
export interface Rulebook {
  readonly version: string
  /** What the document says of itself; empty where it says nothing. */
  readonly title: Localized
  readonly description: Localized
  readonly sources: readonly string[]
  readonly dataUses: ReadonlyMap<string, DataUse>
  readonly settings: ReadonlyMap<string, Setting>
  /** The versions of each notice, earliest first. */
  readonly notices: ReadonlyMap<string, readonly NoticeVersion[]>
  readonly rules: readonly Rule[]
  readonly rulesByDataUse: ReadonlyMap<string, readonly Rule[]>
}

export type RulebookReading =
  | { readonly rulebook: Rulebook; readonly problems: readonly [] }
  | { readonly rulebook: null; readonly problems: readonly Problem[] }

/**
 * Reads a rulebook document and checks everything that publishing requires.
 * Either a rulebook, or every problem at once, each with its path.
 */
export function readRulebook(document: unknown): RulebookReading {
  const reader = new JsonReader(document)
  const draft = readDraft(reader)
  const problems = [...reader.problems, ...relationProblems(draft, reader.problems)]
  return problems.length > 0 ? { rulebook: null, problems } : { rulebook: assemble(draft), problems: [] }
}

/** What was read, with placeholders where a part was malformed; relations are not checked. */
export interface RulebookDraft {
  readonly version: string
  readonly title: Localized
  readonly description: Localized
  readonly sources: readonly string[]
  readonly dataUses: readonly DataUse[]
  readonly settings: readonly Setting[]
  readonly notices: readonly (NoticeVersion & { readonly key: string })[]
  readonly rules: readonly (Omit<Rule, 'scope'> & { readonly scope: readonly ScopeEntry[] })[]
}
export interface ScopeEntry {
  readonly kind: ContentKind
  readonly visibilities: readonly Visibility[]
}

const texts = (reader: JsonReader): string[] => reader.list((item) => item.text())

function readDraft(reader: JsonReader): RulebookDraft {
  reader.object(['version', 'title', 'description', 'sources', 'dataUses', 'settings', 'notices', 'rules'])
  return {
    version: reader.field('version').id(),
    title: reader.field('title').optional((title) => title.localized(), {}),
    description: reader.field('description').optional((description) => description.localized(), {}),
    sources: reader.field('sources').optional(texts, []),
    dataUses: reader.field('dataUses').list(readDataUse),
    settings: reader.field('settings').list(readSetting),
    notices: reader.field('notices').optional((notices) => notices.list(readNotice), []),
    rules: reader.field('rules').list(readRule),
  }
}

function readDataUse(reader: JsonReader): DataUse {
  reader.object(['key', 'title', 'description', 'recipients', 'setting', 'sources'])
  return {
    key: reader.field('key').id(),
    title: reader.field('title').localized(),
    description: reader.field('description').localized(),
    recipients: reader.field('recipients').optional(texts, []),
    setting: reader.field('setting').optional((setting) => setting.id(), null),
    sources: reader.field('sources').optional(texts, []),
  }
}

function readSetting(reader: JsonReader): Setting {
  reader.object(['key', 'title', 'description', 'path', 'sources'])
  return {
    key: reader.field('key').id(),
    title: reader.field('title').localized(),
    description: reader.field('description').localized(),
    path: reader.field('path').optional(texts, []),
    sources: reader.field('sources').optional(texts, []),
  }
}

function readNotice(reader: JsonReader): NoticeVersion & { key: string } {
  reader.object(['key', 'version', 'kinds', 'sources'])
  return {
    key: reader.field('key').id(),
    version: reader.field('version').id(),
    kinds: reader.field('kinds').optional((kinds) => kinds.list((kind) => kind.oneOf(CONTENT_KINDS)), []),
    sources: reader.field('sources').optional(texts, []),
  }
}

function readRule(reader: JsonReader): RulebookDraft['rules'][number] {
  reader.object([
    'key',
    'dataUse',
    'places',
    'phases',
    'legalBasis',
    'controller',
    'control',
    'scope',
    'notice',
    'contentNotBefore',
    'contentCreatedAsMinor',
    'objectionScope',
    'othersInContent',
    'sources',
  ])
  return {
    key: reader.field('key').id(),
    dataUse: reader.field('dataUse').id(),
    places: readPlaces(reader.field('places')),
    phases: reader.field('phases').list(readPhase, { atLeast: 1 }),
    legalBasis: reader.field('legalBasis').oneOf(LEGAL_BASES),
    controller: reader.field('controller').text(),
    control: reader.field('control').oneOf(CONTROLS),
    scope: reader.field('scope').list(readScopeEntry),
    notice: reader.field('notice').optional(readNoticeRequirement, null),
    contentNotBefore: reader.field('contentNotBefore').optional((instant) => instant.instant(), null),
    // Where the document is silent, the protective reading.
    contentCreatedAsMinor: reader
      .field('contentCreatedAsMinor')
      .optional((value) => value.oneOf(['ALLOW', 'EXCLUDE']), 'EXCLUDE'),
    objectionScope: reader
      .field('objectionScope')
      .optional((value) => value.oneOf(['ALL_CONTENT', 'CONTENT_AFTER_OBJECTION']), 'ALL_CONTENT'),
    othersInContent: reader
      .field('othersInContent')
      .optional((value) => value.oneOf(['ANY_SUBJECT', 'AUTHORS_ONLY']), 'ANY_SUBJECT'),
    sources: reader.field('sources').list((source) => source.text(), { atLeast: 1 }),
  }
}

function readPlaces(reader: JsonReader): Places {
  if (Array.isArray(reader.value)) return reader.list((code) => code.id(), { atLeast: 1 })
  if (!reader.object(['except'])) return []
  return { except: reader.field('except').list((code) => code.id()) }
}

function readPhase(reader: JsonReader): Phase {
  reader.object(['from', 'until', 'status', 'cause'])
  return {
    from: reader.field('from').instant(),
    until: reader.field('until').optional((until) => until.instant(), null),
    status: reader.field('status').oneOf(PHASE_STATUSES),
    cause: reader.field('cause').optional((cause) => cause.text(), null),
  }
}

function readScopeEntry(reader: JsonReader): ScopeEntry {
  reader.object(['kind', 'visibilities'])
  return {
    kind: reader.field('kind').oneOf(CONTENT_KINDS),
    visibilities: reader.field('visibilities').list((visibility) => visibility.oneOf(VISIBILITIES), { atLeast: 1 }),
  }
}

function readNoticeRequirement(reader: JsonReader): { key: string; leadDays: number } {
  reader.object(['key', 'leadDays'])
  return {
    key: reader.field('key').id(),
    leadDays: reader.field('leadDays').optional((days) => days.integer(0, 36_500), 0),
  }
}

function assemble({ dataUses, settings, notices, rules, ...about }: RulebookDraft): Rulebook {
  const assembled = rules.map((rule) => ({
    ...rule,
    scope: new Map(rule.scope.map(({ kind, visibilities }) => [kind, new Set(visibilities)])),
  }))
  return {
    ...about,
    dataUses: new Map(dataUses.map((use) => [use.key, use])),
    settings: new Map(settings.map((setting) => [setting.key, setting])),
    notices: groupBy(notices, ({ key }) => key),
    rules: assembled,
    rulesByDataUse: groupBy(assembled, ({ dataUse }) => dataUse),
  }
}
