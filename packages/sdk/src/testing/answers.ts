import { ABSOLUTE_EXCLUSIONS, explainPastUses, type MemberFacts, type Vantage } from '@demur/eligibility'
import type * as core from '../generated/graphql.ts'
import type * as more from '../on-demand/generated/graphql.ts'
import { recordActs } from './acts.ts'
import { answerQuestion, listEligible } from './decisions.ts'
import { batchAfter, entriesAfter, positionAt } from './entries.ts'
import { recordServing } from './notices.ts'
import { dueTo, historyOf, memberAt, overviewOf, type Point, settingsOf, vantageOf } from './settings.ts'
import { seesMember, type TestViewer } from './viewer.ts'
import { keyIn, knownPosition, type TestWorld } from './world.ts'

type Answer<Data, Variables> = (world: TestWorld, viewer: TestViewer, variables: Variables) => Data

/** What is told of one member. */
interface Subject {
  readonly world: TestWorld
  readonly key: string
  readonly facts: MemberFacts
  readonly vantage: Vantage
}
type Tell<Told, Variables> = (subject: Subject, variables: Variables) => Told

/** An answer about the viewer as a member. */
function ofViewer<Told, Variables extends Point>(tell: Tell<Told, Variables>) {
  return (world: TestWorld, viewer: TestViewer, variables: Variables) => ({
    viewer: { member: find(world, viewer, viewer.member, variables, tell) },
    absoluteExclusions: ABSOLUTE_EXCLUSIONS,
  })
}

/** An answer about the member that is asked for. */
function ofMember<Told, Variables extends Point>(tell: Tell<Told, Variables>) {
  return (world: TestWorld, viewer: TestViewer, variables: Variables & { readonly member: object }) => ({
    member: find(world, viewer, keyIn(variables.member, 'Member'), variables, tell),
    absoluteExclusions: ABSOLUTE_EXCLUSIONS,
  })
}

function find<Told, Variables extends Point>(
  world: TestWorld,
  viewer: TestViewer,
  key: string | null,
  variables: Variables,
  tell: Tell<Told, Variables>,
): Told | null {
  const vantage = vantageOf(world, variables)
  const facts = memberAt(world, key, vantage)
  if (key === null || facts === null || !seesMember(viewer, key)) return null
  return tell({ world, key, facts, vantage }, variables)
}

/** GraphQL takes one value for a list of one. */
function listOf<T>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : [given as T]
}

interface Localised extends Point {
  readonly locale?: string | null | undefined
}
interface HistoryPage extends Point {
  readonly setting: string
  readonly first: number
  readonly after?: string | null | undefined
}

const settings = ({ world, key, facts, vantage }: Subject, { locale }: Localised) => ({
  optOutSettings: settingsOf(world, key, facts, locale ?? null, vantage),
})
const overview = (
  { world, key, facts, vantage }: Subject,
  { locale, history }: Localised & { readonly history: number },
) => overviewOf(world, key, facts, locale ?? null, history, vantage)
const history = ({ world, key, vantage }: Subject, { setting, first, after }: HistoryPage) => ({
  optOutSetting: world.rulebookAt(vantage.position)?.settings.has(setting)
    ? { history: historyOf(world, key, setting, { first, after: after ?? null }, vantage) }
    : null,
})
const due = ({ world, facts, vantage }: Subject, { locale }: Localised) => ({
  noticesDue: dueTo(facts, world.rulebookAt(vantage.position), locale ?? null, vantage),
})
// A register in memory has no runs, so nothing was used.
const pastUseSummary = (_: Subject, { locale }: Localised) => ({
  pastUsesExplanation: explainPastUses([], locale ?? null),
  pastUseSummaries: [],
})
const pastUses = () => ({ pastUses: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } })

const setOptOut: Answer<core.SetOptOutMutation, core.SetOptOutMutationVariables> = (world, viewer, variables) => {
  const [outcome] = recordActs(world, viewer, [variables.input], variables.locale ?? null)
  if (outcome === undefined) throw new Error('an act has no outcome')
  return { setOptOut: outcome }
}

/** The operations that a register in memory answers, by name, each held to the types of the server's schema. */
export const ANSWERS = {
  Decision: (world, viewer, { question, locale }) => ({
    decision: answerQuestion(world, viewer, question, locale ?? null),
  }),
  Decisions: (world, viewer, { questions, locale }) => ({
    decisions: listOf(questions).map((question) => answerQuestion(world, viewer, question, locale ?? null)),
  }),
  GateDecisions: (world, viewer, { questions }) => ({
    decisions: listOf(questions).map((question) => answerQuestion(world, viewer, question, null)),
  }),
  EligibleContentItems: listEligible,
  SettingKeys: (world) => ({
    settings: [...(world.rulebookAt(world.ledger.head)?.settings.keys() ?? [])].map((key) => ({ key })),
  }),
  ViewerOptOutSettings: ofViewer(settings),
  MemberOptOutSettings: ofMember(settings),
  ViewerSettingsOverview: ofViewer(overview),
  MemberSettingsOverview: ofMember(overview),
  ViewerChoiceHistory: ofViewer(history),
  MemberChoiceHistory: ofMember(history),
  ViewerPastUses: ofViewer(pastUses),
  MemberPastUses: ofMember(pastUses),
  ViewerPastUseSummary: ofViewer(pastUseSummary),
  MemberPastUseSummary: ofMember(pastUseSummary),
  ViewerNoticesDue: ofViewer(due),
  MemberNoticesDue: ofMember(due),
  SetOptOut: setOptOut,
  SetOptOuts: (world, viewer, { inputs, locale }) => ({
    setOptOuts: recordActs(world, viewer, listOf(inputs), locale ?? null),
  }),
  RecordNoticeServed: (world, viewer, { input }) => ({ recordNoticeServed: recordServing(world, viewer, input) }),
  LedgerBatch: (world, viewer, { after, first }) => ({ ledgerBatch: batchAfter(world, viewer, after, first) }),
  PositionAt: (world, _, { at }) => ({ positionAt: String(positionAt(world, at)) }),
  LedgerHead: (world) => ({ ledgerHead: String(world.ledger.head) }),
  LedgerEntries: (world, viewer, { after, first, asKnownAt }) => ({
    ledger: entriesAfter(world, viewer, after ?? '0', knownPosition(world, asKnownAt)).slice(0, first ?? 100),
  }),
} as const satisfies Answers

interface Answers {
  readonly Decision: Answer<core.DecisionQuery, core.DecisionQueryVariables>
  readonly Decisions: Answer<more.DecisionsQuery, more.DecisionsQueryVariables>
  readonly GateDecisions: Answer<more.GateDecisionsQuery, more.GateDecisionsQueryVariables>
  readonly EligibleContentItems: Answer<more.EligibleContentItemsQuery, more.EligibleContentItemsQueryVariables>
  readonly SettingKeys: Answer<core.SettingKeysQuery, core.SettingKeysQueryVariables>
  readonly ViewerOptOutSettings: Answer<core.ViewerOptOutSettingsQuery, core.ViewerOptOutSettingsQueryVariables>
  readonly MemberOptOutSettings: Answer<core.MemberOptOutSettingsQuery, core.MemberOptOutSettingsQueryVariables>
  readonly ViewerSettingsOverview: Answer<more.ViewerSettingsOverviewQuery, more.ViewerSettingsOverviewQueryVariables>
  readonly MemberSettingsOverview: Answer<more.MemberSettingsOverviewQuery, more.MemberSettingsOverviewQueryVariables>
  readonly ViewerChoiceHistory: Answer<more.ViewerChoiceHistoryQuery, more.ViewerChoiceHistoryQueryVariables>
  readonly MemberChoiceHistory: Answer<more.MemberChoiceHistoryQuery, more.MemberChoiceHistoryQueryVariables>
  readonly ViewerPastUses: Answer<more.ViewerPastUsesQuery, more.ViewerPastUsesQueryVariables>
  readonly MemberPastUses: Answer<more.MemberPastUsesQuery, more.MemberPastUsesQueryVariables>
  readonly ViewerPastUseSummary: Answer<more.ViewerPastUseSummaryQuery, more.ViewerPastUseSummaryQueryVariables>
  readonly MemberPastUseSummary: Answer<more.MemberPastUseSummaryQuery, more.MemberPastUseSummaryQueryVariables>
  readonly ViewerNoticesDue: Answer<more.ViewerNoticesDueQuery, more.ViewerNoticesDueQueryVariables>
  readonly MemberNoticesDue: Answer<more.MemberNoticesDueQuery, more.MemberNoticesDueQueryVariables>
  readonly SetOptOut: Answer<core.SetOptOutMutation, core.SetOptOutMutationVariables>
  readonly SetOptOuts: Answer<core.SetOptOutsMutation, core.SetOptOutsMutationVariables>
  readonly RecordNoticeServed: Answer<more.RecordNoticeServedMutation, more.RecordNoticeServedMutationVariables>
  readonly LedgerBatch: Answer<more.LedgerBatchQuery, more.LedgerBatchQueryVariables>
  readonly PositionAt: Answer<more.PositionAtQuery, more.PositionAtQueryVariables>
  readonly LedgerHead: Answer<more.LedgerHeadQuery, more.LedgerHeadQueryVariables>
  readonly LedgerEntries: Answer<more.LedgerEntriesQuery, more.LedgerEntriesQueryVariables>
}
