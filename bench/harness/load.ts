import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Requests as a load generator sends them: each connection goes through the bodies in their order. */
export interface Load {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly bodies: readonly string[]
  readonly connections: number
  /** Seconds. */
  readonly duration: number
}

/** What came back. */
export interface LoadResult {
  /** Answers with status 200. */
  readonly answers: number
  /** Answers with another status, requests without one. */
  readonly failures: number
  /** Seconds. */
  readonly duration: number
  /** Of one request; milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number }
}

/**
 * Sends requests with autocannon, in a process of its own, and gives how many answers came a second. Throws where any
 * request failed: a fast error is no answer.
 */
export async function answersPerSecond(load: Load): Promise<number> {
  const { answers, failures, duration } = await generateLoad(load)
  if (failures > 0 || answers === 0) throw new Error(`${load.url}: ${failures} requests failed, ${answers} did not`)
  return answers / duration
}

export function generateLoad(load: Load): Promise<LoadResult> {
  const script = fileURLToPath(new URL('../peers/load.mjs', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(load))
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said) as LoadResult)
      else reject(new Error(`the load generator ended with ${code}`))
    })
  })
}
