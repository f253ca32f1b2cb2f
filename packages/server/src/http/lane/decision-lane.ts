import { createContext, schema, type Viewer } from '@demur/schema'
import type { ExecutionResult } from 'graphql'
import type { Engine } from '../../register/engine.ts'
import { registerFor } from '../../register/register.ts'
import { type GraphQLBody, Lane } from './lane.ts'

/** An answer as it is sent. */
export interface ReadyAnswer {
  readonly json: string
  readonly mediaType: string
}

/** What most requests ask for, and what there is a lane for. */
const ROOT_FIELDS = ['decision', 'decisions']

/** Nothing of the lane lasts: what it asks is over with the request. */
const NEVER = new AbortController().signal

/** Answers what most requests ask for without the general executor. */
export class DecisionLane {
  readonly #engine: Engine
  readonly #lane = new Lane(schema, ROOT_FIELDS)

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /**
   * The answer to a request; or a result that the general executor has to present; or null, where the request is not for
   * the lane.
   */
  async answer(
    body: GraphQLBody,
    accept: string | undefined,
    viewer: Viewer,
  ): Promise<ReadyAnswer | ExecutionResult | null> {
    const mediaType = mediaTypeOf(accept)
    const query = mediaType === null ? null : this.#lane.find(body)
    if (mediaType === null || query === null) return null
    const register = registerFor(this.#engine, viewer, this.#engine.clock(), NEVER)
    const answer = await query.answer(createContext(register), body.variables)
    return typeof answer === 'string' ? { json: answer, mediaType } : answer
  }
}

export function isReady(answer: ReadyAnswer | ExecutionResult | null): answer is ReadyAnswer {
  return answer !== null && 'json' in answer
}

/** What is answered to those who accept nothing but JSON, as the general executor chooses it; null: let it choose. */
function mediaTypeOf(accept = '*/*'): string | null {
  const ranges = accept.split(',').map((range) => range.trim().replace(/; ?q=[\d.]+$/, ''))
  const [first = ''] = ranges
  if (first === '*/*' && ranges.length === 1) return 'application/json; charset=utf-8'
  return ranges.every((range) => JSON_TYPES.includes(range)) ? `${first}; charset=utf-8` : null
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json']
