import type { TestProject } from 'vitest/node'
import { startCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The master of a Spark cluster. */
    sparkMaster: string
  }
}

/** One cluster for all tests on Spark. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const { master, stop } = await startCluster()
  provide('sparkMaster', master)
  return stop
}
