import type { NoticeVersion, Rulebook } from '../rulebook.ts'
import { CONTENT_KINDS, type ContentKind } from '../vocabulary.ts'
import type { ChangeImpact } from './change.ts'
import { type Collector, without } from './collector.ts'

/** The notices: which versions there are, and which of them count for which kinds. */
export function diffNotices(collector: Collector, before: Rulebook, after: Rulebook): void {
  for (const notice of new Set([...before.notices.keys(), ...after.notices.keys()])) {
    const here = collector.within(['notices', notice], null, { notice })
    // Where no rule asked for the notice before, or none does now, what changes is said of the rules.
    const counts = requires(before, notice) && requires(after, notice)
    diffNotice(here, before.notices.get(notice) ?? [], after.notices.get(notice) ?? [], counts)
  }
}

function requires({ rules }: Rulebook, notice: string): boolean {
  return rules.some((rule) => rule.notice?.key === notice)
}

function diffNotice(
  here: Collector,
  before: readonly NoticeVersion[],
  after: readonly NoticeVersion[],
  counts: boolean,
): void {
  const [was, is] = [before, after].map((versions) => versions.map(({ version }) => version)) as [string[], string[]]
  const [added, removed] = [without(is, was), without(was, is)]
  const impact = (direction: ChangeImpact): ChangeImpact => (counts ? direction : 'NEUTRAL')
  for (const version of added) here.add('NOTICE_VERSION_ADDED', impact('LOOSENING'), [version], { version })
  for (const version of removed) here.add('NOTICE_VERSION_REMOVED', impact('TIGHTENING'), [version], { version })
  let told = false
  for (const kind of CONTENT_KINDS) {
    // Of the versions that are new or gone enough is said; of the others, which tell of the kind.
    const [earlier, now] = [without(telling(before, kind), removed), without(telling(after, kind), added)]
    const [lost, gained] = [without(earlier, now), without(now, earlier)]
    const path = ['kinds', kind]
    if (lost.length > 0) here.add('NOTICE_TELLS_LESS', impact('TIGHTENING'), path, { kind, versions: lost })
    if (gained.length > 0) here.add('NOTICE_TELLS_MORE', impact('LOOSENING'), path, { kind, versions: gained })
    told ||= lost.length + gained.length > 0
  }
  const silent = added.length + removed.length === 0 && !told
  if (silent && JSON.stringify(before) !== JSON.stringify(after)) here.add('NOTICE_REPHRASED', 'NEUTRAL')
}

/** The versions that count as telling of a kind: the last that introduces it and those after, else all of them. */
function telling(versions: readonly NoticeVersion[], kind: ContentKind): string[] {
  const introduced = versions.findLastIndex(({ kinds }) => kinds.includes(kind))
  return versions.slice(Math.max(introduced, 0)).map(({ version }) => version)
}
