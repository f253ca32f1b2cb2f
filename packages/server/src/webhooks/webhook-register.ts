import type { Instant } from '@demur/eligibility'
import type { Viewer, WebhookRegister } from '@demur/schema'
import type { Engine } from '../register/engine.ts'
import {
  addWebhook,
  disableWebhook,
  enableWebhook,
  readWebhooks,
  removeWebhook,
  replayWebhook,
  rotateWebhookSecret,
  seesWebhooks,
  testWebhook,
} from './commands.ts'
import { readAttempts } from './store.ts'

/** The part of the register that is about webhooks, as one viewer sees it during one request. */
export function webhookRegisterFor(engine: Engine, viewer: Viewer, now: Instant): WebhookRegister {
  return {
    webhooks: () => readWebhooks(engine, viewer),
    async webhookAttempts(keys) {
      const found = seesWebhooks(viewer) ? await readAttempts(engine.connection.db, keys) : null
      return keys.map((key) => found?.get(key) ?? [])
    },
    addWebhook: (command) => addWebhook(engine, viewer, now, command),
    removeWebhook: (key) => removeWebhook(engine, viewer, key),
    enableWebhook: (key) => enableWebhook(engine, viewer, now, key),
    disableWebhook: (key) => disableWebhook(engine, viewer, now, key),
    replayWebhook: (key, after) => replayWebhook(engine, viewer, now, key, after),
    rotateWebhookSecret: (command) => rotateWebhookSecret(engine, viewer, now, command),
    testWebhook: (key) => testWebhook(engine, viewer, now, key),
  }
}
