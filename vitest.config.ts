import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Workspace packages are tested as their sources: nothing has to be built first.
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    globalSetup: ['packages/server/test/support/postgres.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
