import type { Logger } from 'pino'
import { describeFault } from '../http/faults.ts'
import type { WebhookNotice } from './deliverer.ts'

/** Writes into the log what befell an endpoint. Its address stays out: it may hold a secret. */
export function logNotice(log: Logger, notice: WebhookNotice): void {
  const { webhook } = notice
  switch (notice.kind) {
    case 'failed': {
      const { position, retryIn, outcome } = notice
      log.warn({ webhook, position, retryIn, status: outcome.status, error: outcome.error }, 'a webhook failed')
      return
    }
    case 'disabled':
      log.error({ webhook, position: notice.position, reason: notice.reason }, 'a webhook is disabled')
      return
    case 'fault':
      log.error({ webhook, fault: describeFault(notice.error) }, 'webhooks could not be delivered')
  }
}
