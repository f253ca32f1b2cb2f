import { type LedgerState, type RunStatus, refuseEntry } from './admission.ts'
import { type AcknowledgementFact, type ConsumerFact, type ConsumerState, consumersAt } from './consumer.ts'
import { ACT_OF_ENTRY, type LedgerEntry, type ProposedEntry } from './entry.ts'
import {
  type AccountStatusFact,
  type AgeSignalFact,
  type BirthDateFact,
  type ChoiceFact,
  type Dated,
  type ItemChange,
  type ItemFacts,
  type MemberFacts,
  type NoticeFact,
  type Position,
  positionOf,
  type ResidenceFact,
} from './fact.ts'
import type { Instant } from './instant.ts'
import type { Problem } from './json-reader.ts'
import type { Rulebook } from './rulebook.ts'

/** Members and items by key, rulebooks in order: a ledger folded into the facts that decisions are made from. */
export interface World {
  readonly members: ReadonlyMap<string, MemberFacts>
  readonly items: ReadonlyMap<string, ItemFacts>
  /** The rulebook that answers at a position; null before the first was published. */
  rulebookAt(position: Position): Rulebook | null
}

interface OpenMemberFacts extends MemberFacts {
  readonly residences: ResidenceFact[]
  readonly birthDates: BirthDateFact[]
  readonly ageSignals: AgeSignalFact[]
  readonly accountStatuses: AccountStatusFact[]
  readonly notices: NoticeFact[]
  readonly choices: ChoiceFact[]
}
type OpenItemFacts = ItemFacts & { readonly changes: ItemChange[] }

/** A ledger in memory: admits entries as the register does and folds them. For tests, tools and small worlds. */
export class MemoryLedger implements World, LedgerState {
  readonly members = new Map<string, OpenMemberFacts>()
  readonly items = new Map<string, OpenItemFacts>()
  readonly entries: LedgerEntry[] = []
  readonly #rulebooks: { readonly position: Position; readonly rulebook: Rulebook }[] = []
  readonly #runs = new Map<string, RunStatus>()
  readonly #consumers: ConsumerFact[] = []
  readonly #acknowledgements: AcknowledgementFact[] = []

  get head(): Position {
    return positionOf(this.entries.length)
  }

  hasMember(key: string): boolean {
    return this.members.has(key)
  }

  hasItem(key: string): boolean {
    return this.items.has(key)
  }

  runStatus(key: string): RunStatus | null {
    return this.#runs.get(key) ?? null
  }

  hasConsumer(key: string): boolean {
    return this.consumersAt(this.head).has(key)
  }

  /** The consumers registered as known at a position, by key. */
  consumersAt(position: Position): Map<string, ConsumerState> {
    return consumersAt(this.#consumers, position)
  }

  /** What a consumer acknowledged, in order. */
  acknowledgementsOf(consumer: string): AcknowledgementFact[] {
    return this.#acknowledgements.filter((fact) => fact.consumer === consumer)
  }

  rulebookAt(position: Position): Rulebook | null {
    return this.#rulebooks.findLast((published) => published.position <= position)?.rulebook ?? null
  }

  /** Appends an entry, or says why not and changes nothing. */
  append(proposed: ProposedEntry, recordedAt: Instant, actor: string): Problem | null {
    const refusal = refuseEntry(proposed, this, recordedAt)
    if (refusal !== null) return refusal
    const position = positionOf(this.entries.length + 1)
    const entry = { ...proposed, position, recordedAt, actor, effectiveAt: proposed.effectiveAt ?? recordedAt }
    this.entries.push(entry)
    this.#fold(entry)
    return null
  }

  #fold(entry: LedgerEntry): void {
    const dated: Dated = { effectiveAt: entry.effectiveAt, position: entry.position }
    switch (entry.type) {
      case 'RulebookPublished':
        this.#rulebooks.push({ position: entry.position, rulebook: entry.rulebook })
        return
      case 'MemberRegistered':
        this.members.set(entry.member, newMember(dated))
        return
      case 'ContentRegistered': {
        const { item, createdAt, subjects, kind, visibility, sensitiveSource } = entry
        const registered = { ...dated, kind, visibility, sensitiveSource }
        this.items.set(item, { createdAt, subjects, registered, changes: [] })
        return
      }
      case 'ContentChanged': {
        const { kind, visibility, sensitiveSource } = entry
        this.items.get(entry.item)?.changes.push({
          ...dated,
          ...(kind === undefined ? {} : { kind }),
          ...(visibility === undefined ? {} : { visibility }),
          ...(sensitiveSource === undefined ? {} : { sensitiveSource }),
        })
        return
      }
      case 'ContentDeleted':
        this.items.get(entry.item)?.changes.push({ ...dated, deleted: true })
        return
      case 'RunOpened':
      case 'RunSealed':
      case 'RunAbandoned':
        this.#runs.set(entry.run, RUN_STATUS[entry.type])
        return
      case 'ConsumerRegistered':
        this.#consumers.push({ ...dated, consumer: entry.consumer, registration: entry })
        return
      case 'ConsumerDeregistered':
        this.#consumers.push({ ...dated, consumer: entry.consumer, registration: null })
        return
      case 'ConsumerAcknowledged':
        this.#acknowledgements.push({ ...dated, consumer: entry.consumer, through: entry.through })
        return
      case 'MemberErased':
        // Whom it was about is gone from the entries before it.
        return
      default:
        this.#foldMember(entry, dated)
    }
  }

  #foldMember(entry: Extract<LedgerEntry, { member: string }>, dated: Dated): void {
    const member = this.members.get(entry.member)
    switch (entry.type) {
      case 'ResidenceRecorded':
        member?.residences.push({ ...dated, country: entry.country, subdivision: entry.subdivision })
        return
      case 'BirthDateRecorded':
        member?.birthDates.push({ ...dated, birthDate: entry.birthDate, verified: entry.verified })
        return
      case 'AgeSignalRecorded':
        member?.ageSignals.push({ ...dated, believedMinor: entry.believedMinor })
        return
      case 'AccountStatusRecorded':
        member?.accountStatuses.push({ ...dated, status: entry.status })
        return
      case 'NoticeServed':
        member?.notices.push({ ...dated, notice: entry.notice, version: entry.version })
        return
      case 'Objected':
      case 'ObjectionWithdrawn':
      case 'ConsentGiven':
      case 'ConsentWithdrawn':
        member?.choices.push({ ...dated, setting: entry.setting, act: ACT_OF_ENTRY[entry.type] })
        return
      case 'MemberRegistered':
      case 'SignalReceived':
        // The first is folded above; of the second no decision depends.
        return
    }
  }
}

const RUN_STATUS = { RunOpened: 'OPEN', RunSealed: 'SEALED', RunAbandoned: 'ABANDONED' } as const

function newMember(registered: Dated): OpenMemberFacts {
  return { registered, residences: [], birthDates: [], ageSignals: [], accountStatuses: [], notices: [], choices: [] }
}
