import { explainPastUses, type PastUseSummary as PastUseSummaryData, textIn } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { PastUseRecord, PastUseSummaryRecord, Register } from '../register.ts'
import { ChoiceEvent } from './choice-event.ts'
import { DataUse } from './data-use.ts'
import { dataUseOfRun, Run } from './run.ts'

export const PastUse = builder.objectRef<PastUseRecord>('PastUse').implement({
  description: 'A sealed run that used content of the member.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run.', resolve: ({ run }) => run }),
    itemCount: t.field({
      type: 'SafeInt',
      description: "How many of the member's items its manifest lists.",
      resolve: ({ itemCount }) => itemCount,
    }),
    endedBy: t.field({
      type: ChoiceEvent,
      nullable: true,
      description: "Whether the member's content is out of every run opened after this choice.",
      resolve: ({ endedBy }) => endedBy,
    }),
  }),
})

export const PastUseSummary = builder.objectRef<PastUseSummaryRecord>('PastUseSummary').implement({
  description: 'What sealed runs for one data use have used of a member, and what ended it.',
  fields: (t) => ({
    dataUse: t.field({
      type: DataUse,
      description: 'The data use, as the rulebook said when the last of the runs was opened.',
      resolve: ({ runs }, _, { register }) => dataUseOfRun(runs.at(-1), register),
    }),
    runs: t.field({
      type: [Run],
      description: 'The runs, in the order in which they were sealed.',
      resolve: ({ runs }) => [...runs],
    }),
    itemCount: t.expose('itemCount', {
      type: 'SafeInt',
      description: "How many of the member's items any of them used.",
    }),
    endedBy: t.expose('endedBy', {
      type: ChoiceEvent,
      nullable: true,
      description: 'The choice after which no further run uses their content; null where none of theirs ended it.',
    }),
    notUsedFrom: t.expose('notUsedFrom', {
      type: Run,
      nullable: true,
      description: 'The first run sealed without their content since that choice; null where there is none yet.',
    }),
    explanation: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'The same in a sentence for the member.',
      resolve: async (summary, { locale }, { register }) =>
        explainPastUses([await inWords(summary, locale ?? null, register)], locale ?? null),
    }),
  }),
})

/** A summary with what a sentence needs of it. */
async function inWords(
  { runs, itemCount, endedBy, notUsedFrom }: PastUseSummaryRecord,
  locale: string | null,
  register: Register,
): Promise<PastUseSummaryData> {
  const { dataUse } = await dataUseOfRun(runs.at(-1), register)
  const keys = runs.map(({ key }) => key)
  return { title: textIn(dataUse.title, locale), runs: keys, itemCount, endedBy, notUsedFrom: notUsedFrom?.key ?? null }
}

/** What was used of a member in plain words; a sentence also where nothing was. */
export async function explainAll(
  summaries: readonly PastUseSummaryRecord[],
  locale: string | null,
  register: Register,
): Promise<string> {
  const worded = await Promise.all(summaries.map((summary) => inWords(summary, locale, register)))
  return explainPastUses(worded, locale)
}
