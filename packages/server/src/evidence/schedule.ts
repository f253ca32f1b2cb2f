import { instantOf } from '@demur/eligibility'
import type { Engine } from '../register/engine.ts'
import { publishCheckpoint } from './checkpoints.ts'

/**
 * Publishes a checkpoint at intervals, where something was recorded since the last. Several processes do it together
 * and share the interval. Gives what ends it; a publication that is under way is waited for.
 * @param interval milliseconds
 */
export function publishRegularly(
  engine: Engine,
  interval: number,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    const now = engine.clock()
    // A little less than the interval: this process's own last one must not be too recent for the next.
    const since = instantOf(now - 0.9 * interval)
    underWay = underWay.then(() => publishCheckpoint(engine.connection.db, engine.notary, now, since)).catch(onError)
  }, interval)
  return async () => {
    clearInterval(timer)
    await underWay
  }
}
