import { type ChoiceAct, type ChoiceResult, type Client, DemurError } from '@demur/sdk'
import type { Attempt } from '@demur/sdk/react'

/** What became of a form. */
export interface Recorded {
  readonly saved: boolean
  readonly status: number
  /** The key of the setting; empty for all of them. */
  readonly setting: string
  /** Where the act stands in the ledger; null where nothing was recorded. */
  readonly position: string | null
  /** What the page says beside the switch. */
  readonly attempts: Readonly<Record<string, Attempt>>
}

const NOTHING = { saved: false, position: null, attempts: {} } as const

const ACTS: readonly string[] = ['OBJECT', 'WITHDRAW_OBJECTION', 'CONSENT', 'WITHDRAW_CONSENT'] satisfies ChoiceAct[]

/**
 * Records what a form says. The key in the form makes that a form which is sent twice is recorded once, and the version
 * that nothing is loosened but what was on the screen.
 */
export async function recordForm(client: Client, form: URLSearchParams): Promise<Recorded> {
  const idempotencyKey = form.get('key') ?? undefined
  const setting = form.get('setting') ?? ''
  const wanted = form.get('act') ?? form.get('choice') ?? ''
  const channel = 'settings'
  if (wanted === 'OBJECT_TO_EVERYTHING') {
    const result = await client.settings.objectToEverything({ idempotencyKey, channel })
    const position = result.ok ? result.position : null
    return { saved: result.ok, status: result.ok ? 303 : 409, setting: '', position, attempts: {} }
  }
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
    if (result.ok) return { saved: true, status: 303, setting, position: result.position, attempts: {} }
    const conflict = result.error.__typename === 'VersionConflictError'
    if (conflict) return { ...NOTHING, status: 409, setting, attempts: said({ ...attempt, phase: 'conflict' }) }
    // Errors do not travel in a page: what it says of a refusal is in its own words.
    return { ...NOTHING, status: 422, setting, attempts: said({ ...attempt, phase: 'refused', error: result.error }) }
  } catch (error) {
    if (!(error instanceof DemurError)) throw error
    return { ...NOTHING, status: 503, setting, attempts: said({ ...attempt, phase: 'failed', error: null }) }
  }
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
