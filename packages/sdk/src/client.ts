import { check } from './check.ts'
import type { ConsumerCalls } from './consumer.ts'
import type { Document } from './document.ts'
import type { EligibilityCalls } from './eligibility.ts'
import { type LedgerCalls, ledgerHead, listLedger } from './ledger.ts'
import type { NoticeCalls } from './notice.ts'
import type { Source } from './on-demand/batch.ts'
import type { FilterOptions } from './on-demand/filter.ts'
import type { RulebookCalls } from './on-demand/rulebook.ts'
import type { RunCalls } from './on-demand/run.ts'
import type { ClientOptions } from './options.ts'
import type { ReceiptCalls } from './receipt.ts'
import { changeSettings, listSettings, objectToEverything, type SettingsCalls, setOptOut } from './settings.ts'
import { settle } from './settled-options.ts'
import { createTransport, type SendOptions, type Transport } from './transport.ts'

/** A client of one server, for one viewer. It holds no connection and nothing has to be closed. */
export interface Client {
  readonly settings: SettingsCalls
  readonly notices: NoticeCalls
  readonly eligibility: EligibilityCalls
  readonly ledger: LedgerCalls
  readonly consumers: ConsumerCalls
  readonly runs: RunCalls
  readonly rulebook: RulebookCalls
  readonly receipts: ReceiptCalls
  /**
   * Sends an operation of your own and gives its data. Mutations are sent once, unless `idempotent` says that they may
   * be repeated. Errors in the answer are thrown, also where there is data beside them.
   * @throws DemurError, and whatever `auth` throws
   */
  execute<Data, Variables>(
    document: Document<Data, Variables>,
    ...rest: Record<never, never> extends Variables
      ? [variables?: Variables | undefined, options?: SendOptions]
      : [variables: Variables, options?: SendOptions]
  ): Promise<Data>
}

/**
 * Makes a client. Nothing is sent before the first call, and what only some programs need – many questions, following
 * the ledger, runs, rulebooks – is loaded when it is first used.
 *
 * Every call rejects with a `DemurError` where no answer came about; what the register refuses is a value of the result.
 * @throws DemurInputError where an option cannot be used
 */
export function createClient(options: ClientOptions): Client {
  return clientOver(createTransport(settle(options)))
}

const overview = () => import('./on-demand/settings-overview.ts')
const consumer = () => import('./on-demand/consumer.ts')
const notices = () => import('./on-demand/notice.ts')
const receipts = () => import('./on-demand/member-receipt.ts')

/** A client over whatever answers documents. */
export function clientOver(transport: Transport): Client {
  // Whether variables may be left out is for the compiler of the caller to say: here they may.
  const execute = (document: Document<unknown, object>, variables: object = {}, call: SendOptions = {}) =>
    transport.send(document, variables, call)
  return {
    settings: {
      list: (call = {}) => listSettings(transport, call),
      get: async (setting, call = {}) =>
        (await listSettings(transport, call))?.find(({ setting: { key } }) => key === setting) ?? null,
      object: (setting, call = {}) => setOptOut(transport, 'OBJECT', setting, call),
      withdraw: (setting, call) => setOptOut(transport, 'WITHDRAW_OBJECTION', setting, call),
      consent: (setting, call) => setOptOut(transport, 'CONSENT', setting, call),
      withdrawConsent: (setting, call = {}) => setOptOut(transport, 'WITHDRAW_CONSENT', setting, call),
      objectToEverything: (call = {}) => objectToEverything(transport, call),
      change: (changes, call = {}) => changeSettings(transport, changes, call),
      overview: async (call = {}) => (await overview()).readOverview(transport, call),
      history: async (setting, call = {}) => (await overview()).readHistory(transport, setting, call),
      pastUses: async (call = {}) => (await import('./on-demand/past-use.ts')).readPastUses(transport, call),
    },
    notices: {
      due: async (call = {}) => (await notices()).readNoticesDue(transport, call),
      recordServed: async (serving, call = {}) => (await notices()).recordNoticeServed(transport, serving, call),
    },
    eligibility: {
      check: (question, call = {}) => check(transport, question, call),
      checkMany: async (questions, call = {}) =>
        (await import('./on-demand/check-many.ts')).checkMany(transport, questions, call),
      async *filter<Item>(source: Source<Item>, call: FilterOptions<Item>) {
        yield* (await import('./on-demand/filter.ts')).filterEligible(transport, source, call)
      },
      async *list(call) {
        yield* (await import('./on-demand/content-item.ts')).listEligible(transport, call)
      },
    },
    ledger: {
      list: (call = {}) => listLedger(transport, call),
      head: (call = {}) => ledgerHead(transport, call),
      async *subscribe(call = {}) {
        return yield* (await import('./on-demand/feed/follow.ts')).subscribe(transport, call)
      },
      async *batches(call = {}) {
        return yield* (await import('./on-demand/feed/follow.ts')).followBatches(transport, call)
      },
    },
    consumers: {
      register: async (added, call = {}) => (await consumer()).registerConsumer(transport, added, call),
      deregister: async (key, call = {}) => (await consumer()).deregisterConsumer(transport, key, call),
      acknowledge: async (key, position, call = {}) => (await consumer()).acknowledge(transport, key, position, call),
      list: async (call = {}) => (await consumer()).listConsumers(transport, call),
      get: async (key, call = {}) => (await consumer()).readConsumer(transport, key, call),
      async *consume(key, call = {}) {
        return yield* (await import('./on-demand/feed/consume.ts')).consume(transport, key, call)
      },
      applications: async (call = {}) => (await consumer()).readApplications(transport, call),
    },
    runs: {
      open: async (run, call = {}) => (await import('./on-demand/run.ts')).openRun(transport, run, call),
      seal: async (key, call = {}) => (await import('./on-demand/run.ts')).sealRun(transport, key, call),
      get: async (key, call = {}) => (await import('./on-demand/run.ts')).readRun(transport, key, call),
    },
    rulebook: {
      publish: async (rulebook, call = {}) =>
        (await import('./on-demand/rulebook.ts')).publishRulebook(transport, rulebook, call),
      diff: async (request, call = {}) =>
        (await import('./on-demand/rulebook-proposal.ts')).diffRulebooks(transport, request, call),
      propose: async (rulebook, call = {}) =>
        (await import('./on-demand/rulebook-proposal.ts')).proposeRulebook(transport, rulebook, call),
      proposals: async (call = {}) => (await import('./on-demand/rulebook-proposal.ts')).listProposals(transport, call),
      approve: async (proposal, call = {}) =>
        (await import('./on-demand/rulebook-proposal.ts')).approveRulebook(transport, proposal, call),
      reject: async (proposal, call = {}) =>
        (await import('./on-demand/rulebook-proposal.ts')).rejectRulebook(transport, proposal, call),
    },
    receipts: {
      async *list(call = {}) {
        yield* (await receipts()).list(transport, call)
      },
      get: async (position, call = {}) => (await receipts()).get(transport, position, call),
      keys: async (call = {}) => (await receipts()).keys(transport, call),
    },
    execute: execute as Client['execute'],
  }
}
