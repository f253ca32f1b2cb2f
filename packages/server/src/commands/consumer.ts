import { type Access, type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'
import { table } from './table.ts'

const FIELDS = /* GraphQL */ `
  fragment Consumer on Consumer {
    key title subject dataUses registeredAt acknowledged acknowledgedAt head behind unapplied overdue
    firstDue { position setting effectiveAt ageSeconds dueAt overdue }
    settings {
      setting deadline since acknowledged unapplied overdue
      oldestUnapplied { position effectiveAt ageSeconds dueAt overdue }
    }
  }
`

const REGISTER = /* GraphQL */ `
  mutation Register($input: RegisterConsumerInput!) {
    outcome: registerConsumer(input: $input) {
      __typename
      ... on RegisterConsumerSuccess { position unchanged consumer { ...Consumer } }
      ... on Error { code message }
      ... on InvalidInputError { path }
    }
  }
  ${FIELDS}
`

const DEREGISTER = /* GraphQL */ `
  mutation Deregister($key: String!) {
    outcome: deregisterConsumer(input: { key: $key }) {
      __typename
      ... on DeregisterConsumerSuccess { position }
      ... on Error { code message }
    }
  }
`

const ACKNOWLEDGE = /* GraphQL */ `
  mutation Acknowledge($input: AcknowledgeInput!) {
    outcome: acknowledge(input: $input) {
      __typename
      ... on AcknowledgeSuccess { unchanged entry consumer { ...Consumer } }
      ... on Error { code message }
      ... on InvalidInputError { path }
    }
  }
  ${FIELDS}
`

const LIST = /* GraphQL */ `
  query Consumers($at: DateTime, $asKnownAt: Position) { consumers(at: $at, asKnownAt: $asKnownAt) { ...Consumer } }
  ${FIELDS}
`

type Options = AccessOptions & OutputOptions

interface Due {
  readonly position: string
  readonly setting?: string
  readonly effectiveAt: string
  readonly ageSeconds: number
  readonly dueAt: string
  readonly overdue: boolean
}

interface Consumer {
  readonly key: string
  readonly title: string
  readonly subject: string
  readonly dataUses: readonly string[]
  readonly acknowledged: string
  readonly acknowledgedAt: string | null
  readonly behind: number
  readonly unapplied: number
  readonly overdue: boolean
  readonly firstDue: Due | null
  readonly settings: readonly {
    readonly setting: string
    readonly deadline: string
    readonly acknowledged: string
    readonly unapplied: number
    readonly overdue: boolean
    readonly oldestUnapplied: Due | null
  }[]
}

interface Outcome {
  readonly __typename: string
  readonly message?: string
  readonly position: string
  readonly unchanged: boolean
  readonly entry: string | null
  readonly consumer: Consumer
}

/** Runs a mutation; what the register refuses ends the command. */
async function change(options: Options, document: string, variables: object, text: (outcome: Outcome) => string) {
  const access = await openAccess(options)
  try {
    const { outcome } = (await access.execute(document, { ...variables })) as { readonly outcome: Outcome }
    if (!outcome.__typename.endsWith('Success')) {
      throw new CommandFailed(EXIT.refused, outcome.message ?? outcome.__typename, { ...outcome })
    }
    print(options, outcome, text(outcome))
    return EXIT.ok
  } finally {
    await access.close()
  }
}

interface RegisterOptions extends Options {
  readonly title: string
  readonly setting: readonly string[]
  readonly use?: readonly string[]
  readonly subject?: string
}

/** `demur consumer register <key>` */
export function registerConsumer(key: string, options: RegisterOptions): Promise<number> {
  const { title, subject, use: dataUses = [] } = options
  const settings = options.setting.map((text) => {
    const [, setting, deadline] = /^(.+)=([^=]+)$/.exec(text) ?? []
    if (setting !== undefined && deadline !== undefined) return { setting, deadline }
    throw new CommandFailed(EXIT.usage, `--setting must be <setting>=<deadline>, such as ads=P30D, not “${text}”.`)
  })
  return change(options, REGISTER, { input: { key, title, subject, dataUses, settings } }, ({ position, unchanged }) =>
    unchanged
      ? `${key} was registered so before, at position ${position}.`
      : `Registered ${key} at position ${position}.`,
  )
}

/** `demur consumer deregister <key>` */
export function deregisterConsumer(key: string, options: Options): Promise<number> {
  return change(options, DEREGISTER, { key }, ({ position }) => `Deregistered ${key} at position ${position}.`)
}

/** `demur consumer ack <key> <position>` */
export function acknowledge(key: string, position: string, options: Options): Promise<number> {
  return change(options, ACKNOWLEDGE, { input: { consumer: key, position } }, ({ consumer, unchanged, entry }) => {
    const proof = entry === null ? '' : ` Proven by the entry at position ${entry}.`
    const known = unchanged ? 'had acknowledged' : 'has acknowledged'
    return `${key} ${known} everything up to position ${consumer.acknowledged}; ${consumer.behind} behind.${proof}`
  })
}

async function readConsumers(access: Access, options: PointOptions): Promise<readonly Consumer[]> {
  const { consumers } = await access.execute(LIST, await readPoint(access, options))
  return consumers as readonly Consumer[]
}

/** Reads consumers and prints what is made of them. */
async function report(
  options: Options & PointOptions,
  key: string | undefined,
  of: (consumers: readonly Consumer[]) => { readonly value: unknown; readonly text: string; readonly code: number },
): Promise<number> {
  const access = await openAccess(options)
  try {
    const all = await readConsumers(access, options)
    const found = key === undefined ? all : all.filter((consumer) => consumer.key === key)
    if (key !== undefined && found.length === 0) throw new CommandFailed(EXIT.refused, `There is no consumer “${key}”.`)
    const { value, text, code } = of(found)
    print(options, value, text)
    return code
  } finally {
    await access.close()
  }
}

/** `demur consumer list` */
export function listConsumers(options: Options & PointOptions): Promise<number> {
  return report(options, undefined, (consumers) => ({
    value: consumers,
    text: consumers.length === 0 ? 'No consumer is registered.' : overview(consumers),
    code: EXIT.ok,
  }))
}

/** `demur consumer show <key>` */
export function showConsumer(key: string, options: Options & PointOptions): Promise<number> {
  return report(options, key, ([consumer]) => ({
    value: consumer,
    text: consumer === undefined ? '' : details(consumer),
    code: EXIT.ok,
  }))
}

/** `demur consumer check [key]`: for monitoring, by its exit code. */
export function checkConsumers(key: string | undefined, options: Options & PointOptions): Promise<number> {
  return report(options, key, (consumers) => {
    const overdue = consumers.filter((consumer) => consumer.overdue)
    const text = overdue.length === 0 ? `${consumers.length} consumer(s), none overdue.` : overview(overdue)
    return { value: { overdue }, text, code: overdue.length === 0 ? EXIT.ok : EXIT.refused }
  })
}

function overview(consumers: readonly Consumer[]): string {
  const rows = consumers.map(({ key, acknowledged, behind, unapplied, firstDue, overdue }) => [
    key,
    acknowledged,
    behind,
    unapplied,
    firstDue === null ? '–' : firstDue.dueAt,
    overdue ? 'OVERDUE' : 'in time',
  ])
  return table(['consumer', 'acknowledged', 'behind', 'unapplied', 'due', ''], rows)
}

function details({ key, title, subject, dataUses, acknowledged, acknowledgedAt, behind, settings }: Consumer): string {
  const rows = settings.map(({ setting, deadline, acknowledged: through, unapplied, oldestUnapplied, overdue }) => [
    setting,
    deadline,
    through,
    unapplied,
    oldestUnapplied === null ? '–' : oldestUnapplied.effectiveAt,
    oldestUnapplied === null ? '–' : oldestUnapplied.dueAt,
    overdue ? 'OVERDUE' : 'in time',
  ])
  return [
    `${key}: ${title}`,
    `acknowledges with the subject ${subject}; data uses: ${dataUses.join(', ') || '–'}`,
    `acknowledged ${acknowledged}${acknowledgedAt === null ? '' : ` at ${acknowledgedAt}`}, ${behind} behind`,
    '',
    table(['setting', 'deadline', 'applied up to', 'unapplied', 'oldest since', 'due', ''], rows),
  ].join('\n')
}
