import type { Choice, ChoiceAct, ChoiceEvent, OptOutSettingDetails, SettingsOverview } from '@demur/sdk'
import type { EverythingAttempt } from '@demur/sdk/react'
import type { PageData } from './page-data.ts'

type Saved = Pick<PageData, 'attempts' | 'everything'>

const NOTHING: Saved = { attempts: {}, everything: null }

/**
 * What the form before saved, as an address says: only what the register holds is said to be. The way back is read off
 * the history, so that no address can make somebody undo what they did not do.
 */
export function savedBefore(overview: SettingsOverview | null, query: URLSearchParams): Saved {
  const position = query.get('saved')
  const found = overview?.settings.find(({ history }) => history.events[0]?.position === position)
  const [event] = found?.history.events ?? []
  if (overview === null || found === undefined || event === undefined) return NOTHING
  const kind = query.get('all')
  if (kind === 'undone') return { ...NOTHING, everything: { ...EVERYTHING, kind: 'undo', changes: [] } }
  if (kind === 'objected') return { ...NOTHING, everything: everythingAt(overview.settings, event) }
  const attempt = {
    act: event.act as ChoiceAct,
    before: choiceBefore(found),
    version: found.version,
    idempotencyKey: '',
  }
  return { ...NOTHING, attempts: { [found.setting.key]: { ...attempt, phase: 'saved' } } }
}

const EVERYTHING = { phase: 'saved', idempotencyKey: '' } as const

/** Objecting to everything, with the way back for those settings that this changed; null where it does not hold any more. */
function everythingAt(settings: readonly OptOutSettingDetails[], event: ChoiceEvent): EverythingAttempt | null {
  if (!settings.every(({ choice }) => choice === 'OBJECTED')) return null
  const together = settings.filter(({ history }) => history.events[0]?.effectiveAt === event.effectiveAt)
  const changes = together.flatMap((setting) => {
    const before = choiceBefore(setting)
    if (before === 'OBJECTED') return []
    return [{ setting: setting.setting.key, act: before === 'CONSENTED' ? 'CONSENT' : 'WITHDRAW_OBJECTION' } as const]
  })
  return { ...EVERYTHING, kind: 'object', changes }
}

/** The choice before the latest act, as the acts before it lead to it. */
function choiceBefore({ history }: OptOutSettingDetails): Choice {
  let choice: Choice = 'DEFAULT'
  for (const { act } of history.events.slice(1).toReversed()) {
    if (act === 'OBJECT') choice = 'OBJECTED'
    else if (act === 'CONSENT') choice = 'CONSENTED'
    // To withdraw a consent never lifts an objection.
    else if (act === 'WITHDRAW_OBJECTION' || choice === 'CONSENTED') choice = 'DEFAULT'
  }
  return choice
}
