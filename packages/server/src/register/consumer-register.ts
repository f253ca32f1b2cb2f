import type { Instant } from '@demur/eligibility'
import type { ConsumerRegister, Viewer } from '@demur/schema'
import { acknowledge } from './acknowledge.ts'
import { readApplications } from './applications.ts'
import { deregisterConsumer, registerConsumer } from './consumer-commands.ts'
import { readConsumers, selectConsumers } from './consumers.ts'
import type { Engine } from './engine.ts'
import { confinedTo } from './sight.ts'

/** The part of the register that is about consumers, as one viewer sees it during one request. */
export function consumerRegisterFor(engine: Engine, viewer: Viewer, now: Instant): ConsumerRegister {
  const { db } = engine.connection
  return {
    allConsumers: async (point) => (confinedTo(viewer) === null ? selectConsumers(db, now, null, point) : []),
    consumers: (keys, point) => readConsumers(engine, viewer, now, keys, point),
    registerConsumer: (command) => registerConsumer(engine, viewer, now, command),
    deregisterConsumer: (key) => deregisterConsumer(engine, viewer, key),
    acknowledge: (command) => acknowledge(engine, viewer, now, command),
    applications: (lookups) => readApplications(db, lookups),
  }
}
