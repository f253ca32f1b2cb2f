import {
  type Instant,
  inForce,
  isInSight,
  type MemberFacts,
  noticesDue,
  type Position,
  placeOf,
  protectionInForce,
  regionsOf,
  type SettingFacts,
  settingState,
} from '@demur/eligibility'
import type {
  MemberRecord,
  OptOutSettingRecord,
  Policy,
  ReadPoint,
  SettingRecord,
  SettledPoint,
  Viewer,
} from '@demur/schema'
import { presentAt } from '../ledger/clock.ts'
import { factsAt, knownPosition, possibleKeys } from './ask.ts'
import type { Engine } from './engine.ts'
import { seesMember } from './sight.ts'

/** Members as they stand at the points asked for, in the order of the lookups, from one statement. */
export async function readMembers(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  lookups: readonly (ReadPoint & { readonly key: string })[],
): Promise<(MemberRecord | null)[]> {
  const facts = await factsAt(engine, { members: possibleKeys(lookups.map(({ key }) => key)) }, null)
  const now = presentAt(clock, facts.recordedAt)
  const policies = await engine.policies.upTo(facts.rulebook, engine.connection.db)
  return lookups.map(({ key, at, asKnownAt }) => {
    const position = knownPosition(asKnownAt, facts.head)
    const member = facts.members.get(key)
    if (member === undefined || !seesMember(viewer, key)) return null
    return memberRecord(key, member, policies.at(position), { at: at ?? now, asKnownAt: position })
  })
}

function memberRecord(
  key: string,
  member: MemberFacts,
  policy: Policy | null,
  point: SettledPoint,
): MemberRecord | null {
  const vantage = { at: point.at, position: point.asKnownAt }
  if (!isInSight(member.registered, vantage)) return null
  const place = placeOf(inForce(member.residences, vantage))
  const settings = policy === null ? [] : [...policy.rulebook.settings.values()]
  return {
    key,
    country: place?.country ?? null,
    regions: place === null ? [] : regionsOf(place, point.at),
    optOutSettings: settings.flatMap((setting) =>
      policy === null ? [] : settingRecord({ setting, policy }, policy, key, member, point),
    ),
    noticesDue:
      policy === null ? [] : noticesDue(member, policy.rulebook, vantage).map((notice) => ({ ...notice, policy })),
    ...point,
  }
}

/**
 * One setting of a member at a point on both time axes. `definition` describes it; what it does is for the rulebook that
 * answers there to say, which may no longer have it.
 */
export function settingRecord(
  definition: SettingRecord,
  answering: Policy | null,
  key: string,
  member: SettingFacts,
  point: SettledPoint,
): OptOutSettingRecord {
  const vantage = { at: point.at, position: point.asKnownAt }
  const setting = definition.setting.key
  const state = settingState(setting, member, answering?.rulebook ?? null, vantage)
  const acts = member.choices.filter((act) => act.setting === setting && isInSight(act, vantage))
  return {
    ...definition,
    member: key,
    choice: state.choice,
    inForce: state.inForce,
    useAllowed: state.useAllowed,
    control: state.control,
    uses: answering === null ? [] : state.uses.map((use) => ({ ...use, policy: answering })),
    version: versionOf(setting, member, point.asKnownAt),
    changedAt: inForce(acts, vantage)?.effectiveAt ?? null,
    protection: protectionInForce(member.choices, setting, vantage),
    ...point,
  }
}

/** How many acts were recorded on a setting. Whoever loosens says which of these states they saw. */
export function versionOf(setting: string, member: SettingFacts, position: Position): number {
  return member.choices.filter((act) => act.setting === setting && act.position <= position).length
}
