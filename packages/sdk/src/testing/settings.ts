import {
  ACT_OF_ENTRY,
  choiceInForce,
  formatInstant,
  inForce,
  isInSight,
  type LedgerEntry,
  languageOf,
  type MemberFacts,
  noticesDue,
  placeOf,
  positionOf,
  REGIONS,
  type Rulebook,
  regionsOf,
  type Setting,
  type SettingUse,
  settingState,
  textIn,
  type Vantage,
} from '@demur/eligibility'
import { formatReceipt, NO_HASH, receiptEntry, SALT_BYTES } from '@demur/eligibility/evidence'
import type { ChoiceEventFieldsFragment, OptOutSettingFieldsFragment } from '../generated/graphql.ts'
import type {
  ChoiceHistoryFieldsFragment,
  DueNoticeFieldsFragment,
  SettingsOverviewFieldsFragment,
} from '../on-demand/generated/graphql.ts'
import { globalId, knownPosition, optionalInstant, type TestWorld, written } from './world.ts'

/** What a read is about, as it was sent. */
export interface Point {
  readonly at?: string | null | undefined
  readonly asKnownAt?: string | null | undefined
}

/** What a read is about. Default: the present of the world, on both axes. */
export function vantageOf(world: TestWorld, { at, asKnownAt }: Point = {}): Vantage {
  return { at: optionalInstant(at, 'at') ?? world.now, position: knownPosition(world, asKnownAt) }
}

/** A member that is registered at a vantage. */
export function memberAt(world: TestWorld, key: string | null, vantage: Vantage): MemberFacts | null {
  const member = key === null ? undefined : world.ledger.members.get(key)
  return member !== undefined && isInSight(member.registered, vantage) ? member : null
}

/** One setting of a member, as the server tells it. */
export function settingOf(
  world: TestWorld,
  key: string,
  member: MemberFacts,
  setting: Setting,
  locale: string | null,
  vantage: Vantage,
): OptOutSettingFieldsFragment {
  const rulebook = world.rulebookAt(vantage.position)
  const { choice, inForce: works, useAllowed } = settingState(setting.key, member, rulebook, vantage)
  const acts = member.choices.filter((act) => act.setting === setting.key && act.position <= vantage.position)
  return {
    id: globalId('OptOutSetting', JSON.stringify([key, setting.key])),
    setting: {
      key: setting.key,
      title: textIn(setting.title, locale),
      description: textIn(setting.description, locale),
      path: [...setting.path],
    },
    choice,
    inForce: works,
    useAllowed,
    version: acts.length,
    changedAt: written(inForce(acts, vantage)?.effectiveAt ?? null),
  }
}

/** Every setting of a member. */
export function settingsOf(
  world: TestWorld,
  key: string,
  member: MemberFacts,
  locale: string | null,
  vantage: Vantage,
) {
  const settings = [...(world.rulebookAt(vantage.position)?.settings.values() ?? [])]
  return settings.map((setting) => settingOf(world, key, member, setting, locale, vantage))
}

/** Everything that a settings page shows of a member. */
export function overviewOf(
  world: TestWorld,
  key: string,
  member: MemberFacts,
  locale: string | null,
  history: number,
  vantage: Vantage,
): SettingsOverviewFieldsFragment {
  const rulebook = world.rulebookAt(vantage.position)
  const place = placeOf(inForce(member.residences, vantage))
  const regions = place === null ? [] : regionsOf(place, vantage.at)
  return {
    key,
    country: place?.country ?? null,
    regions: REGIONS.filter(({ code }) => regions.includes(code)).map(({ code, title }) => ({
      code,
      title: textIn(title, locale),
    })),
    optOutSettings: [...(rulebook?.settings.values() ?? [])].map((setting) => {
      const state = settingState(setting.key, member, rulebook, vantage)
      return {
        ...settingOf(world, key, member, setting, locale, vantage),
        definition: { language: languageOf(setting.title, locale) },
        control: state.control,
        uses: state.uses.flatMap((use) => useOf(use, rulebook, locale)),
        // Nobody uses content outside of a register in memory.
        appliedBy: [],
        history: historyOf(world, key, setting.key, { first: history, after: null }, vantage),
      }
    }),
    noticesDue: dueTo(member, rulebook, locale, vantage),
  }
}

function useOf(
  { dataUse: key, rule, standing, useAllowed }: SettingUse,
  rulebook: Rulebook | null,
  locale: string | null,
) {
  const dataUse = rulebook?.dataUses.get(key)
  if (dataUse === undefined) return []
  const until =
    standing === null || standing.status === 'ENDED'
      ? null
      : standing.status === 'BEFORE_START'
        ? standing.startsAt
        : standing.phase.until
  return [
    {
      dataUse: {
        key,
        title: textIn(dataUse.title, locale),
        description: textIn(dataUse.description, locale),
        language: languageOf(dataUse.title, locale),
        recipients: [...dataUse.recipients],
      },
      rule: rule && {
        key: rule.key,
        legalBasis: rule.legalBasis,
        controller: rule.controller,
        control: rule.control,
        objectionScope: rule.objectionScope,
        contentNotBefore: written(rule.contentNotBefore),
        scope: [...rule.scope].map(([kind, visibilities]) => ({ kind, visibilities: [...visibilities] })),
      },
      standing: standing?.status ?? null,
      standingUntil: written(until),
      useAllowed,
    },
  ]
}

/** The notices that are due. */
export function dueTo(
  member: MemberFacts,
  rulebook: Rulebook | null,
  locale: string | null,
  vantage: Vantage,
): DueNoticeFieldsFragment[] {
  return noticesDue(member, rulebook, vantage).map(({ dataUses, kinds, ...due }) => ({
    ...due,
    kinds: [...kinds],
    dataUses: dataUses.flatMap((key) => {
      const use = rulebook?.dataUses.get(key)
      return use === undefined
        ? []
        : [{ key, title: textIn(use.title, locale), language: languageOf(use.title, locale) }]
    }),
  }))
}

type Act = Extract<LedgerEntry, { type: keyof typeof ACT_OF_ENTRY }>

/** Whether an entry records an act. */
export function isAct(entry: LedgerEntry): entry is Act {
  return Object.hasOwn(ACT_OF_ENTRY, entry.type)
}

/** The acts on a setting, the one recorded last first. */
export function historyOf(
  { ledger }: TestWorld,
  member: string,
  setting: string,
  { first, after }: { readonly first: number; readonly after: string | null },
  vantage: Vantage,
): ChoiceHistoryFieldsFragment {
  const before = after === null ? Number.POSITIVE_INFINITY : Number(after)
  const acts = ledger.entries
    .filter(isAct)
    .filter((act) => act.member === member && act.setting === setting && act.position < before)
    .filter((act) => isInSight(act, vantage))
    .toReversed()
  const page = acts.slice(0, first)
  return {
    nodes: page.map(eventOf),
    pageInfo: { hasNextPage: acts.length > first, endCursor: page.at(-1)?.position.toString() ?? null },
  }
}

/** An act as readers see it. */
export function eventOf(act: Act): ChoiceEventFieldsFragment {
  const { position, type, channel, actor, effectiveAt, recordedAt } = act
  return {
    id: globalId('ChoiceEvent', String(position)),
    act: ACT_OF_ENTRY[type],
    channel: channel ?? 'unknown',
    actor,
    effectiveAt: formatInstant(effectiveAt),
    recordedAt: formatInstant(recordedAt),
    position: String(position),
    receipt: { entry: String(position), document: receiptOf(act) },
  }
}

/** Pending for ever: nothing here signs. The chain is left out, so that its hash is no other register's. */
function receiptOf({ position, recordedAt, type, channel, actor, effectiveAt, body }: Act): string {
  const fields = { ...body, actor, effectiveAt: formatInstant(effectiveAt), ...(channel === null ? {} : { channel }) }
  const header = { position, recordedAt, type, previous: NO_HASH }
  const entry = receiptEntry(header, { fields, salt: new Uint8Array(SALT_BYTES) }, null)
  return formatReceipt({ origin: 'in-memory', entry, notice: null, checkpoint: null })
}

/** Whether an act changed the choice that it was made on. */
export function wasUnchanged(member: MemberFacts, { setting, position, recordedAt }: Act): boolean {
  const [before, after] = [position - 1, position].map((known) =>
    choiceInForce(member.choices, setting, { at: recordedAt, position: positionOf(known) }),
  )
  return before?.choice === after?.choice && before?.since === after?.since
}
