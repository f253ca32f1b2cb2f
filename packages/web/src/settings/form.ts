import { type ChoiceAct, type ChoiceResult, type Client, DemurError, type SettingChange } from '@demur/sdk'
import type { Attempt, EverythingAttempt } from '@demur/sdk/react'

/** What became of a form. */
export interface Recorded {
  readonly saved: boolean
  readonly status: number
  /** The key of the setting; empty for all of them. */
  readonly setting: string
  /** Where the act stands in the ledger; null where nothing was recorded. */
  readonly position: string | null
  /** What was done to all of them; null where it was to one. */
  readonly all: 'objected' | 'undone' | null
  /** What the page says beside the switch. */
  readonly attempts: Readonly<Record<string, Attempt>>
  /** What the page says beside “object to everything”. */
  readonly everything: EverythingAttempt | null
}

const NOTHING = { saved: false, position: null, all: null, attempts: {}, everything: null } as const

const ACTS: readonly string[] = ['OBJECT', 'WITHDRAW_OBJECTION', 'CONSENT', 'WITHDRAW_CONSENT'] satisfies ChoiceAct[]

/**
 * Records what a form says. The key in the form makes that a form which is sent twice is recorded once, and the version
 * that nothing is loosened but what was on the screen.
 */
export async function recordForm(client: Client, form: URLSearchParams): Promise<Recorded> {
  const idempotencyKey = form.get('key') ?? undefined
  const setting = form.get('setting') ?? ''
  const wanted = form.get('act') ?? form.get('choice') ?? ''
  if (wanted === 'OBJECT_TO_EVERYTHING' || wanted === 'UNDO_EVERYTHING') return recordAll(client, form, wanted)
  if (wanted === 'NOTICE_SERVED') return recordServed(client, form)
  const channel = 'settings'
  if (!ACTS.includes(wanted) || setting === '') return { ...NOTHING, status: 400, setting }
  const act = wanted as ChoiceAct
  const before = await client.settings.get(setting)
  const attempt = {
    act,
    before: before?.choice ?? 'DEFAULT',
    version: Number(form.get('version') ?? 0),
    idempotencyKey: idempotencyKey ?? '',
  }
  const said = (phase: Attempt): Record<string, Attempt> => ({ [setting]: phase })
  try {
    const result = await recordAct(client, act, setting, attempt.version, { idempotencyKey, channel })
    if (result.ok) return { ...NOTHING, saved: true, status: 303, setting, position: result.position }
    const conflict = result.error.__typename === 'VersionConflictError'
    if (conflict) return { ...NOTHING, status: 409, setting, attempts: said({ ...attempt, phase: 'conflict' }) }
    // Errors do not travel in a page: what it says of a refusal is in its own words.
    return { ...NOTHING, status: 422, setting, attempts: said({ ...attempt, phase: 'refused', error: result.error }) }
  } catch (error) {
    if (!(error instanceof DemurError)) throw error
    return { ...NOTHING, status: 503, setting, attempts: said({ ...attempt, phase: 'failed', error: null }) }
  }
}

/** Objects to everything, or takes that back as far as it changed something: on all of it or on none. */
async function recordAll(client: Client, form: URLSearchParams, wanted: string): Promise<Recorded> {
  const call = { idempotencyKey: form.get('key') ?? undefined, channel: 'settings' }
  const [kind, all] = wanted === 'UNDO_EVERYTHING' ? (['undo', 'undone'] as const) : (['object', 'objected'] as const)
  const changes = kind === 'undo' ? changesIn(form.get('undo')) : []
  if (changes === null) return { ...NOTHING, status: 400, setting: '' }
  const attempt = { kind, changes, idempotencyKey: call.idempotencyKey ?? '' }
  try {
    const { settings } = client
    const result = kind === 'undo' ? await settings.change(changes, call) : await settings.objectToEverything(call)
    if (result.ok) return { ...NOTHING, saved: true, status: 303, setting: '', position: result.position, all }
    return { ...NOTHING, status: 409, setting: '', everything: { ...attempt, phase: 'conflict' } }
  } catch (error) {
    if (!(error instanceof DemurError)) throw error
    return { ...NOTHING, status: 503, setting: '', everything: { ...attempt, phase: 'failed', error: null } }
  }
}

/** What a form takes back; null where it is none that the page made. */
function changesIn(json: string | null): readonly SettingChange[] | null {
  try {
    const changes: unknown = JSON.parse(json ?? '')
    return Array.isArray(changes) && changes.length > 0 && changes.every(isChange) ? changes : null
  } catch {
    return null
  }
}

function isChange(value: unknown): value is SettingChange {
  if (typeof value !== 'object' || value === null) return false
  const { setting, act, expectedVersion } = value as Record<string, unknown>
  return typeof setting === 'string' && ACTS.includes(String(act)) && Number.isInteger(expectedVersion)
}

/** Records that a notice was put before the member, who has closed it. */
async function recordServed({ notices }: Client, form: URLSearchParams): Promise<Recorded> {
  const [notice, version] = [form.get('notice') ?? '', form.get('version') ?? '']
  const result = await notices.recordServed({ notice, version, channel: 'banner' })
  return { ...NOTHING, saved: result.ok, status: result.ok ? 303 : 422, setting: '' }
}

interface Call {
  readonly idempotencyKey: string | undefined
  readonly channel: string
}

function recordAct(
  { settings }: Client,
  act: ChoiceAct,
  setting: string,
  expectedVersion: number,
  call: Call,
): Promise<ChoiceResult> {
  switch (act) {
    case 'OBJECT':
      return settings.object(setting, call)
    case 'WITHDRAW_CONSENT':
      return settings.withdrawConsent(setting, call)
    case 'WITHDRAW_OBJECTION':
      return settings.withdraw(setting, { ...call, expectedVersion })
    case 'CONSENT':
      return settings.consent(setting, { ...call, expectedVersion })
  }
}
