import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Workspace packages are tested as their sources: nothing has to be built first. The other two conditions are those
  // of Node itself, so that a package is the same module whether a test or another package imports it.
  ssr: { resolve: { conditions: ['source', 'module-sync', 'node'] } },
  test: {
    include: ['packages/*/test/**/*.test.{ts,tsx}', 'bench/test/**/*.test.ts', 'examples/test/*.test.ts'],
    // Half a second less for each file that comes to need drizzle.
    setupFiles: ['packages/server/src/known-imports.ts'],
    globalSetup: ['packages/server/test/support/global.ts', 'examples/test/support/global.ts'],
    // Generous: a test that starts processes waits for them, and a machine may be busy with other things.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
