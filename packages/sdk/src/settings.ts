import {
  MemberOptOutSettingsDocument,
  SetOptOutDocument,
  type SetOptOutInput,
  type SetOptOutResultFieldsFragment,
  SetOptOutsDocument,
  SettingKeysDocument,
  ViewerOptOutSettingsDocument,
} from './generated/graphql.ts'
import { newId } from './id.ts'
import type { ChoiceRecorded, ChoiceRefusal, ChoiceResult, OptOutSetting } from './opt-out-setting.ts'
import type { LocalisedCallOptions, ReadPoint } from './options.ts'
import type { PastUseSummary, PastUses } from './past-use.ts'
import { type MemberReference, memberRef, optionalTimestamp, pointOf } from './reference.ts'
import { readResult } from './refusal.ts'
import type { ChoiceHistory, OverviewOptions, PageOptions, SettingsOverview } from './settings-overview.ts'
import type { Transport } from './transport.ts'
import type { ChoiceAct, Instant, Position } from './vocabulary.ts'
import { zip } from './zip.ts'

/** Whose settings a call is about. */
export interface MemberOptions extends LocalisedCallOptions {
  /** Default: the viewer. */
  readonly member?: MemberReference | undefined
}

/** What reading of a member takes. */
export interface ReadOptions extends MemberOptions, ReadPoint {}

/** What every act takes. */
export interface ActOptions extends MemberOptions {
  /** How it was said, such as `settings`, `phone` or `letter`. Default: `api`. */
  readonly channel?: string | undefined
  /**
   * The same key with the same content gives the first answer again. Default: a new one, kept over all attempts of the
   * call. Give your own where you may call again after an error.
   */
  readonly idempotencyKey?: string | undefined
}

/** What acts take that protect: they are never refused for want of a version. */
export interface ProtectiveActOptions extends ActOptions {
  /** Operators only: when it was received, for example by letter. */
  readonly effectiveAt?: Instant | undefined
}

/** What acts take that loosen: only the member may, against the version that was on the screen. */
export interface LooseningActOptions extends ActOptions {
  /** The `version` of the setting that the member saw. */
  readonly expectedVersion: number
}

/** What became of several acts of one call, such as objecting to everything. */
export type EverythingResult =
  | {
      readonly ok: true
      /** One for each setting. */
      readonly acts: readonly ChoiceRecorded[]
      /** Of the last act; null where the rulebook has no settings. */
      readonly position: Position | null
    }
  | {
      readonly ok: false
      /** Nothing was recorded. Why, setting by setting. */
      readonly refused: readonly { readonly setting: string; readonly error: ChoiceRefusal }[]
    }

/** The choices of members on the settings of the rulebook. Refusals are values of the results. */
export interface SettingsCalls {
  /** Every setting with the choice of the member; null where there is no such member or the viewer may not see them. */
  list(options?: ReadOptions): Promise<readonly OptOutSetting[] | null>
  /** One setting with the choice of the member; null where there is no such setting or no such member. */
  get(setting: string, options?: ReadOptions): Promise<OptOutSetting | null>
  /** Objects. Needs no grounds and no version, and works from the answer on. */
  object(setting: string, options?: ProtectiveActOptions): Promise<ChoiceResult>
  /** Withdraws an objection. */
  withdraw(setting: string, options: LooseningActOptions): Promise<ChoiceResult>
  /** Consents, where a rule asks for consent. */
  consent(setting: string, options: LooseningActOptions): Promise<ChoiceResult>
  /** Withdraws a consent. Never lifts an objection. */
  withdrawConsent(setting: string, options?: ProtectiveActOptions): Promise<ChoiceResult>
  /** Objects on every setting of the rulebook, on all of them or on none. */
  objectToEverything(options?: ProtectiveActOptions): Promise<EverythingResult>
  /** Several acts, each on a setting of its own: all of them or none. */
  change(changes: readonly SettingChange[], options?: ActOptions): Promise<EverythingResult>
  /**
   * Everything that a settings page shows of a member; null where there is no such member or the viewer may not see
   * them. It is plain JSON: read it on a server and hand it to a page.
   */
  overview(options?: OverviewOptions): Promise<SettingsOverview | null>
  /** The acts on a setting, latest first; null where there is no such setting or no such member. */
  history(setting: string, options?: PageOptions): Promise<ChoiceHistory | null>
  /** The sealed runs that used content of the member; null where there is no such member. */
  pastUses(options?: PageOptions): Promise<PastUses | null>
  /** The same in words, and what ended it; null where there is no such member. */
  pastUseSummary(options?: ReadOptions): Promise<PastUseSummary | null>
}

/** One of several acts of a call. */
export interface SettingChange {
  readonly setting: string
  readonly act: ChoiceAct
  /** Needed for `WITHDRAW_OBJECTION` and `CONSENT`: the `version` of the setting that the member saw. */
  readonly expectedVersion?: number | undefined
}

type AnyActOptions = ProtectiveActOptions & { readonly expectedVersion?: number | undefined }

/** Reads all settings of a member. */
export async function listSettings(
  { send, options: { locale: usual } }: Transport,
  options: ReadOptions,
): Promise<readonly OptOutSetting[] | null> {
  const { member, locale = usual, at, asKnownAt, ...call } = options
  const variables = { locale, ...pointOf({ at, asKnownAt }) }
  const found =
    member === undefined
      ? (await send(ViewerOptOutSettingsDocument, variables, call)).viewer.member
      : (await send(MemberOptOutSettingsDocument, { ...variables, member: memberRef(member) }, call)).member
  return found?.optOutSettings ?? null
}

/** Records an act. */
export async function setOptOut(
  { send, options: { locale: usual } }: Transport,
  act: ChoiceAct,
  setting: string,
  options: AnyActOptions,
): Promise<ChoiceResult> {
  const { locale = usual, idempotencyKey = newId(), ...call } = options
  const input = inputOf(act, setting, options, idempotencyKey)
  const data = await send(SetOptOutDocument, { input, locale }, { ...call, idempotent: true })
  return resultOf(data.setOptOut)
}

/** Objects on every setting. */
export async function objectToEverything(
  transport: Transport,
  options: ProtectiveActOptions,
): Promise<EverythingResult> {
  const { settings } = await transport.send(SettingKeysDocument, {}, options)
  return changeSettings(
    transport,
    settings.map(({ key }) => ({ setting: key, act: 'OBJECT' })),
    options,
  )
}

/** Records several acts, all or none. */
export async function changeSettings(
  { send, options: { locale: usual } }: Transport,
  changes: readonly SettingChange[],
  options: AnyActOptions,
): Promise<EverythingResult> {
  const { locale = usual, idempotencyKey = newId(), ...call } = options
  // One key each: within a member a key stands for one act.
  const inputs = changes.map(({ act, setting, expectedVersion }) =>
    inputOf(act, setting, { ...options, expectedVersion }, `${idempotencyKey}:${setting}`),
  )
  const { setOptOuts } = await send(SetOptOutsDocument, { inputs, locale }, { ...call, idempotent: true })
  return everythingOf(zip('SetOptOuts', changes, setOptOuts))
}

function inputOf(act: ChoiceAct, setting: string, options: AnyActOptions, idempotencyKey: string): SetOptOutInput {
  const { member, channel = null, effectiveAt, expectedVersion = null } = options
  return {
    act,
    setting,
    member: member === undefined ? null : memberRef(member),
    channel,
    effectiveAt: optionalTimestamp(effectiveAt),
    expectedVersion,
    idempotencyKey,
  }
}

function resultOf(answer: SetOptOutResultFieldsFragment): ChoiceResult {
  const result = readResult(answer, {
    SetOptOutSuccess: true,
    InvalidInputError: true,
    NotFoundError: true,
    ForbiddenError: true,
    VersionConflictError: true,
    IdempotencyMismatchError: true,
    NotAppliedError: true,
  })
  if (result.__typename !== 'SetOptOutSuccess') return { ok: false, error: result }
  const { setting, event, position, unchanged } = result
  return { ok: true, setting, event, position, unchanged }
}

function everythingOf(answers: readonly (readonly [SettingChange, SetOptOutResultFieldsFragment])[]): EverythingResult {
  const results = answers.map(([{ setting }, answer]) => [setting, resultOf(answer)] as const)
  const acts = results.flatMap(([, result]) => (result.ok ? [result] : []))
  const refused = results.flatMap(([setting, result]) => (result.ok ? [] : [{ setting, error: result.error }]))
  if (refused.length > 0) return { ok: false, refused }
  return { ok: true, acts, position: acts.at(-1)?.position ?? null }
}
