import {
  DemurAbortError,
  DemurAuthenticationError,
  DemurGapError,
  DemurTimeoutError,
  DemurUnavailableError,
} from '@demur/sdk'
import { describe, expect, it } from 'vitest'
import { DemurProtocolError } from '../src/error.ts'
import {
  FEED_EVENTS,
  FEED_STATES,
  FEED_TABLE,
  type FeedEvent,
  type FeedState,
  nextState,
} from '../src/on-demand/feed/machine.ts'
import { eventOfError, type FeedRecord, NEW_RECORD, recordAfter } from '../src/on-demand/feed/verdict.ts'

/**
 * What the machine is meant to be, written down a second time and in another shape: a row a state, a column an event, in
 * the order of both lists; `–` for what cannot happen. Whoever changes the machine says so twice.
 */
const MEANT = {
  //            located      received     caughtUp     broke      unstreamable elapsed       due        failed   left
  locating: '   connecting   –            –            –          –            –             –          ended    ended',
  connecting: ' –            streaming    streaming    waiting    polling      –             –          ended    ended',
  streaming: '  –            streaming    streaming    waiting    polling      –             –          ended    ended',
  waiting: '    –            –            –            –          –            connecting    –          –        ended',
  polling: '    –            polling      resting      resting    –            –             –          ended    ended',
  resting: '    –            –            –            –          –            polling       probing    –        ended',
  probing: '    –            streaming    streaming    polling    polling      –             –          ended    ended',
  ended: '      ended        ended        ended        ended      ended        ended         ended      ended    ended',
} satisfies Record<FeedState, string>

const cells = FEED_STATES.flatMap((state) => {
  const row = MEANT[state].trim().split(/\s+/)
  if (row.length !== FEED_EVENTS.length) throw new Error(`the row ${state} has ${row.length} cells`)
  return FEED_EVENTS.map((event, column) => [state, event, row[column] ?? ''] as const)
})

describe('the machine of the feed, cell by cell', () => {
  it.each(cells)('%s, %s → %s', (state, event, meant) => {
    if (meant === '–') expect(() => nextState(state, event)).toThrow(`“${event}” cannot happen while ${state}`)
    else expect(nextState(state, event)).toBe(meant)
  })

  it('has a cell for each state and event, and no others', () => {
    expect(cells).toHaveLength(72)
    expect(Object.keys(FEED_TABLE)).toEqual([...FEED_STATES])
    for (const row of Object.values(FEED_TABLE)) expect(Object.keys(row)).toEqual([...FEED_EVENTS])
  })
})

/** The states that some event leads to from a state. */
function after(state: FeedState): Set<FeedState> {
  return new Set(Object.values(FEED_TABLE[state]).filter((next) => next !== null))
}

/** The states that can come about from a state. */
function reachable(state: FeedState, found = new Set<FeedState>()): Set<FeedState> {
  for (const next of after(state)) if (!found.has(next)) reachable(next, found.add(next))
  return found
}

describe('in every run of the feed', () => {
  const live = FEED_STATES.filter((state) => state !== 'ended')

  it('every state can come about, and every one but the end can be left for the end', () => {
    expect(reachable('locating').size).toBe(FEED_STATES.length - 1)
    for (const state of live) expect(nextState(state, 'left')).toBe('ended')
    expect([...after('ended')]).toEqual(['ended'])
  })

  it('what polls finds back to streaming, and what streams can fall back to polling', () => {
    for (const state of ['polling', 'resting', 'probing'] as const) expect(reachable(state)).toContain('streaming')
    for (const state of ['connecting', 'streaming'] as const) expect(reachable(state)).toContain('polling')
  })

  it('what failed is not asked for again without a wait between', () => {
    const asks = new Set<FeedState>(['connecting', 'streaming', 'polling', 'probing'])
    for (const state of live.filter((candidate) => asks.has(candidate))) {
      const next = FEED_TABLE[state].broke
      // A probe that fails has waited before it, and the poll after it is another question.
      if (next !== null && state !== 'probing') expect(asks).not.toContain(next)
    }
  })

  it('nothing waits for anything but time', () => {
    for (const state of ['waiting', 'resting'] as const) {
      const events = FEED_EVENTS.filter((event) => FEED_TABLE[state][event] !== null)
      expect(events.filter((event) => !['elapsed', 'due', 'left'].includes(event))).toEqual([])
    }
  })
})

describe('an error', () => {
  const worked = { ...NEW_RECORD, worked: true }
  const silentOnce = { ...worked, silences: 1 }
  const error = {
    away: new DemurUnavailableError('', { code: 'UNREACHABLE' }),
    silent: new DemurTimeoutError('', { code: 'TIMEOUT' }),
    'signed out': new DemurAuthenticationError('', { code: 'UNAUTHENTICATED' }),
    'not acceptable': new DemurProtocolError('', { code: 'HTTP_406' }),
    'not found': new DemurProtocolError('', { code: 'HTTP_404' }),
    'no stream': new DemurProtocolError('', { code: 'UNEXPECTED_ANSWER' }),
    gap: new DemurGapError('7', '9'),
    abort: new DemurAbortError(),
    'of the program': new RangeError(),
  } as const

  it.each<[keyof typeof error, FeedState, FeedRecord, FeedEvent]>([
    ['away', 'streaming', worked, 'broke'],
    ['away', 'polling', { ...worked, failures: 1000 }, 'broke'],
    ['away', 'connecting', { ...NEW_RECORD, failures: 1 }, 'broke'],
    ['away', 'connecting', { ...NEW_RECORD, failures: 2 }, 'failed'],
    ['away', 'polling', { ...NEW_RECORD, failures: 2 }, 'failed'],
    ['away', 'locating', worked, 'failed'],
    ['silent', 'streaming', worked, 'broke'],
    ['silent', 'streaming', silentOnce, 'unstreamable'],
    ['silent', 'connecting', worked, 'broke'],
    ['silent', 'connecting', silentOnce, 'unstreamable'],
    ['silent', 'probing', silentOnce, 'unstreamable'],
    ['silent', 'polling', silentOnce, 'broke'],
    ['not acceptable', 'connecting', NEW_RECORD, 'unstreamable'],
    ['not found', 'probing', worked, 'unstreamable'],
    ['not found', 'polling', worked, 'failed'],
    ['no stream', 'connecting', NEW_RECORD, 'unstreamable'],
    ['no stream', 'polling', worked, 'failed'],
    ['signed out', 'connecting', worked, 'failed'],
    ['signed out', 'streaming', worked, 'failed'],
    ['gap', 'streaming', worked, 'failed'],
    ['gap', 'polling', worked, 'failed'],
    ['of the program', 'streaming', worked, 'failed'],
    ['abort', 'streaming', worked, 'left'],
    ['abort', 'waiting', worked, 'left'],
  ])('that is “%s” while %s, given %o, is “%s”', (name, state, record, event) => {
    expect(eventOfError(state, error[name], record, 2)).toBe(event)
  })

  it('counts until a batch comes, and silence until a stream goes on beyond its first', () => {
    const once = recordAfter(NEW_RECORD, 'connecting', 'broke', error.silent)
    expect(once).toEqual({ worked: false, failures: 1, silences: 1 })
    const first = recordAfter(once, 'connecting', 'received', undefined)
    expect(first).toEqual({ worked: true, failures: 0, silences: 1 })
    expect(recordAfter(first, 'streaming', 'caughtUp', undefined).silences).toBe(0)
    expect(recordAfter(first, 'streaming', 'broke', error.away)).toEqual({ worked: true, failures: 1, silences: 1 })
    expect(recordAfter(first, 'polling', 'broke', error.silent).silences).toBe(1)
    expect(recordAfter(first, 'waiting', 'elapsed', undefined)).toBe(first)
  })
})
