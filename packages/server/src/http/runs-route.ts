import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '@demur/schema'
import type { Engine } from '../register/engine.ts'
import { type Lines, openRunStream, type RunStreamRefusal, type RunStreamRequest } from '../register/run-streams.ts'
import { BadRequest } from './body.ts'
import { MEDIA_TYPE, sendJson } from './ledger-route.ts'
import { sendLines } from './lines.ts'
import { Parameters } from './parameters.ts'

/** What takes as long as a run is large, without the time limit of GraphQL. Each with its method. */
export const RUN_PATHS = {
  '/runs/manifest': 'GET',
  '/runs/verification': 'GET',
  '/runs/diff': 'GET',
  '/runs/seal': 'POST',
} as const
export type RunPath = keyof typeof RUN_PATHS

export function isRunPath(path: string): path is RunPath {
  return Object.hasOwn(RUN_PATHS, path)
}

const STATUS_OF_REFUSAL = {
  NotFoundError: [404, 'NOT_FOUND'],
  ForbiddenError: [403, 'FORBIDDEN'],
  RunNotOpenError: [409, 'RUN_NOT_OPEN'],
} as const satisfies Record<RunStreamRefusal['refusal'], readonly [status: number, code: string]>

/** Answers in lines of JSON, as fast as they are read. A stream that breaks off ends its connection. */
export async function serveRuns(
  path: RunPath,
  engine: Engine,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== RUN_PATHS[path]) {
    response.setHeader('allow', RUN_PATHS[path])
    throw new BadRequest(405, `${path} is asked with ${RUN_PATHS[path]}.`)
  }
  const lines = await openRunStream(engine, viewer, engine.clock(), streamOf(path, request))
  if ('refusal' in lines) {
    const [status, code] = STATUS_OF_REFUSAL[lines.refusal]
    return sendJson(response, status, { errors: [{ message: lines.message, extensions: { code } }] })
  }
  response.setHeader('content-type', MEDIA_TYPE)
  response.writeHead(200)
  await sendLines(response, textOf(lines))
}

async function* textOf(lines: Lines): AsyncGenerator<string> {
  for await (const some of lines) yield some.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function streamOf(path: RunPath, request: IncomingMessage): RunStreamRequest {
  const isDiff = path === '/runs/diff'
  const parameters = new Parameters(request, path, isDiff ? ['from', 'to'] : ['run'])
  const named = (name: string): string => parameters.required(name, 'the key of a run')
  if (isDiff) return { of: 'diff', from: named('from'), to: named('to') }
  return { of: path.slice('/runs/'.length) as 'manifest' | 'seal' | 'verification', run: named('run') }
}
