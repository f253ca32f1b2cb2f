import { memberRef } from '../reference.ts'
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
export async function readOverview(
  { send, options: { locale: usual } }: Transport,
  options: OverviewOptions,
): Promise<SettingsOverview | null> {
  const { member, locale = usual, history = 10, ...call } = options
  if (member === undefined) {
    const data = await send(ViewerSettingsOverviewDocument, { locale, history }, call)
    return data.viewer.member && overviewOf(data.viewer.member, data.absoluteExclusions)
  }
  const data = await send(MemberSettingsOverviewDocument, { member: memberRef(member), locale, history }, call)
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
export async function readHistory(
  { send }: Transport,
  setting: string,
  { member, first = 20, after = null, locale: _, ...call }: PageOptions,
): Promise<ChoiceHistory | null> {
  const page = { setting, first, after }
  const found =
    member === undefined
      ? (await send(ViewerChoiceHistoryDocument, page, call)).viewer.member
      : (await send(MemberChoiceHistoryDocument, { ...page, member: memberRef(member) }, call)).member
  return found?.optOutSetting ? historyOf(found.optOutSetting.history) : null
}

function historyOf({ nodes, pageInfo }: ChoiceHistoryFieldsFragment): ChoiceHistory {
  return { events: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}
