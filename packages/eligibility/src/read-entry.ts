import type { ConsumerSetting } from './consumer.ts'
import { parseDuration } from './duration.ts'
import {
  type ChoiceEntryType,
  ENTRY_TYPES,
  type EntryFields,
  type EntryType,
  ERASED_PERSON,
  type Json,
  type JsonObject,
  type ProposedEntry,
  type RunFields,
} from './entry.ts'
import { type Position, positionOf } from './fact.ts'
import { JsonReader, type Problem } from './json-reader.ts'
import { type Rulebook, readRulebook } from './rulebook.ts'
import { ACCOUNT_STATUSES, CONTENT_KINDS, SUBJECT_ROLES, type SubjectRole, VISIBILITIES } from './vocabulary.ts'

/** Assigned by the register; an import ignores what the file says of them. The last three come with the evidence. */
const ASSIGNED = ['position', 'recordedAt', 'actor', 'salt', 'subjectSalts', 'hash']
const COMMON = ['type', 'effectiveAt', 'channel', 'idempotencyKey', ...ASSIGNED]

export type EntryReading =
  | { readonly entry: ProposedEntry; readonly problems: readonly [] }
  | { readonly entry: null; readonly problems: readonly Problem[] }

/** Reads one line of the interchange format, already parsed as JSON. Every problem at once, each with its path. */
export function readEntry(json: unknown): EntryReading {
  const reader = new JsonReader(json)
  const type = reader.field('type').oneOf(ENTRY_TYPES)
  if (reader.problems.length > 0) return { entry: null, problems: reader.problems }
  const fields = READERS[type](reader)
  const effectiveAt = reader.field('effectiveAt').optional((at) => at.instant(), null)
  const entry = {
    ...fields,
    effectiveAt: effectiveAt ?? ('createdAt' in fields ? fields.createdAt : null),
    channel: reader.field('channel').optional((channel) => channel.id(), null),
    idempotencyKey: reader.field('idempotencyKey').optional((key) => key.id(), null),
    body: bodyOf(json as JsonObject),
  }
  return reader.problems.length > 0 ? { entry: null, problems: reader.problems } : { entry, problems: [] }
}

function bodyOf(json: JsonObject): JsonObject {
  const body: Record<string, Json> = {}
  for (const name of Object.keys(json)) {
    const value = json[name]
    // A field of that name would be its prototype; no entry has one.
    if (value !== undefined && name !== '__proto__' && !COMMON.includes(name)) body[name] = value
  }
  return body
}

const READERS: { readonly [T in EntryType]: (reader: JsonReader) => EntryFields } = {
  RulebookPublished(reader) {
    reader.object([...COMMON, 'rulebook', 'approvedBy'])
    const { value } = reader.field('rulebook')
    const { rulebook, problems } = readRulebook(value)
    for (const { path, message } of problems) reader.problems.push({ path: ['rulebook', ...path], message })
    const approvedBy = reader.field('approvedBy').optional((subjects) => subjects.list((subject) => subject.id()), null)
    return { type: 'RulebookPublished', rulebook: rulebook as Rulebook, approvedBy }
  },
  MemberRegistered(reader) {
    reader.object([...COMMON, 'member'])
    return { type: 'MemberRegistered', member: reader.field('member').id() }
  },
  ResidenceRecorded(reader) {
    reader.object([...COMMON, 'member', 'country', 'subdivision'])
    return {
      type: 'ResidenceRecorded',
      member: reader.field('member').id(),
      country: reader.field('country').optional((country) => country.id(), null),
      subdivision: reader.field('subdivision').optional((subdivision) => subdivision.id(), null),
    }
  },
  BirthDateRecorded(reader) {
    reader.object([...COMMON, 'member', 'birthDate', 'verified'])
    return {
      type: 'BirthDateRecorded',
      member: reader.field('member').id(),
      birthDate: reader.field('birthDate').day(),
      verified: reader.field('verified').optional((verified) => verified.boolean(), false),
    }
  },
  AgeSignalRecorded(reader) {
    reader.object([...COMMON, 'member', 'believedMinor', 'source'])
    return {
      type: 'AgeSignalRecorded',
      member: reader.field('member').id(),
      believedMinor: reader.field('believedMinor').boolean(),
      source: reader.field('source').id(),
    }
  },
  AccountStatusRecorded(reader) {
    reader.object([...COMMON, 'member', 'status'])
    return {
      type: 'AccountStatusRecorded',
      member: reader.field('member').id(),
      status: reader.field('status').oneOf(ACCOUNT_STATUSES),
    }
  },
  NoticeServed(reader) {
    reader.object([...COMMON, 'member', 'notice', 'version'])
    return {
      type: 'NoticeServed',
      member: reader.field('member').id(),
      notice: reader.field('notice').id(),
      version: reader.field('version').id(),
    }
  },
  ContentRegistered(reader) {
    reader.object([...COMMON, 'item', 'kind', 'visibility', 'createdAt', 'subjects', 'sensitiveSource'])
    return {
      type: 'ContentRegistered',
      item: reader.field('item').id(),
      kind: reader.field('kind').oneOf(CONTENT_KINDS),
      visibility: reader.field('visibility').oneOf(VISIBILITIES),
      createdAt: reader.field('createdAt').instant(),
      subjects: readSubjects(reader.field('subjects')),
      sensitiveSource: reader.field('sensitiveSource').optional((flag) => flag.boolean(), false),
    }
  },
  ContentChanged(reader) {
    reader.object([...COMMON, 'item', 'kind', 'visibility', 'sensitiveSource'])
    const kind = reader.field('kind').optional((value) => value.oneOf(CONTENT_KINDS), null)
    const visibility = reader.field('visibility').optional((value) => value.oneOf(VISIBILITIES), null)
    const sensitiveSource = reader.field('sensitiveSource').optional((value) => value.boolean(), null)
    if (kind === null && visibility === null && sensitiveSource === null) {
      reader.refuse('must change kind, visibility or sensitiveSource')
    }
    return {
      type: 'ContentChanged',
      item: reader.field('item').id(),
      ...(kind === null ? {} : { kind }),
      ...(visibility === null ? {} : { visibility }),
      ...(sensitiveSource === null ? {} : { sensitiveSource }),
    }
  },
  ContentDeleted(reader) {
    reader.object([...COMMON, 'item'])
    return { type: 'ContentDeleted', item: reader.field('item').id() }
  },
  Objected: choiceReader('Objected'),
  ObjectionWithdrawn: choiceReader('ObjectionWithdrawn'),
  ConsentGiven: choiceReader('ConsentGiven'),
  ConsentWithdrawn: choiceReader('ConsentWithdrawn'),
  RunOpened(reader) {
    reader.object([...COMMON, ...RUN_FIELDS, 'description'])
    const description = reader.field('description').optional((text) => text.text(), null)
    return { type: 'RunOpened', description, ...readRun(reader) }
  },
  RunSealed(reader) {
    reader.object([...COMMON, ...RUN_FIELDS, 'itemCount', 'manifestDigest'])
    return {
      type: 'RunSealed',
      ...readRun(reader),
      itemCount: reader.field('itemCount').integer(0),
      manifestDigest: reader.field('manifestDigest').id(),
    }
  },
  RunAbandoned(reader) {
    reader.object([...COMMON, ...RUN_FIELDS])
    return { type: 'RunAbandoned', ...readRun(reader) }
  },
  SignalReceived(reader) {
    reader.object([...COMMON, 'member', 'signal', 'value'])
    return {
      type: 'SignalReceived',
      member: reader.field('member').id(),
      signal: reader.field('signal').id(),
      value: readSignalValue(reader.field('value')),
    }
  },
  ConsumerRegistered(reader) {
    reader.object([...COMMON, 'consumer', 'title', 'subject', 'dataUses', 'settings'])
    return {
      type: 'ConsumerRegistered',
      consumer: reader.field('consumer').id(),
      title: reader.field('title').id(),
      subject: reader.field('subject').id(),
      dataUses: reader.field('dataUses').optional((list) => list.list((use) => use.id()), []),
      settings: readConsumerSettings(reader.field('settings')),
    }
  },
  ConsumerDeregistered(reader) {
    reader.object([...COMMON, 'consumer'])
    return { type: 'ConsumerDeregistered', consumer: reader.field('consumer').id() }
  },
  ConsumerAcknowledged(reader) {
    reader.object([...COMMON, 'consumer', 'through'])
    return {
      type: 'ConsumerAcknowledged',
      consumer: reader.field('consumer').id(),
      through: readPosition(reader.field('through')),
    }
  },
  MemberErased(reader) {
    reader.object([...COMMON, 'pseudonym', 'secret', 'objections', 'entries', 'appearances'])
    return {
      type: 'MemberErased',
      pseudonym: reader.field('pseudonym').id(),
      secret: reader.field('secret').id(),
      objections: reader.field('objections').list((setting) => setting.id()),
      entries: reader.field('entries').list((row) => {
        const [back = 0, count = 0] = row.list((number) => number.integer(1))
        return [back, count] as const
      }),
      appearances: reader
        .field('appearances')
        .list((row) => [row.list((number) => number.integer(1))[0] ?? 0] as const),
    }
  },
}

/** How much evidence or what a signal says may take; characters of JSON. */
const MOST_JSON = 4096

const RUN_FIELDS = ['run', 'dataUse', 'at', 'asKnownAt']

function readRun(reader: JsonReader): RunFields {
  return {
    run: reader.field('run').id(),
    dataUse: reader.field('dataUse').id(),
    at: reader.field('at').instant(),
    asKnownAt: readPosition(reader.field('asKnownAt')),
  }
}

/** A position stands as a number or, as in GraphQL, as a decimal string. */
function readPosition(reader: JsonReader): Position {
  const { value } = reader
  const number = typeof value === 'string' && /^(0|[1-9]\d{0,15})$/.test(value) ? Number(value) : value
  return positionOf(reader.instead(number).integer(0))
}

/** What a signal said; one that says nothing is none. */
function readSignalValue(reader: JsonReader): Json {
  if (reader.value === undefined) reader.refuse('must say what was received, not nothing')
  return reader.json(MOST_JSON)
}

function choiceReader(type: ChoiceEntryType): (reader: JsonReader) => EntryFields {
  return (reader) => {
    reader.object([...COMMON, 'member', 'setting', 'evidence'])
    return {
      type,
      member: reader.field('member').id(),
      setting: reader.field('setting').id(),
      evidence: reader.field('evidence').json(MOST_JSON),
    }
  }
}

function readConsumerSettings(reader: JsonReader): ConsumerSetting[] {
  const settings = reader.list(
    (item) => {
      item.object(['setting', 'deadline'])
      const deadline = item.field('deadline')
      if (parseDuration(deadline.value) === null) {
        deadline.refuse('must be an ISO 8601 duration of weeks, days, hours, minutes or seconds, such as P30D or PT72H')
      }
      return { setting: item.field('setting').id(), deadline: String(deadline.value) }
    },
    { atLeast: 1 },
  )
  settings.forEach(({ setting }, index) => {
    const first = settings.findIndex((other) => other.setting === setting)
    if (first < index) reader.field(String(index)).field('setting').refuse(`is named before, at ${first}`)
  })
  return settings
}

/** `AUTHOR` is the default role. An item without an author is registered all the same, and never eligible. */
function readSubjects(reader: JsonReader): { member: string; role: SubjectRole }[] {
  const subjects = reader.list((item): { member: string; role: SubjectRole } => {
    item.object(['member', 'role', 'commitment'])
    const role = item.field('role').optional((value) => value.oneOf(SUBJECT_ROLES), 'AUTHOR' as const)
    // A hash is all that is left of somebody who was erased.
    const erased = item.field('commitment').optional((hash) => hash.id(), null) !== null
    return erased ? { member: ERASED_PERSON, role: 'CO_AUTHOR' } : { member: item.field('member').id(), role }
  })
  if (subjects.filter(({ role }) => role === 'AUTHOR').length > 1) reader.refuse('must have at most one AUTHOR')
  return subjects
}
