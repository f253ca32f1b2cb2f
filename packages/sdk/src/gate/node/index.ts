/**
 * What a gate needs of Node: files.
 * @module @demur/sdk/gate/node
 */
export { readPublicKeys, snapshotFile } from './files.ts'
