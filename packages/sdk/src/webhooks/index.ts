/**
 * Receives the webhooks of a Demur server, and those of anybody else who follows Standard Webhooks.
 * @module @demur/sdk/webhooks
 */
export {
  type HandlerOptions,
  type NodeRequest,
  type NodeResponse,
  nodeWebhookHandler,
  webhookHandler,
} from './handler.ts'
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookEvent,
  type WebhookHeaders,
  WebhookRefusedError,
} from './verify.ts'
