import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the examples are installed, by the first test that needs them. */
    examplesFolder: string
  }
}

/** A folder that the tests of one run share: the examples are installed once. */
export default function setup({ provide }: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'demur-examples-')))
  provide('examplesFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
