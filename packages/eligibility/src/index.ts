/**
 * The rules of Demur as pure functions. Nothing here reads a clock, a file or a random number: the same question over
 * the same facts gives the same answer, in a server, a browser or a test.
 * @module @demur/eligibility
 */
export { type LedgerState, RUN_STATUSES, type RunStatus, refuseEntry } from './admission.ts'
export { applicableRule, type Standing, standingOf } from './applicable-rule.ts'
export { canonicalJson } from './canonical-json.ts'
export { CELL_COUNT, CELLS, type Cell, cellAt, cellNamed, cellOf } from './cell.ts'
export {
  type ChoiceAttempt,
  type ChoiceRefusal,
  type ChoiceState,
  choiceInForce,
  effectiveAtOf,
  evolveChoice,
  isProtective,
  refuseChoice,
} from './choice.ts'
export { ClassColumns } from './class-columns.ts'
export { type Classified, classify, classifyByAll } from './classify.ts'
export * from './consumer.ts'
export { COUNTRIES } from './countries.ts'
export { ALLOWED_BY, type Decision, decide, type Knowledge, type Question } from './decide.ts'
export {
  type DecisionTable,
  type MemberClass,
  type TableNotice,
  type TableRule,
  tableBound,
  UNREGISTERED_CLASS,
} from './decision-table.ts'
export { decisionTable } from './decision-table-at.ts'
export { TABLE_FORMAT, tableDocument } from './decision-table-document.ts'
export { parseDuration } from './duration.ts'
export * from './entry.ts'
export { blockingMask } from './evaluate.ts'
export {
  explain,
  languageOf,
  lookupLocale,
  MESSAGES,
  type Messages,
  type PastUseMessages,
  reasonMessage,
  textIn,
} from './explain.ts'
export * from './fact.ts'
export * from './instant.ts'
export { type ContentDescriptor, describedItem, type ItemState, itemStateAt } from './item.ts'
export {
  type Cast,
  castOf,
  classOf,
  type Finding,
  findReasons,
  heeded,
  itemReasons,
  type Part,
  personReasons,
} from './item-reasons.ts'
export { idProblem, type Problem } from './json-reader.ts'
export { type DueNotice, noticesDue } from './notice.ts'
export { type SettingState, type SettingUse, settingState } from './opt-out-setting.ts'
export { choiceThatEndedUse, explainPastUses, type PastUseSummary } from './past-use.ts'
export { covers, isPlaceCode, type Place, type Places, placeOf, readCountry, regionsOf } from './places.ts'
export { type DecisionTableReading, readDecisionTable } from './read-decision-table.ts'
export { type EntryReading, readEntry } from './read-entry.ts'
export {
  bitOf,
  maskOf,
  REASON_MEANINGS,
  type Reason,
  type ReasonMask,
  type ReasonParameters,
  reasonsOf,
} from './reason.ts'
export { belongsTo, membersAt, REGIONS, type Region, type RegionMembership, regionNamed } from './regions.ts'
export {
  type DataUse,
  type Localized,
  type NoticeVersion,
  type Phase,
  type Rule,
  type Rulebook,
  type RulebookReading,
  readRulebook,
  type Setting,
} from './rulebook.ts'
export {
  CHANGE_CODES,
  CHANGE_IMPACTS,
  CHANGE_MEANINGS,
  type ChangeCode,
  type ChangeImpact,
  type RulebookChange,
} from './rulebook-diff/change.ts'
export { diffRulebooks } from './rulebook-diff/diff.ts'
export { CHANGE_MESSAGES, type ChangeMessages, changeMessage, impactMessage } from './rulebook-diff/message.ts'
export * from './vocabulary.ts'
export { MemoryLedger, type World } from './world.ts'
