/**
 * The Demur server as a library: open a register, serve it, or work with it in process.
 * @packageDocumentation
 */
export { authenticateTokens, type TokenSettings } from './auth/tokens.ts'
export { type Authenticate, authenticateDevelopment, Unauthenticated } from './auth/viewer.ts'
export {
  type CheckpointSettings,
  type DatabaseSettings,
  readCheckpointSettings,
  readDatabaseSettings,
  readServerSettings,
  readWebhookSettings,
  type ServerSettings,
} from './configuration.ts'
export { HttpServer, type HttpSettings } from './http/server.ts'
export { exportEntries } from './ledger/export.ts'
export { type ImportResult, importEntries } from './ledger/import.ts'
export { ImportRefused } from './ledger/import-refused.ts'
export { linesOf } from './ledger/lines.ts'
export { type RebuildOptions, type Rebuilt, rebuild } from './ledger/rebuild.ts'
export type { Engine } from './register/engine.ts'
export { type OpenOptions, type OpenRegister, openRegister } from './register/open.ts'
export { registerFor } from './register/register.ts'
export { readNetworks } from './webhooks/address.ts'
export { WebhookDeliverer, type WebhookNotice } from './webhooks/deliverer.ts'
