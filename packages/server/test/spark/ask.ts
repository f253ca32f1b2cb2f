import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answer } from '../support/engines.ts'
import { PYTHON } from './environment.ts'

/** A table of a job. */
export interface SparkTable {
  /** A Parquet file, or a folder of such. */
  readonly path: string
  /** Only rows of which this is true. */
  readonly where?: string
  /** Spreads the rows over partitions by the hash of a column. */
  readonly spread?: string
  readonly partitions?: number
}

export interface SparkJob {
  readonly tables: Readonly<Record<string, SparkTable>>
  readonly statement: string
  /** Settings of the session, from this job on. */
  readonly settings?: Readonly<Record<string, string>>
}

/** How a session reaches a cluster on loopback. */
export function sessionSettings(master: string): Readonly<Record<string, string>> {
  return {
    'spark.master': master,
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.executor.cores': '1',
    'spark.executor.memory': '512m',
    'spark.driver.memory': '1g',
    'spark.sql.shuffle.partitions': '4',
    // Instants are instants, wherever the session believes to be.
    'spark.sql.session.timeZone': 'America/St_Johns',
  }
}

/** Runs a program of Python; gives what it wrote. Throws with everything it said where it fails. */
export function runPython(
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, args, { env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', ...env } })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(stdout)
      else reject(new Error(`${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`))
    })
    child.stdin.end(input)
  })
}

/** Runs jobs on a cluster in one session; gives the answers of each. */
export async function askSpark(master: string, folder: string, jobs: readonly SparkJob[]): Promise<Answer[][]> {
  const files = jobs.map((_, nth) => join(folder, `answers-${nth}.jsonl`))
  const request = {
    settings: sessionSettings(master),
    jobs: jobs.map((job, nth) => ({ ...job, answers: files[nth] })),
  }
  await runPython([fileURLToPath(new URL('ask.py', import.meta.url))], JSON.stringify(request))
  return files.map((file) => {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer)
  })
}
