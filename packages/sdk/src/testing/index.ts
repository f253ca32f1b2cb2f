/**
 * A register in memory, for the tests of an app: the same client, decided by the same rules, without a server.
 * @module @demur/sdk/testing
 */
export { createTestRegister, type TestRegister, type TestRegisterOptions } from './register.ts'
