import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { classify, instantOf } from '@demur/eligibility'
import { LATEST_POSITION, readFacts } from '@demur/eligibility/gate'
import { createGate, type Gate } from '@demur/sdk/gate'
import { snapshotFile } from '@demur/sdk/gate/node'
import { Knowledge } from '../../packages/sdk/src/gate/knowledge.ts'
import { readSnapshot } from '../../packages/sdk/src/gate/read-snapshot.ts'
import type { BenchContext } from '../harness/context.ts'
import { type Clause, clausesOf, type Question, questionOf } from '../harness/gate-rules.ts'
import { type GateWorld, gateWorld, type Item } from '../harness/gate-world.ts'
import { interleave } from '../harness/interleave.ts'
import type { Figure, Row } from '../row.ts'

const PEERS = ['casbin', 'cedar', 'jsonRulesEngine'] as const
const PEER_SCRIPT = fileURLToPath(new URL('../peers/gate-peers.mjs', import.meta.url))
/** How many items are handed over at a time. */
const BATCH = 1000
/** How many items the peers are asked about, and their answers compared. */
const COMPARED = 5000
const SMALL = 10_000
const TEN_MILLION = 10_000_000
const MEMORY_LIMIT = 64
const FASTER = { atLeast: 100 } as const

/** The gate of the SDK, in the memory of a program. */
export const row: Row = {
  name: 'gate',
  work: 'decisions in the memory of a program, about items in random order',
  against: {
    casbin: { is: 'casbin', reach: FASTER },
    cedar: { is: 'Cedar (cedar-wasm)', reach: FASTER },
    jsonRulesEngine: { is: 'json-rules-engine', reach: FASTER },
    rate: { is: '10 million decisions a second on one core', reach: { atLeast: 1 } },
    map: { is: 'Map.get of the same authors in the same order', reach: { atLeast: 0.5 } },
    memory: { is: '64 MB for a million members', reach: { atMost: 1 } },
  },
  async run(context) {
    const large = Math.max(Math.round(1_000_000 * context.scale), 1000)
    const worlds: GateWorld[] = []
    try {
      for (const members of [large, SMALL]) {
        context.say(`filling a register of ${members.toLocaleString('en')} members`)
        worlds.push(await gateWorld(context, members, Math.max(large, SMALL * 10)))
      }
      return await measure(context, large, worlds)
    } finally {
      for (const { remove } of worlds) remove()
    }
  },
}

async function measure(context: BenchContext, members: number, [large, small]: readonly GateWorld[]) {
  if (large === undefined || small === undefined) throw new Error('there are two worlds')
  const before = await memoryInUse()
  const gate = await opened(large)
  const held = (await memoryInUse()) - before
  const smallGate = await opened(small)
  try {
    const { clauses, questions } = await asked(large)
    const expected = large.items.slice(0, questions.length).map((item) => gate.decide(item).outcome === 'ELIGIBLE')
    const grouped = byAuthor(large.items)
    const peer = (name: (typeof PEERS)[number]) => async () =>
      said(context, name, askPeer(name, clauses, questions, expected, context.seconds))
    const own = (name: string, turn: () => void, count: number) => async () =>
      said(context, name, rateOf(turn, count, context.seconds))
    const rates = await interleave(context.repetitions, {
      many: own('decideMany', () => decideMany(gate, large.items), large.items.length),
      one: own('decide', () => decideEach(gate, large.items), large.items.length),
      map: own('Map.get', looker(large.items), large.items.length),
      manySmall: own('decideMany, small', () => decideMany(smallGate, small.items), small.items.length),
      oneSmall: own('decide, small', () => decideEach(smallGate, small.items), small.items.length),
      mapSmall: own('Map.get, small', looker(small.items), small.items.length),
      grouped: own('decideMany, by author', () => decideMany(gate, grouped), grouped.length),
      groupedOne: own('decide, by author', () => decideEach(gate, grouped), grouped.length),
      casbin: peer('casbin'),
      cedar: peer('cedar'),
      jsonRulesEngine: peer('jsonRulesEngine'),
    })
    return { figures: figuresOf(rates, members, held), notes: notesOf(gate, clauses, large, questions.length) }
  } finally {
    await gate.close()
    await smallGate.close()
  }
}

type Rates = Readonly<
  Record<
    'many' | 'one' | 'map' | 'grouped' | 'groupedOne' | 'manySmall' | 'oneSmall' | 'mapSmall' | (typeof PEERS)[number],
    number[]
  >
>

function figuresOf(rates: Rates, members: number, held: number): Figure[] {
  const unit = 'decisions/s'
  const large = `${members.toLocaleString('en')} members`
  const small = `${SMALL.toLocaleString('en')} members`
  const named = [
    [`${large}, decideMany`, rates.many, rates.map],
    [`${large}, decide`, rates.one, rates.map],
    [`${small}, decideMany`, rates.manySmall, rates.mapSmall],
    [`${small}, decide`, rates.oneSmall, rates.mapSmall],
  ] as const
  const grouped = [
    [`${large}, by author, decideMany`, rates.grouped],
    [`${large}, by author, decide`, rates.groupedOne],
  ] as const
  const perMillion = (held / members) * 1e6
  return [
    ...PEERS.flatMap((against): Figure[] =>
      [...named.slice(0, 2), ...grouped].map(([name, own]) => ({
        against,
        case: name,
        unit,
        own,
        other: rates[against],
      })),
    ),
    ...[...named, ...grouped].map(([name, own]): Figure => {
      return { against: 'rate', case: name, unit, own, other: own.map(() => TEN_MILLION) }
    }),
    ...named.map(([name, own, other]): Figure => ({ against: 'map', case: name, unit, own, other })),
    { against: 'memory', unit: 'MB', own: [perMillion / 1e6], other: [MEMORY_LIMIT] },
  ]
}

function notesOf(gate: Gate, clauses: readonly Clause[], { items }: GateWorld, compared: number): string[] {
  const { bytes, members } = gate.status
  return [
    `${items.length.toLocaleString('en')} items of a generated population, each of one author, in the order of a hash of their keys: nearly every decision is about somebody else, and what is known of them lies elsewhere in memory. Read by JSON.parse, dates as numbers. decideMany is handed ${BATCH.toLocaleString('en')} items at a time, decide one; both read the clock, and give every reason that blocks. “By author”: ten items of each author in a row, so that most decisions look nobody up, as those of the peers.`,
    `The peers answer yes or no about the first ${compared.toLocaleString('en')} items; every answer was the gate’s. They are handed the facts of the author, looked up and worked out (which rule answers for the place, what they were told, minor, since when they object), and ${clauses.length} clauses made from the same rulebook: a policy each, and what blocks everywhere in the matcher of casbin, one prohibition of Cedar, parsed beforehand, and a condition of each rule of json-rules-engine. Each runs in a process of its own.`,
    `The map has the authors of the items as keys and a number as value; strings keep the hash that a map works out once, so that it is spared reading them.`,
    `Memory: what heap and buffers grew by when ${members.toLocaleString('en')} members were loaded, after collecting garbage, for each million; the gate itself says ${(bytes / 1e6).toFixed(1)} MB.`,
  ]
}

async function opened({ snapshot, publicKeys }: GateWorld): Promise<Gate> {
  const gate = createGate({
    dataUse: 'genai.training',
    maxStaleness: 86_400_000,
    publicKeys,
    snapshot: snapshotFile(snapshot),
  })
  await gate.ready()
  return gate
}

/** The rules and the facts as peers are given them, from the same snapshot. */
async function asked({ snapshot, publicKeys, items }: GateWorld): Promise<{
  readonly clauses: Clause[]
  readonly questions: Question[]
}> {
  const pieces = snapshotFile(snapshot) as AsyncIterable<Uint8Array>
  const { header, members } = await readSnapshot(pieces, 'genai.training', { publicKeys }, 1)
  const knowledge = new Knowledge(header, members)
  const at = instantOf(Date.now())
  knowledge.moveTo(at)
  const { table, coverage } = knowledge
  const questions = items.slice(0, COMPARED).map((item) => {
    const address = members.find(item.member)
    const facts = readFacts(members.chunkOf(address), members.offsetOf(address), coverage)
    const person = classify(table, facts, { at, position: LATEST_POSITION })
    return questionOf(table, person, { ...item, createdAt: instantOf(item.createdAt) })
  })
  return { clauses: clausesOf(table), questions }
}

function askPeer(
  peer: (typeof PEERS)[number],
  clauses: readonly Clause[],
  questions: readonly Question[],
  expected: readonly boolean[],
  seconds: number,
): number {
  const input = JSON.stringify({ peer, clauses, questions, seconds })
  const { status, stdout, stderr } = spawnSync(process.execPath, [PEER_SCRIPT], {
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (status !== 0) throw new Error(`${peer} ended with ${status}: ${stderr}`)
  const { rate, answers } = JSON.parse(stdout) as { rate: number; answers: readonly boolean[] }
  const wrong = expected.findIndex((answer, at) => answers[at] !== answer)
  if (wrong >= 0) throw new Error(`${peer} answers otherwise about ${JSON.stringify(questions[wrong])}`)
  return rate
}

/** The items as they lie where they are stored by author: ten of each in a row. */
function byAuthor(items: readonly Item[]): Item[] {
  const authors = items.slice(0, Math.ceil(items.length / 10)).map(({ member }) => member)
  const grouped = items.map((item, at) => ({ ...item, member: authors[Math.floor(at / 10)] ?? item.member }))
  return JSON.parse(JSON.stringify(grouped))
}

/** What was counted last, so that nothing is left out as unused. */
let counted = 0

function decideEach(gate: Gate, items: readonly Item[]): void {
  for (const item of items) if (gate.decide(item).outcome === 'ELIGIBLE') counted += 1
}

function decideMany(gate: Gate, items: readonly Item[]): void {
  for (let from = 0; from < items.length; from += BATCH) {
    for (const { outcome } of gate.decideMany(items.slice(from, from + BATCH))) if (outcome === 'ELIGIBLE') counted += 1
  }
}

function looker(items: readonly Item[]): () => void {
  const numbers = new Map(items.map(({ member }, at) => [member, at]))
  return () => {
    for (const { member } of items) counted += (numbers.get(member) ?? 0) & 1
  }
}

/** In a second of the processor: somebody else on the machine makes it no slower. */
function rateOf(turn: () => void, count: number, seconds: number): number {
  const began = performance.now()
  const cpu = process.cpuUsage()
  let turns = 0
  while (performance.now() - began < seconds * 1000) {
    turn()
    turns += 1
  }
  const { user, system } = process.cpuUsage(cpu)
  return (turns * count * 1e6) / (user + system)
}

function said(context: BenchContext, name: string, rate: number): number {
  context.say(`${name}: ${Math.round(rate).toLocaleString('en')}/s`)
  return rate
}

/** Bytes of heap and buffers after collecting garbage. Buffers are given back a while after they were found to be garbage. */
async function memoryInUse(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let turn = 0; turn < 5; turn += 1) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}
