import type { Instant, Position } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { ReadPoint, SettledPoint } from '../register.ts'

/** What the arguments say; null or left out: nothing. */
export interface PointArguments {
  readonly at?: Instant | null | undefined
  readonly asKnownAt?: Position | null | undefined
}

/** The arguments that say which point on both time axes a read is about. */
export const pointArguments = builder.args((t) => ({
  at: t.field({ type: 'DateTime', description: "The instant that it is about. Default: the request's clock." }),
  asKnownAt: t.field({
    type: 'Position',
    description: 'What was recorded after it is not seen. Default: the head of the ledger.',
  }),
}))

/** The same for a field of something that was itself read at a point. */
export const inheritedPointArguments = builder.args((t) => ({
  at: t.field({
    type: 'DateTime',
    description: 'The instant that it is about. Default: the one that this object was read at.',
  }),
  asKnownAt: t.field({
    type: 'Position',
    description: 'What was recorded after it is not seen. Default: the position that this object was read at.',
  }),
}))

/** The point of a read. */
export function pointOf({ at, asKnownAt }: PointArguments): ReadPoint {
  return { at: at ?? null, asKnownAt: asKnownAt ?? null }
}

/** The point of a field: as said, else that of its object. */
export function pointWithin(object: SettledPoint, { at, asKnownAt }: PointArguments): SettledPoint {
  return { at: at ?? object.at, asKnownAt: asKnownAt ?? object.asKnownAt }
}
