import { type Access, type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'

/** What every command about runs takes. */
export type RunOptions = AccessOptions & OutputOptions

/** A run as commands show it. */
interface Run {
  readonly key: string
  readonly dataUse: { readonly key: string }
  readonly description: string | null
  readonly at: string
  readonly asKnownAt: string
  readonly status: string
  readonly openedAt: string
  readonly openedPosition: string
  readonly itemCount: number | null
  readonly manifestDigest: string | null
  readonly sealedAt: string | null
  readonly abandonedAt: string | null
  readonly closedPosition: string | null
}

const FIELDS =
  'key dataUse { key } description at asKnownAt status openedAt openedPosition itemCount manifestDigest sealedAt abandonedAt closedPosition'

/** Opens the register for a command, and closes it whatever comes of it. */
export async function withAccess(options: AccessOptions, work: (access: Access) => Promise<number>): Promise<number> {
  const access = await openAccess(options)
  try {
    return await work(access)
  } finally {
    await access.close()
  }
}

interface OpenOptions extends RunOptions {
  readonly use: string
  readonly at?: string
  readonly description?: string
}

/** `demur run open <run> --use <data use>` */
export function openRun(key: string, options: OpenOptions): Promise<number> {
  const document = `mutation ($input: OpenRunInput!) {
    openRun(input: $input) { __typename ... on OpenRunSuccess { position run { ${FIELDS} } } ... on Error { code message } }
  }`
  return withAccess(options, async (access) => {
    const { use: dataUse, at, description } = options
    const { openRun } = await access.execute(document, { input: { key, dataUse, at, description } })
    const { run, position } = succeeded<{ run: Run; position: string }>(openRun, 'OpenRunSuccess')
    print(
      options,
      { run, position },
      `Opened ${key}: ${run.dataUse.key} at ${run.at}, as known at position ${run.asKnownAt}.`,
    )
    return EXIT.ok
  })
}

/** `demur run abandon <run>` */
export function abandonRun(key: string, options: RunOptions): Promise<number> {
  const document = `mutation ($input: AbandonRunInput!) {
    abandonRun(input: $input) { __typename ... on AbandonRunSuccess { position run { ${FIELDS} } } ... on Error { code message } }
  }`
  return withAccess(options, async (access) => {
    const { abandonRun } = await access.execute(document, { input: { run: key } })
    const outcome = succeeded<{ run: Run; position: string }>(abandonRun, 'AbandonRunSuccess')
    print(options, outcome, `Abandoned ${key}. Position ${outcome.position}.`)
    return EXIT.ok
  })
}

/** What a mutation gave, or the refusal as a failure of the command. */
function succeeded<Success>(outcome: unknown, typename: string): Success {
  const { __typename, ...rest } = outcome as { readonly __typename: string; readonly message?: string }
  if (__typename === typename) return rest as Success
  throw new CommandFailed(EXIT.refused, rest.message ?? __typename, { ...rest })
}

interface ListOptions extends RunOptions, PointOptions {
  readonly use?: string
  readonly status?: string
  readonly first: string
}

/** `demur run list`, the one opened last first. */
export function listRuns(options: ListOptions): Promise<number> {
  const document = `query ($first: Int!, $dataUse: String, $status: RunStatus, $at: DateTime, $asKnownAt: Position) {
    runs(first: $first, dataUse: $dataUse, status: $status, at: $at, asKnownAt: $asKnownAt) { nodes { ${FIELDS} } pageInfo { hasNextPage } }
  }`
  return withAccess(options, async (access) => {
    if (!/^\d{1,4}$/.test(options.first)) throw new CommandFailed(EXIT.usage, '--first must be from 1 to 1000.')
    const asked = { first: Number(options.first), dataUse: options.use, status: options.status?.toUpperCase() }
    const { runs } = await access.execute(document, { ...asked, ...(await readPoint(access, options)) })
    const { nodes, pageInfo } = runs as { nodes: Run[]; pageInfo: { hasNextPage: boolean } }
    const more = pageInfo.hasNextPage ? [`… and more: --first ${Math.min(asked.first * 10, 1000)} shows them`] : []
    print(options, nodes, nodes.length === 0 ? 'No runs.' : [...nodes.map(line), ...more].join('\n'))
    return EXIT.ok
  })
}

function line({ key, status, dataUse, at, itemCount }: Run): string {
  const items = itemCount === null ? '' : `  ${itemCount} items`
  return `${status.padEnd(9)}  ${at}  ${dataUse.key.padEnd(22)}  ${key}${items}`
}

interface ShowOptions extends RunOptions, PointOptions {}

/** `demur run show <run>` */
export function showRun(key: string, options: ShowOptions): Promise<number> {
  const document = `query ($key: String!, $at: DateTime, $asKnownAt: Position) {
    run(key: $key, at: $at, asKnownAt: $asKnownAt) { ${FIELDS} lateItemCount }
  }`
  return withAccess(options, async (access) => {
    const { run } = await access.execute(document, { key, ...(await readPoint(access, options)) })
    if (run === null) throw new CommandFailed(EXIT.refused, 'There is no such run.')
    print(options, run, details(run as Run & { lateItemCount: number | null }))
    return EXIT.ok
  })
}

function details(run: Run & { readonly lateItemCount: number | null }): string {
  const ended = run.sealedAt ?? run.abandonedAt
  const fields = {
    run: run.key,
    status: run.status,
    'data use': run.dataUse.key,
    description: run.description,
    pinned: `${run.at}, as known at position ${run.asKnownAt}`,
    opened: `${run.openedAt}, position ${run.openedPosition}`,
    [run.status.toLowerCase()]: ended === null ? null : `${ended}, position ${run.closedPosition}`,
    items: run.itemCount,
    late: run.lateItemCount === null ? null : `${run.lateItemCount}, not eligible any more when it was sealed`,
    manifest: run.manifestDigest,
  }
  const shown = Object.entries(fields).filter(([name, value]) => value !== null && name !== 'open')
  return shown.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')
}

interface LateItem {
  readonly item: { readonly key: string }
  readonly decision: { readonly reasons: readonly { readonly code: string }[]; readonly explanation: string }
}

/** `demur run late <run>`: what became ineligible after the pin, with the reasons. */
export function listLateItems(key: string, options: RunOptions): Promise<number> {
  const document = `query ($key: String!, $after: String) { run(key: $key) { lateItems(first: 1000, after: $after) {
    nodes { item { key } decision { reasons { code } explanation } } pageInfo { hasNextPage endCursor } } } }`
  return withAccess(options, async (access) => {
    for (let after: string | null = null; ; ) {
      const page = await readLatePage(access, document, key, after)
      for (const late of page.nodes) print(options, late, lateLine(late))
      if (!page.pageInfo.hasNextPage) return EXIT.ok
      after = page.pageInfo.endCursor
    }
  })
}

interface LatePage {
  readonly nodes: readonly LateItem[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

async function readLatePage(access: Access, document: string, key: string, after: string | null): Promise<LatePage> {
  const { run } = await access.execute(document, { key, after })
  if (run === null) throw new CommandFailed(EXIT.refused, 'There is no such run.')
  return (run as { lateItems: LatePage }).lateItems
}

function lateLine({ item, decision }: LateItem): string {
  return `${item.key}  ${decision.reasons.map(({ code }) => code).join(' ')}`
}
