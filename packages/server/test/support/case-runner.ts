import { type CaseAct, type CaseQuestion, type CaseRun, documentOf, type NamedCase } from '@demur/fixtures'
import { importJson } from './register.ts'
import type { TestServer } from './server.ts'

type Json = Record<string, unknown>

/** What a case expects beside what happened, in one shape. */
export interface CaseOutcome {
  readonly actual: unknown
  readonly expected: unknown
}

const DECISION = /* GraphQL */ `
  query Ask($question: QuestionInput!) {
    decision(question: $question) {
      outcome reasons { code decisive } decisiveReason rule { key } legalBasis controller rulebookVersion validUntil projected
    }
  }
`

const LISTING = /* GraphQL */ `
  query List($dataUse: String!, $at: DateTime, $asKnownAt: Position) {
    eligibleContentItems(dataUse: $dataUse, at: $at, asKnownAt: $asKnownAt, first: 10000) { nodes { key } }
  }
`

const ACT = /* GraphQL */ `
  mutation Act($input: SetOptOutInput!) {
    setOptOut(input: $input) {
      __typename
      ... on SetOptOutSuccess { unchanged setting { choice version inForce } }
    }
  }
`

const PUBLISH = /* GraphQL */ `
  mutation Publish($input: PublishRulebookInput!) {
    publishRulebook(input: $input) { __typename ... on RulebookRefusedError { problems { path } } }
  }
`

const RUN = /* GraphQL */ `
  mutation Seal($run: String!) { sealRun(input: { run: $run }) { __typename } }
`

const SEALED = /* GraphQL */ `
  query Sealed($run: String!) {
    run(key: $run) { items(first: 10000) { nodes { key } } lateItems(first: 1000) { nodes { item { key } } } }
    verifyRun(run: $run) { verdict }
  }
`

/**
 * Runs named cases through GraphQL, one after the other on one register: each publishes its own rulebook and has keys
 * of its own, so that none sees another. A case that must find no rulebook has to run before any other.
 */
export class CaseRunner {
  readonly #server: TestServer
  #cases = 0
  #documents = 0

  constructor(server: TestServer) {
    this.#server = server
  }

  async run(namedCase: NamedCase): Promise<CaseOutcome> {
    this.#cases += 1
    const prefix = `${this.#cases}:`
    const document = this.#versioned(documentOf(namedCase.rulebook))
    const given = namedCase.given.map((entry) => this.#published(prefixed({ ...entry }, prefix)))
    const rulebook = document === null ? [] : [{ type: 'RulebookPublished', rulebook: document }]
    const { firstPosition } = await importJson(this.#server.register, [...rulebook, ...given])
    const actual: Record<'acts' | 'publish' | 'runs' | 'ask' | 'listed', unknown[]> = {
      acts: [],
      publish: [],
      runs: [],
      ask: [],
      listed: [],
    }
    for (const act of namedCase.acts ?? []) actual.acts.push(await this.#act(act, prefix))
    for (const { rulebook: published } of namedCase.publish ?? []) {
      actual.publish.push(await this.#publish(this.#versioned(documentOf(published))))
    }
    for (const [index, run] of (namedCase.runs ?? []).entries()) {
      actual.runs.push(await this.#run(run, `${prefix}run ${index}`, prefix, firstPosition - 1 + run.known))
    }
    for (const question of namedCase.ask) {
      const position =
        question.known === undefined ? null : question.known === 0 ? 0 : firstPosition - 1 + question.known
      actual.ask.push(await this.#ask(question, prefix, position))
      actual.listed.push(await this.#isListed(question, prefix, position))
    }
    return { actual, expected: expectationsOf(namedCase) }
  }

  /** Versions are unique on one register, and cases share them. */
  #versioned(document: Json | null): Json | null {
    this.#documents += 1
    return document === null ? null : { ...document, version: `${document.version}@${this.#documents}` }
  }

  #published(entry: Json): Json {
    return entry.type === 'RulebookPublished' ? { ...entry, rulebook: this.#versioned(entry.rulebook as Json) } : entry
  }

  async #act({ as, member, expect, ...input }: CaseAct, prefix: string): Promise<unknown> {
    const key = prefix + member
    const token = as === 'MEMBER' ? `dev-member:${key}` : `dev-${as.toLowerCase()}`
    const variables = { input: { ...input, member: { key } } }
    const { data } = await this.#server.ask<{ setOptOut: Json & { setting?: Json } }>(token, ACT, variables)
    const { __typename: result, unchanged, setting } = data.setOptOut
    return matching({ result, unchanged, ...setting }, expect)
  }

  async #publish(rulebook: Json | null): Promise<unknown> {
    const variables = { input: { rulebook } }
    const { data } = await this.#server.ask<{ publishRulebook: { problems?: { path: string[] }[] } }>(
      'dev-operator',
      PUBLISH,
      variables,
    )
    return (data.publishRulebook.problems ?? []).map(({ path }) => path.join('.')).sort()
  }

  async #ask({ item, dataUse, at, expect }: CaseQuestion, prefix: string, position: number | null): Promise<unknown> {
    const reference =
      typeof item === 'string' ? { key: prefix + item } : { descriptor: prefixed(item as unknown as Json, prefix) }
    const question = { item: reference, dataUse, at, ...(position === null ? {} : { asKnownAt: String(position) }) }
    const { data, errors } = await this.#server.ask<{ decision: Decision }>('dev-auditor', DECISION, { question })
    if (errors !== undefined) return errors
    const { reasons, rule, rulebookVersion, decisiveReason, ...decision } = data.decision
    const codes = reasons.map(({ code }) => code)
    if (decisiveReason !== codes[0] || reasons.filter(({ decisive }) => decisive).length !== 1) return reasons
    const version = rulebookVersion?.split('@', 1)[0] ?? null
    return matching(
      { ...decision, reasons: codes, rule: rule?.key ?? null, rulebookVersion: version },
      expect as unknown as Json,
    )
  }

  /** Opens a run at its point, seals it now, and reads what it has of this case. */
  async #run({ dataUse, at }: CaseRun, run: string, prefix: string, asKnownAt: number): Promise<unknown> {
    await importJson(this.#server.register, [{ type: 'RunOpened', run, dataUse, at, asKnownAt }])
    await this.#server.ask('dev-service', RUN, { run })
    const { data, errors } = await this.#server.ask<SealedRun>('dev-auditor', SEALED, { run })
    if (errors !== undefined || data.verifyRun.verdict !== 'MATCHES') return errors ?? data.verifyRun
    const own = (keys: string[]) => keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
    return {
      items: own(data.run.items.nodes.map(({ key }) => key)),
      late: own(data.run.lateItems.nodes.map(({ item }) => item.key)),
    }
  }

  /** Whether the listing has the item; null for a described one, which no listing can have. */
  async #isListed({ item, dataUse, at }: CaseQuestion, prefix: string, position: number | null): Promise<unknown> {
    if (typeof item !== 'string') return null
    const variables = { dataUse, at, asKnownAt: position === null ? null : String(position) }
    const { data, errors } = await this.#server.ask<{ eligibleContentItems: { nodes: { key: string }[] } }>(
      'dev-auditor',
      LISTING,
      variables,
    )
    return errors ?? data.eligibleContentItems.nodes.some(({ key }) => key === prefix + item)
  }
}

interface SealedRun {
  readonly run: {
    readonly items: { readonly nodes: readonly { readonly key: string }[] }
    readonly lateItems: { readonly nodes: readonly { readonly item: { readonly key: string } }[] }
  }
  readonly verifyRun: { readonly verdict: string }
}

interface Decision {
  readonly outcome: string
  readonly reasons: { code: string; decisive: boolean }[]
  readonly decisiveReason: string
  readonly rule: { key: string } | null
  readonly rulebookVersion: string | null
}

function expectationsOf({ acts = [], publish = [], runs = [], ask }: NamedCase): unknown {
  return {
    acts: acts.map(({ expect }) => expect),
    publish: publish.map(({ expect }) => expect.problems.map((path) => path.join('.')).sort()),
    runs: runs.map(({ expect }) => expect),
    ask: ask.map(({ expect }) => expect),
    listed: ask.map(({ item, expect }) => (typeof item === 'string' ? expect.outcome === 'ELIGIBLE' : null)),
  }
}

/** Of what happened, what the case says something about. */
function matching(actual: Json, expected: Json): Json {
  return Object.fromEntries(Object.keys(expected).map((name) => [name, actual[name]]))
}

function prefixed(entry: Json, prefix: string): Json {
  const name = (key: unknown) => (typeof key === 'string' ? prefix + key : key)
  return {
    ...entry,
    ...('member' in entry ? { member: name(entry.member) } : {}),
    ...('item' in entry ? { item: name(entry.item) } : {}),
    ...(Array.isArray(entry.subjects)
      ? { subjects: entry.subjects.map((subject: Json) => ({ ...subject, member: name(subject.member) })) }
      : {}),
  }
}
