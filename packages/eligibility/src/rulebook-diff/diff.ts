import type { DataUse, Rule, Rulebook, Setting } from '../rulebook.ts'
import type { RulebookChange } from './change.ts'
import { Collector, without } from './collector.ts'
import { diffNotices } from './notices.ts'
import { diffOthers } from './others.ts'
import { diffRules } from './rules.ts'

/** What a rulebook is compared with where there is none. */
const NOTHING: Rulebook = {
  version: '',
  title: {},
  description: {},
  sources: [],
  dataUses: new Map(),
  settings: new Map(),
  notices: new Map(),
  rules: [],
  rulesByDataUse: new Map(),
}

/**
 * Everything in which a rulebook differs from the one before, in the order of the document; null before: from nothing.
 * The version itself is no difference, nor is the order of parts that have keys, nor what is written otherwise and means
 * the same by the defaults.
 *
 * Impacts are on the safe side: without a change that is `LOOSENING` or `MIXED` no decision becomes eligible, and without
 * one that is `TIGHTENING` or `MIXED` none becomes ineligible. That holds for each data use too, where changes that name
 * none are counted to all.
 */
export function diffRulebooks(before: Rulebook | null, after: Rulebook): RulebookChange[] {
  const was = before ?? NOTHING
  const changes: RulebookChange[] = []
  const collector = new Collector(changes)
  if (before !== null) {
    collector.texts('TITLE_CHANGED', 'title', before.title, after.title)
    collector.texts('DESCRIPTION_CHANGED', 'description', before.description, after.description)
    collector.sources('SOURCES_CHANGED', before.sources, after.sources)
  }
  diffDataUses(collector, was, after)
  diffSettings(collector, was.settings, after.settings)
  diffNotices(collector, was, after)
  diffRules(collector, was, after)
  diffOthers(collector, was, after)
  return changes
}

function diffDataUses(collector: Collector, before: Rulebook, after: Rulebook): void {
  for (const key of new Set([...before.dataUses.keys(), ...after.dataUses.keys()])) {
    const [was, is] = [before.dataUses.get(key), after.dataUses.get(key)]
    const use = is ?? was
    if (use === undefined) continue
    const here = collector.within(['dataUses', key], key, { use: use.title })
    // A use allows nothing by itself: that its rules do is said of them.
    if (was === undefined) here.add('DATA_USE_ADDED', 'NEUTRAL')
    else if (is === undefined) here.add('DATA_USE_REMOVED', 'TIGHTENING')
    else diffDataUse(here, was, is, before, after)
  }
}

function diffDataUse(here: Collector, was: DataUse, is: DataUse, before: Rulebook, after: Rulebook): void {
  here.texts('DATA_USE_RENAMED', 'title', was.title, is.title)
  here.texts('DATA_USE_DESCRIPTION_CHANGED', 'description', was.description, is.description)
  for (const recipient of without(is.recipients, was.recipients)) {
    here.add('RECIPIENT_ADDED', 'LOOSENING', ['recipients'], { after: recipient })
  }
  for (const recipient of without(was.recipients, is.recipients)) {
    here.add('RECIPIENT_REMOVED', 'TIGHTENING', ['recipients'], { before: recipient })
  }
  diffGoverning(here, was, is, before, after)
  here.sources('DATA_USE_SOURCES_CHANGED', was.sources, is.sources)
}

/** Which setting governs a use. Where a rule offers a control there is one, so its loss shows at the control. */
function diffGoverning(here: Collector, was: DataUse, is: DataUse, before: Rulebook, after: Rulebook): void {
  if (was.setting === is.setting) return
  const titleIn = ({ settings }: Rulebook, key: string | null) => settings.get(key ?? '')?.title ?? key ?? ''
  const [from, to] = [titleIn(before, was.setting), titleIn(after, is.setting)]
  const offered = ({ control }: Rule): boolean => control !== 'NONE'
  const counts = [before, after].every(({ rulesByDataUse }) => rulesByDataUse.get(is.key)?.some(offered))
  if (was.setting === null) here.add('SETTING_ASSIGNED', 'NEUTRAL', ['setting'], { after: to })
  else if (is.setting === null) here.add('SETTING_UNASSIGNED', 'NEUTRAL', ['setting'], { before: from })
  else here.add('SETTING_REPLACED', counts ? 'MIXED' : 'NEUTRAL', ['setting'], { before: from, after: to })
}

function diffSettings(
  collector: Collector,
  before: ReadonlyMap<string, Setting>,
  after: ReadonlyMap<string, Setting>,
): void {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)]
    const setting = is ?? was
    if (setting === undefined) continue
    const here = collector.within(['settings', key], null, { setting: setting.title })
    // What a use loses with its setting is said of the use.
    if (was === undefined) here.add('SETTING_ADDED', 'NEUTRAL')
    else if (is === undefined) here.add('SETTING_REMOVED', 'NEUTRAL')
    else diffSetting(here, was, is)
  }
}

function diffSetting(here: Collector, was: Setting, is: Setting): void {
  here.texts('SETTING_RENAMED', 'title', was.title, is.title)
  here.texts('SETTING_DESCRIPTION_CHANGED', 'description', was.description, is.description)
  const [from, to] = [was.path.join(' › '), is.path.join(' › ')]
  if (from !== to) here.add('SETTING_MOVED', 'NEUTRAL', ['path'], { before: from || '–', after: to || '–' })
  here.sources('SETTING_SOURCES_CHANGED', was.sources, is.sources)
}
