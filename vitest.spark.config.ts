import { defineConfig, mergeConfig } from 'vitest/config'
import tests from './vitest.config.ts'

/** The tests that need Java and Python: `pnpm test:spark` sets both up and runs them. */
const { test, ...rest } = tests
export default mergeConfig(defineConfig(rest), {
  test: {
    ...test,
    include: ['packages/server/test/spark/*.spark.ts'],
    globalSetup: [...[test?.globalSetup ?? []].flat(), 'packages/server/test/spark/global.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})
