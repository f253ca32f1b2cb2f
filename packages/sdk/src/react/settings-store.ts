import type { Client } from '../client.ts'
import { newId } from '../id.ts'
import type { OptOutSetting } from '../opt-out-setting.ts'
import type { MemberReference } from '../reference.ts'
import type { EverythingResult, SettingChange } from '../settings.ts'
import type { OptOutSettingDetails, SettingsOverview } from '../settings-overview.ts'
import type { ChoiceAct } from '../vocabulary.ts'
import type { Attempt, EverythingAttempt, Progress } from './attempt.ts'
import { actBack, isLoosening } from './choice.ts'

/** What is known of a member's settings, and what is being done about them. */
export interface SettingsSnapshot {
  /** `absent`: there is no such member, or the viewer may not see them. */
  readonly status: 'loading' | 'ready' | 'absent' | 'failed'
  readonly overview: SettingsOverview | null
  /** Why it could not be loaded. */
  readonly error: unknown
  /** By the key of the setting. */
  readonly attempts: Readonly<Record<string, Attempt>>
  readonly everything: EverythingAttempt | null
}

/** What a store is made of. */
export interface StoreOptions {
  readonly client: Client
  readonly member: MemberReference | undefined
  readonly locale: string
  /** How the acts of this place are recorded. */
  readonly channel: string
  /** How many of the latest acts come with each setting; undefined: as many as an overview has by itself. */
  readonly history: number | undefined
  /** What a server has read already; undefined: nothing. */
  readonly initial: SettingsOverview | null | undefined
  /** What is known of changes made before, by the key of their setting. */
  readonly attempts: Readonly<Record<string, Attempt>>
  /** What is known of objecting to everything before. */
  readonly everything: EverythingAttempt | null
}

/**
 * The settings of one member. It shows what the register holds and never what it hopes for: a choice changes here when
 * the register has acknowledged it.
 */
export class SettingsStore {
  readonly #options: StoreOptions
  readonly #listeners = new Set<() => void>()
  #snapshot: SettingsSnapshot
  /** Counts what was read or written, so that an answer which was overtaken is dropped. */
  #turn = 0

  constructor(options: StoreOptions) {
    this.#options = options
    const { initial, attempts, everything } = options
    const status = initial === undefined ? 'loading' : initial === null ? 'absent' : 'ready'
    this.#snapshot = { status, overview: initial ?? null, error: null, attempts, everything }
  }

  readonly getSnapshot = (): SettingsSnapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads everything, unless it was read already or is being read. */
  readonly load = async (): Promise<void> => {
    if (this.#snapshot.status === 'loading' && this.#turn === 0) await this.refresh()
  }

  /** Reads everything anew. What is shown stays until the answer is there. */
  readonly refresh = async (): Promise<void> => {
    const turn = ++this.#turn
    const { client, member, locale, history } = this.#options
    try {
      const overview = await client.settings.overview({ member, locale, history })
      if (turn !== this.#turn) return
      this.#set({ status: overview === null ? 'absent' : 'ready', overview, error: null })
    } catch (error) {
      if (turn !== this.#turn || this.#snapshot.overview !== null) return
      this.#set({ status: 'failed', error })
    }
  }

  /** Records an act on a setting as it is shown. Does nothing while another one is under way. */
  readonly act = async (key: string, act: ChoiceAct): Promise<void> => {
    const setting = this.#find(key)
    if (setting === null || this.#isBusy(key)) return
    await this.#attempt(key, {
      phase: 'pending',
      act,
      before: setting.choice,
      version: setting.version,
      idempotencyKey: newId(),
    })
  }

  /** Tries again what got no answer. */
  readonly retry = async (key: string): Promise<void> => {
    const attempt = this.#snapshot.attempts[key]
    if (attempt?.phase === 'failed' && !this.#isBusy(key)) await this.#attempt(key, { ...attempt, phase: 'pending' })
  }

  /** Goes back to the choice before the latest act. */
  readonly undo = async (key: string): Promise<void> => {
    const [attempt, setting] = [this.#snapshot.attempts[key], this.#find(key)]
    const act = attempt?.phase === 'saved' && setting !== null ? actBack(setting.choice, attempt.before) : null
    if (act !== null) await this.act(key, act)
  }

  /** Takes away what is said of the latest attempt. */
  readonly dismiss = (key: string): void => {
    const { [key]: attempt, ...attempts } = this.#snapshot.attempts
    if (attempt !== undefined && attempt.phase !== 'pending') this.#set({ attempts })
  }

  /** Objects on every setting, on all of them or on none. */
  readonly objectToEverything = async (): Promise<void> => {
    const settings = this.#snapshot.overview?.settings ?? []
    await this.#attemptAll({
      phase: 'pending',
      kind: 'object',
      // The way back, for those that were not objected to before.
      changes: settings.flatMap(({ setting, choice }) => {
        const act = actBack('OBJECTED', choice)
        return act === null ? [] : [{ setting: setting.key, act }]
      }),
      idempotencyKey: newId(),
    })
  }

  /** Takes back what objecting to everything changed, all of it or nothing. */
  readonly undoEverything = async (): Promise<void> => {
    const { everything } = this.#snapshot
    if (everything?.phase !== 'saved' || everything.kind !== 'object') return
    const changes = everything.changes.map((change) => ({
      ...change,
      expectedVersion: isLoosening(change.act) ? this.#find(change.setting)?.version : undefined,
    }))
    await this.#attemptAll({ phase: 'pending', kind: 'undo', changes, idempotencyKey: newId() })
  }

  /** Tries again what got no answer. */
  readonly retryEverything = async (): Promise<void> => {
    const { everything } = this.#snapshot
    if (everything?.phase === 'failed') await this.#attemptAll({ ...everything, phase: 'pending' })
  }

  async #attempt(key: string, attempt: Attempt): Promise<void> {
    this.#turn += 1
    this.#set({ attempts: { ...this.#snapshot.attempts, [key]: attempt }, everything: null })
    const progress = await this.#record(key, attempt)
    this.#set({ attempts: { ...this.#snapshot.attempts, [key]: { ...attempt, ...progress } } })
    if (progress.phase === 'saved') await this.refresh()
  }

  async #record(key: string, { act, version, idempotencyKey }: Attempt): Promise<Progress> {
    const { client, member, locale, channel } = this.#options
    const call = { member, locale, channel, idempotencyKey }
    try {
      const [result] = outcomes(await client.settings.change([changeOf(key, act, version)], call))
      if (result === undefined) return { phase: 'failed', error: null }
      if ('setting' in result) {
        this.#adopt(result.setting)
        return { phase: 'saved' }
      }
      if (result.__typename !== 'VersionConflictError') return { phase: 'refused', error: result }
      this.#adopt(result.current)
      return { phase: 'conflict' }
    } catch (error) {
      await this.refresh()
      return this.#wasRecorded(key, act, version) ? { phase: 'saved' } : { phase: 'failed', error }
    }
  }

  /** Whether the setting, read anew, shows what got no answer. */
  #wasRecorded(key: string, act: ChoiceAct, version: number): boolean {
    const setting = this.#find(key)
    return setting !== null && setting.version === version + 1 && setting.history.events[0]?.act === act
  }

  async #attemptAll(attempt: EverythingAttempt): Promise<void> {
    if (this.#snapshot.everything?.phase === 'pending') return
    this.#turn += 1
    this.#set({ everything: attempt, attempts: {} })
    const progress = await this.#recordAll(attempt)
    this.#set({ everything: { ...attempt, ...progress } })
    if (progress.phase !== 'failed') await this.refresh()
  }

  async #recordAll({ kind, changes, idempotencyKey }: EverythingAttempt): Promise<Progress> {
    const { client, member, locale, channel } = this.#options
    const call = { member, locale, channel, idempotencyKey }
    try {
      const result =
        kind === 'object' ? await client.settings.objectToEverything(call) : await client.settings.change(changes, call)
      if (result.ok) {
        for (const { setting } of result.acts) this.#adopt(setting)
        return { phase: 'saved' }
      }
      const conflict = result.refused.some(({ error }) => error.__typename === 'VersionConflictError')
      const [first] = result.refused
      if (conflict || first === undefined) return { phase: 'conflict' }
      return { phase: 'refused', error: first.error }
    } catch (error) {
      await this.refresh()
      const holds = this.#snapshot.overview?.settings.every(({ choice }) => choice === 'OBJECTED')
      return kind === 'object' && holds ? { phase: 'saved' } : { phase: 'failed', error }
    }
  }

  /** Shows a setting as the register has just said that it stands. */
  #adopt(setting: OptOutSetting): void {
    const { overview } = this.#snapshot
    if (overview === null) return
    const settings = overview.settings.map((shown) =>
      // Who has applied it is not known until it is read anew.
      shown.setting.key === setting.setting.key ? { ...shown, ...setting, appliedBy: [] } : shown,
    )
    this.#set({ overview: { ...overview, settings } })
  }

  #find(key: string): OptOutSettingDetails | null {
    return this.#snapshot.overview?.settings.find(({ setting }) => setting.key === key) ?? null
  }

  #isBusy(key: string): boolean {
    const { attempts, everything } = this.#snapshot
    return attempts[key]?.phase === 'pending' || everything?.phase === 'pending'
  }

  #set(change: Partial<SettingsSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    for (const listener of this.#listeners) listener()
  }
}

function changeOf(setting: string, act: ChoiceAct, version: number): SettingChange {
  return isLoosening(act) ? { setting, act, expectedVersion: version } : { setting, act }
}

function outcomes(result: EverythingResult) {
  return result.ok ? result.acts : result.refused.map(({ error }) => error)
}
