import { memberRef, pointOf } from '../reference.ts'
import type { SettingsCalls } from '../settings.ts'
import type { ChoiceHistory, OverviewOptions, PageOptions, SettingsOverview } from '../settings-overview.ts'
import type { Transport } from '../transport.ts'
import {
  type ChoiceHistoryFieldsFragment,
  MemberChoiceHistoryDocument,
  MemberSettingsOverviewDocument,
  type SettingsOverviewFieldsFragment,
  ViewerChoiceHistoryDocument,
  ViewerSettingsOverviewDocument,
} from './generated/graphql.ts'

/** Reads what a settings page shows; null where there is no such member. */
async function readOverview(
  { send, options: { locale: usual } }: Transport,
  options: OverviewOptions,
): Promise<SettingsOverview | null> {
  const { member, locale = usual, history = 10, at, asKnownAt, ...call } = options
  const variables = { locale, history, ...pointOf({ at, asKnownAt }) }
  if (member === undefined) {
    const data = await send(ViewerSettingsOverviewDocument, variables, call)
    return data.viewer.member && overviewOf(data.viewer.member, data.absoluteExclusions)
  }
  const data = await send(MemberSettingsOverviewDocument, { ...variables, member: memberRef(member) }, call)
  return data.member && overviewOf(data.member, data.absoluteExclusions)
}

function overviewOf(
  { key, country, regions, optOutSettings, noticesDue }: SettingsOverviewFieldsFragment,
  neverUsed: SettingsOverview['neverUsed'],
): SettingsOverview {
  const settings = optOutSettings.map(({ definition, history, ...setting }) => ({
    ...setting,
    language: definition.language,
    history: historyOf(history),
  }))
  return { member: { key, country, regions }, settings, noticesDue, neverUsed }
}

/** Reads the acts on a setting, latest first; null where there is no such setting or no such member. */
async function readHistory(
  { send }: Transport,
  setting: string,
  { member, first = 20, after = null, at, asKnownAt, locale: _, ...call }: PageOptions,
): Promise<ChoiceHistory | null> {
  const page = { setting, first, after, ...pointOf({ at, asKnownAt }) }
  const found =
    member === undefined
      ? (await send(ViewerChoiceHistoryDocument, page, call)).viewer.member
      : (await send(MemberChoiceHistoryDocument, { ...page, member: memberRef(member) }, call)).member
  return found?.optOutSetting ? historyOf(found.optOutSetting.history) : null
}

function historyOf({ nodes, pageInfo }: ChoiceHistoryFieldsFragment): ChoiceHistory {
  return { events: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}

export const calls = (transport: Transport): Pick<SettingsCalls, 'overview' | 'history'> => ({
  overview: (options = {}) => readOverview(transport, options),
  history: (setting, options = {}) => readHistory(transport, setting, options),
})
