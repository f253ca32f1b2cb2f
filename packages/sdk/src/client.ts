import { check } from './check.ts'
import type { ConsumerCalls } from './consumer.ts'
import type { Document } from './document.ts'
import type { EligibilityCalls } from './eligibility.ts'
import type { LedgerCalls } from './ledger.ts'
import type { NoticeCalls } from './notice.ts'
import type { RulebookCalls } from './on-demand/rulebook.ts'
import { onDemand } from './on-demand.ts'
import type { ClientOptions } from './options.ts'
import type { ReceiptCalls } from './receipt.ts'
import type { RunCalls } from './run.ts'
import { changeSettings, listSettings, objectToEverything, type SettingsCalls, setOptOut } from './settings.ts'
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
  return clientOver(createTransport(options))
}

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
      ...onDemand<Pick<SettingsCalls, 'overview' | 'history'>>(
        transport,
        () => import('./on-demand/settings-overview.ts'),
        { overview: 0, history: 0 },
      ),
      ...onDemand<Pick<SettingsCalls, 'pastUses' | 'pastUseSummary'>>(
        transport,
        () => import('./on-demand/past-use.ts'),
        { pastUses: 0, pastUseSummary: 0 },
      ),
    },
    notices: onDemand<NoticeCalls>(transport, () => import('./on-demand/notice.ts'), { due: 0, recordServed: 0 }),
    eligibility: {
      check: (question, call = {}) => check(transport, question, call),
      ...onDemand<Pick<EligibilityCalls, 'checkMany'>>(transport, () => import('./on-demand/check-many.ts'), {
        checkMany: 0,
      }),
      ...onDemand<Pick<EligibilityCalls, 'filter'>>(transport, () => import('./on-demand/filter.ts'), { filter: 1 }),
      ...onDemand<Pick<EligibilityCalls, 'list'>>(transport, () => import('./on-demand/content-item.ts'), { list: 1 }),
      ...onDemand<Pick<EligibilityCalls, 'thenAndNow'>>(transport, () => import('./on-demand/then-and-now.ts'), {
        thenAndNow: 0,
      }),
    },
    ledger: {
      ...onDemand<Pick<LedgerCalls, 'list' | 'head' | 'positionAt'>>(transport, () => import('./on-demand/ledger.ts'), {
        list: 0,
        head: 0,
        positionAt: 0,
      }),
      ...onDemand<Pick<LedgerCalls, 'subscribe' | 'batches'>>(transport, () => import('./on-demand/feed/follow.ts'), {
        subscribe: 1,
        batches: 1,
      }),
    },
    consumers: {
      ...onDemand<Omit<ConsumerCalls, 'consume'>>(transport, () => import('./on-demand/consumer.ts'), {
        register: 0,
        deregister: 0,
        acknowledge: 0,
        list: 0,
        get: 0,
        applications: 0,
      }),
      ...onDemand<Pick<ConsumerCalls, 'consume'>>(transport, () => import('./on-demand/feed/consume.ts'), {
        consume: 1,
      }),
    },
    runs: onDemand<RunCalls>(transport, () => import('./on-demand/run.ts'), {
      open: 0,
      seal: 0,
      abandon: 0,
      get: 0,
      list: 1,
      items: 1,
      lateItems: 1,
      chunks: 1,
      verify: 0,
      diff: 0,
      differences: 1,
    }),
    rulebook: onDemand<RulebookCalls>(transport, () => import('./on-demand/rulebook.ts'), {
      publish: 0,
      diff: 0,
      propose: 0,
      proposals: 0,
      approve: 0,
      reject: 0,
    }),
    receipts: onDemand<ReceiptCalls>(transport, () => import('./on-demand/member-receipt.ts'), {
      list: 1,
      get: 0,
      keys: 0,
    }),
    execute: execute as Client['execute'],
  }
}
