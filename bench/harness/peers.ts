import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url))

/**
 * Installs what Demur is measured against, by its own lock file and outside the workspace: PostGraphile takes graphql
 * 16, and the project has one copy of 17.
 */
export function installPeers(): void {
  const { status } = spawnSync('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--silent'], {
    cwd: PEERS,
    stdio: 'inherit',
  })
  if (status !== 0 || !existsSync(`${PEERS}node_modules/autocannon`)) {
    throw new Error('What Demur is measured against could not be installed: the registry of npm has to be in reach.')
  }
}
