import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchContext } from '../harness/context.ts'
import { bundledSize, installed, packEverything, sizeOf } from '../harness/installed.ts'
import { interleave } from '../harness/interleave.ts'
import { describeMachine } from '../harness/machine.ts'
import { populatedRegister } from '../harness/register.ts'
import { DECISION, FACTS, SERVICE } from '../questions.ts'
import type { Figure, Row } from '../row.ts'

const SMALLEST = { atMost: 1 } as const

/** What stands before the first answer: installing, loading, starting. */
export const row: Row = {
  name: 'start-and-size',
  work: 'from the start to the first answer, the bundle of the client, and what an installation takes',
  against: {
    postgraphile: { is: 'PostGraphile 5', reach: SMALLEST },
    linear: { is: '@linear/sdk', reach: SMALLEST },
    openfga: { is: '@openfga/sdk', reach: SMALLEST },
    octokit: { is: '@octokit/graphql', reach: SMALLEST },
  },
  async run(context) {
    const { peers } = describeMachine('')
    const { project, tarballs } = await packEverything()
    const of = (name: string) => ({ [name]: tarballs[name] ?? peers[name] ?? '' })
    const server = await installed(of('@demur/server'), tarballs)
    const clients = {
      demur: await installed(of('@demur/sdk'), tarballs),
      linear: await installed(of('@linear/sdk'), {}),
      openfga: await installed(of('@openfga/sdk'), {}),
      octokit: await installed(of('@octokit/graphql'), {}),
    }
    const postgraphile = await installed({ ...of('postgraphile'), ...of('graphql') }, {})
    const projects = [project, server, postgraphile, ...Object.values(clients)]
    try {
      const bundles = {
        demur: await bundledSize(clients.demur, "export { createClient } from '@demur/sdk'"),
        linear: await bundledSize(clients.linear, "export { LinearClient } from '@linear/sdk'"),
        openfga: await bundledSize(clients.openfga, "export { OpenFgaClient } from '@openfga/sdk'"),
        octokit: await bundledSize(clients.octokit, "export { graphql } from '@octokit/graphql'"),
      }
      const others = ['linear', 'openfga', 'octokit'] as const
      const modules = (name: keyof typeof clients) => sizeOf(join(clients[name].folder, 'node_modules'))
      const servers = [server, postgraphile].map(({ folder }) => sizeOf(join(folder, 'node_modules')))
      return {
        figures: [
          await startsOf(context, server.folder),
          once(
            'postgraphile',
            'installed',
            'MB',
            servers.map((size) => size / 1e6),
          ),
          ...others.map((name) => once(name, 'bundle', 'kB gzipped', [bundles.demur / 1e3, bundles[name] / 1e3])),
          ...others.map((name) => once(name, 'installed', 'MB', [modules('demur') / 1e6, modules(name) / 1e6])),
        ],
        notes: [
          'Demur as it is published: packed, and installed from the tarballs. Start: from starting the process to the first answer about a register on Postgres that is there already; asked every 5 ms.',
          'Bundle: a program that exports the client and nothing else, bundled and minified by Vite for browsers; what is loaded on demand does not count, for none of them.',
          'Installed: the bytes of the files under node_modules. That of the server has its embedded database in it.',
        ],
      }
    } finally {
      for (const each of projects) each.remove()
    }
  },
}

/** Sizes do not vary: one figure of each. */
function once(against: string, what: string, unit: string, [own = 0, other = 0]: readonly number[]): Figure {
  return { against, case: what, unit, own: [own], other: [other] }
}

async function startsOf(context: BenchContext, folder: string): Promise<Figure> {
  const url = await populatedRegister(context)
  const question = { item: { key: 'item-1-1' }, dataUse: 'genai.training' }
  const demur = join(folder, 'node_modules/@demur/server/dist/cli.js')
  const postgraphile = fileURLToPath(new URL('../peers/postgraphile-server.mjs', import.meta.url))
  const environment = { DATABASE_URL: url, DEMUR_LOG_LEVEL: 'warn', GRAPHILE_ENV: 'production' }
  const times = await interleave(context.repetitions, {
    demur: () =>
      firstAnswer([demur, 'serve', '--empty', '--port', '4801'], environment, 4801, {
        query: DECISION,
        variables: { question },
      }),
    postgraphile: () =>
      firstAnswer([postgraphile], { ...environment, PORT: '4802' }, 4802, {
        query: FACTS,
        variables: { key: 'item-1-1' },
      }),
  })
  return {
    against: 'postgraphile',
    case: 'start to first answer',
    unit: 's',
    own: times.demur,
    other: times.postgraphile,
  }
}

/** Seconds from starting a server to its first answer. */
async function firstAnswer(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  port: number,
  body: object,
): Promise<number> {
  const began = performance.now()
  const env = { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...environment }
  const child = spawn(process.execPath, [...command], { env, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    while (!(await answers(port, body))) {
      if (child.exitCode !== null) throw new Error(`${command[0]} ended with ${child.exitCode}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return (performance.now() - began) / 1000
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function answers(port: number, body: object): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', connection: 'close', ...SERVICE }
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    const { data } = (await response.json()) as { data?: unknown }
    return data !== undefined && data !== null
  } catch {
    return false
  }
}
