import { type ClientOptions, DemurAbortError, DemurGapError, type FeedStep, type LedgerEntry } from '@demur/sdk'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import type { FEED_TABLE, FeedEvent, FeedState } from '../src/on-demand/feed/machine.ts'
import type { FollowOptions } from '../src/on-demand/feed/options.ts'
import { HastyClock, ManualClock } from './support/clock.ts'
import { type Fate, type Proxy, startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
let head = ''
beforeAll(async () => {
  server = await startSampleServer()
  head = await clientOf(server, 'dev-auditor').ledger.head()
})
afterAll(() => server.close())

/** The events that can happen in a state, besides at the end. */
type Possible = {
  readonly [State in Exclude<FeedState, 'ended'>]: {
    readonly [Event in FeedEvent as (typeof FEED_TABLE)[State][Event] extends null ? never : Event]: Scenario
  }
}

/** How a cell comes about, with a real server and what stands before it. */
interface Scenario {
  readonly fates: readonly Fate[]
  readonly options?: FollowOptions | (() => FollowOptions)
  /** In these states time passes until something happens. */
  readonly timePassesWhile?: readonly FeedState[]
  /** The reader leaves here. */
  readonly leavesWhile?: FeedState
}

const REFUSED = { status: 406 } as const
const AWAY = { status: 503 } as const
const SIGNED_OUT = { status: 401 } as const
const atHead = (): FollowOptions => ({ after: head })
/** A poll that is told that there is nothing: the feed rests, and then has everything before it. */
const NOTHING_YET = {
  rewrite: (answer: string) =>
    answer.replace(
      /"through":.*\}\}\}$/,
      '"through":"0","head":"0","readAt":"2026-11-23T12:00:00.000Z","complete":true,"entries":[]}}}',
    ),
}
const small = { after: '0', batchSize: 10 }
const soon = { ...small, probeInterval: 1 }
const toProbing = [REFUSED, NOTHING_YET] as const

/** One scenario for each cell that can come about: the compiler counts them. */
const SCENARIOS: Possible = {
  locating: {
    located: { fates: ['pass'], options: {} },
    failed: { fates: [SIGNED_OUT], options: {} },
    left: { fates: ['hang'], options: {}, leavesWhile: 'locating' },
  },
  connecting: {
    received: { fates: ['pass'] },
    caughtUp: { fates: ['pass'], options: atHead },
    broke: { fates: [AWAY, 'pass'] },
    unstreamable: { fates: [REFUSED, 'pass'] },
    failed: { fates: [SIGNED_OUT] },
    left: { fates: ['hang'], leavesWhile: 'connecting' },
  },
  streaming: {
    received: { fates: ['pass'] },
    caughtUp: { fates: ['pass'], options: { after: '0', batchSize: 400 } },
    broke: { fates: [{ cutAfter: 1 }] },
    unstreamable: { fates: [{ silentAfter: 1 }], timePassesWhile: ['streaming', 'waiting'] },
    failed: { fates: [{ alter: (event, index) => (index === 1 ? '' : event) }] },
    left: { fates: [{ silentAfter: 1 }], leavesWhile: 'streaming' },
  },
  waiting: {
    elapsed: { fates: [AWAY, 'pass'], timePassesWhile: ['waiting'] },
    left: { fates: [AWAY], leavesWhile: 'waiting' },
  },
  polling: {
    received: { fates: [REFUSED, 'pass'] },
    caughtUp: { fates: [REFUSED, 'pass'], options: atHead },
    broke: { fates: [REFUSED, AWAY] },
    failed: { fates: [REFUSED, SIGNED_OUT] },
    left: { fates: [REFUSED, 'hang'], leavesWhile: 'polling' },
  },
  resting: {
    elapsed: { fates: [REFUSED, NOTHING_YET, 'pass'], timePassesWhile: ['resting'] },
    due: { fates: [REFUSED, NOTHING_YET, 'pass'], options: soon, timePassesWhile: ['resting'] },
    left: { fates: [REFUSED, NOTHING_YET], leavesWhile: 'resting' },
  },
  probing: {
    received: { fates: [...toProbing, 'pass'], options: soon, timePassesWhile: ['resting'] },
    caughtUp: {
      fates: [...toProbing, 'pass'],
      options: { after: '0', batchSize: 1000, probeInterval: 1 },
      timePassesWhile: ['resting'],
    },
    broke: { fates: [...toProbing, AWAY, 'pass'], options: soon, timePassesWhile: ['resting'] },
    unstreamable: { fates: [...toProbing, REFUSED, 'pass'], options: soon, timePassesWhile: ['resting'] },
    failed: { fates: [...toProbing, SIGNED_OUT], options: soon, timePassesWhile: ['resting'] },
    left: { fates: [...toProbing, 'hang'], options: soon, timePassesWhile: ['resting'], leavesWhile: 'probing' },
  },
}

/** Follows until a step is made, and gives all steps up to it. */
async function stepsUntil(
  { fates, options = small, timePassesWhile = [], leavesWhile }: Scenario,
  isLast: (step: FeedStep) => boolean,
): Promise<{ readonly steps: readonly FeedStep[]; readonly proxy: Proxy }> {
  const proxy = await startProxy(server.url, ...fates)
  const clock = new ManualClock()
  const { ledger } = clientOf(proxy, 'dev-auditor', { clock, random: () => 1 })
  const reader = new AbortController()
  const given = typeof options === 'function' ? options() : options
  const steps: FeedStep[] = []
  let state = (given.after === undefined ? 'locating' : 'connecting') as FeedState
  let isOver = false
  const onStep = (step: FeedStep): void => {
    if (!isOver) steps.push(step)
    state = step.to
    isOver ||= isLast(step)
  }
  const reading = (async () => {
    for await (const _ of ledger.batches({ ...given, signal: reader.signal, onStep })) if (isOver) break
  })().catch((error: unknown) => error)
  let asked = 0
  while (!isOver) {
    await new Promise(setImmediate)
    if (timePassesWhile.includes(state)) clock.advance(60_000)
    // Left in the middle of what is done there: a request has arrived, or a wait has begun.
    const isAsking = state !== 'waiting' && state !== 'resting' && state !== 'streaming'
    if (state === leavesWhile && (!isAsking || proxy.seen.length > asked)) reader.abort()
    if (state !== leavesWhile) asked = proxy.seen.length
  }
  reader.abort()
  await reading
  return { steps, proxy }
}

const scenarios = Object.entries(SCENARIOS).flatMap(([state, row]) =>
  Object.entries(row as Record<string, Scenario>).map(([event, scenario]) => [state, event, scenario] as const),
)

describe('the feed does what its table says, cell by cell', () => {
  it.each(scenarios)('%s, %s', async (from, event, scenario) => {
    const { steps, proxy } = await stepsUntil(scenario, (step) => step.from === from && step.event === event)
    const { FEED_TABLE: table } = await import('../src/on-demand/feed/machine.ts')
    for (const step of steps) expect(step.to).toBe(table[step.from][step.event])
    for (const [index, step] of steps.slice(1).entries()) expect(step.from).toBe(steps[index]?.to)
    // Nothing stays open behind a reader who has left.
    await Promise.all(proxy.seen.map(({ closed }) => closed))
    await proxy.close()
  })
})

/** Reads so many entries and leaves. */
async function take(entries: AsyncIterable<LedgerEntry>, count: number): Promise<string[]> {
  const taken: string[] = []
  for await (const { position } of entries) if (taken.push(position) === count) break
  return taken
}
const range = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index))

async function following<T>(
  fates: readonly Fate[],
  options: Partial<ClientOptions>,
  follow: (client: ReturnType<typeof clientOf>, proxy: Proxy) => Promise<T>,
): Promise<T> {
  const proxy = await startProxy(server.url, ...fates)
  try {
    return await follow(clientOf(proxy, 'dev-auditor', { random: () => 0, ...options }), proxy)
  } finally {
    await proxy.close()
  }
}

describe('where streams are not to be had', () => {
  it.each([
    ['they are refused', [{ status: 406 }]],
    ['there is none', [{ status: 404 }]],
    ['something answers in their place', [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }]],
  ] as [string, Fate[]][])('the feed polls: %s', async (_, fates) => {
    await following([...fates, 'pass'], {}, async ({ ledger }, proxy) => {
      expect(await take(ledger.subscribe({ after: '0', batchSize: 50 }), 120)).toEqual(range(1, 120))
      expect(proxy.seen.map(({ headers }) => headers.accept?.includes('event-stream'))).toEqual([
        true,
        false,
        false,
        false,
      ])
    })
  })

  it('the feed polls where a proxy holds back what is in them, twice in a row', async () => {
    const clock = new ManualClock()
    const held = { silentAfter: 0 }
    await following([held, held, 'pass'], { clock }, async ({ ledger }, proxy) => {
      const feed = { state: 'connecting' as FeedState, connections: 1 }
      const isOpening = (): boolean => feed.state === 'connecting' || feed.state === 'waiting'
      const onStep = ({ to }: FeedStep): void => {
        feed.state = to
        if (to === 'connecting') feed.connections += 1
      }
      const taking = take(ledger.subscribe({ after: '0', onStep }), 100)
      await proxy.arrival(1)
      while (isOpening()) {
        await new Promise(setImmediate)
        // A request that has not even arrived is not held back.
        if (isOpening() && proxy.seen.length >= feed.connections) clock.advance(10_000)
      }
      expect(await taking).toEqual(range(1, 100))
      expect(proxy.seen.map(({ headers }) => headers.accept?.includes('event-stream'))).toEqual([true, true, false])
    })
  })

  it('the feed asks in the rhythm it was told, scattered, and tries a stream again when that is due', async () => {
    const clock = new HastyClock()
    const steps: FeedStep[] = []
    const options = { clock, timeout: Infinity, random: () => 0.5 }
    const gone = new AbortController()
    await following(
      [REFUSED, ...Array.from({ length: 10 }, () => NOTHING_YET), 'pass'],
      options,
      async ({ ledger }) => {
        const entries = ledger.subscribe({
          after: '0',
          pollInterval: 1000,
          probeInterval: 10_000,
          idleTimeout: Infinity,
          signal: gone.signal,
          onStep: (step) => void steps.push(step),
        })
        expect(await take(entries, 1)).toEqual(['1'])
      },
    )
    expect(clock.waits).toEqual(Array.from({ length: 10 }, () => 1000))
    expect(steps.at(-1)).toMatchObject({ from: 'probing', event: 'received', to: 'streaming', position: '100' })
  })
})

describe('a feed with a hole', () => {
  const without = (missing: number) => (event: string) => {
    const { ledgerBatches } = JSON.parse(event.slice(event.indexOf('{'))).data
    const entries = ledgerBatches.entries.filter(({ position }: LedgerEntry) => Number(position) !== missing)
    return `event: next\ndata: ${JSON.stringify({ data: { ledgerBatches: { ...ledgerBatches, entries } } })}\n\n`
  }

  it.each([
    ['a batch that does not come', { alter: (event, index) => (index === 2 ? '' : event) }, '20', '30'],
    ['an entry that does not come', { alter: without(14) }, '13', '15'],
    ['the first entry of a batch that does not come', { alter: without(11) }, '10', '12'],
    ['the last entry of a batch that does not come', { alter: without(20) }, '19', '20'],
  ] as [string, Fate, string, string][])('is an error that says where: %s', async (_, fate, after, found) => {
    await following([fate], {}, async ({ ledger }) => {
      const seen: string[] = []
      const reading = (async () => {
        for await (const { position } of ledger.subscribe({ after: '0', batchSize: 10 })) seen.push(position)
      })()
      const error = await reading.catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(DemurGapError)
      expect(error).toMatchObject({ after, found, retryable: false, code: 'GAP' })
      expect(seen).toEqual(range(1, Math.floor(Number(after) / 10) * 10))
    })
  })

  it('is one too where the ledger ends before what was read: it was put back', async () => {
    for (const fates of [['pass'], [REFUSED, 'pass']] as Fate[][]) {
      await following(fates, {}, async ({ ledger }) => {
        const error = await ledger
          .subscribe({ after: '99999' })
          .next()
          .catch((failure: unknown) => failure)
        expect(error).toBeInstanceOf(DemurGapError)
        expect(error).toMatchObject({ after: '99999', found: null })
      })
    }
  })
})

describe('a feed', () => {
  it('drops what comes twice', async () => {
    const twice = { alter: (event: string) => event + event }
    await following([twice], {}, async ({ ledger }) => {
      expect(await take(ledger.subscribe({ after: '0', batchSize: 7 }), 100)).toEqual(range(1, 100))
    })
  })

  it('gives every entry once and in order, whatever befalls its connections', async () => {
    const fate = fc.oneof<fc.Arbitrary<Fate>[]>(
      // No stream to be had is no error; the same answer to a poll would end the feed.
      fc.constantFrom<Fate>('drop', AWAY, { streamStatus: 406 }, { streamStatus: 404 }, { status: 429 }),
      fc.nat(4).map((count) => ({ cutAfter: count })),
      fc.constantFrom<Fate>({ alter: (event) => event + event }),
    )
    const plan = fc.record({ fates: fc.array(fate, { maxLength: 12 }), size: fc.integer({ min: 1, max: 60 }) })
    await fc.assert(
      fc.asyncProperty(plan, async ({ fates, size }) => {
        // The first batch comes through: before it, retries are counted.
        await following([{ cutAfter: 1 }, ...fates, 'pass'], { timeout: 30_000 }, async ({ ledger }) => {
          const options = { after: '100', batchSize: size, pollInterval: 1, probeInterval: 5 }
          expect(await take(ledger.subscribe(options), 150)).toEqual(range(101, 250))
        })
      }),
      { numRuns: 12, seed: 1_123_2026 },
    )
  })

  it('says with each batch from where to where it reaches, and after the last entry how far a reader has come', async () => {
    const member = clientOf(server, 'dev-member:fr-plain')
    const batches = member.ledger.batches({ after: '0', batchSize: 2 })
    let end = '0'
    for await (const { after, through, entries } of batches) {
      expect(after).toBe(end)
      for (const { position } of entries) expect(Number(position)).toBeLessThanOrEqual(Number(through))
      end = through
      if (Number(through) >= Number(head)) break
    }
    const progress: string[] = []
    const gone = new AbortController()
    const onProgress = (position: string): void => {
      progress.push(position)
      if (Number(position) >= Number(head)) gone.abort()
    }
    const seen: string[] = []
    const reading = (async () => {
      for await (const { position } of member.ledger.subscribe({ after: '0', onProgress, signal: gone.signal }))
        seen.push(position)
    })()
    await expect(reading).rejects.toBeInstanceOf(DemurAbortError)
    expect(progress).toEqual([end])
    expect(Number(seen.at(-1))).toBeLessThan(Number(head))
  })

  it('refuses batches of no size before anything is sent', async () => {
    await following(['pass'], {}, async ({ ledger }, proxy) => {
      for (const batchSize of [0, 1001, 1.5, Number.NaN]) {
        const failure = ledger.batches({ batchSize }).next()
        await expect(failure).rejects.toMatchObject({ code: 'BAD_OPTION', path: ['batchSize'] })
      }
      expect(proxy.seen).toEqual([])
    })
  })
})
