import type { CallOptions } from './options.ts'
import type { MemberReference } from './reference.ts'
import type { ForbiddenError, InvalidInputError, NotFoundError, UnknownError } from './refusal.ts'
import type { ReadOptions } from './settings.ts'
import type { ContentKind, OrNewer, Position, Timestamp } from './vocabulary.ts'

/** A notice that the rules of where a member lives require, and that was not served to them yet. */
export interface DueNotice {
  readonly notice: string
  /** The version to serve: the last one, which tells of everything. */
  readonly version: string
  /** What nothing served so far tells of. */
  readonly kinds: readonly OrNewer<ContentKind>[]
  /** How many times 24 hours after the serving the first of the uses may begin. */
  readonly leadDays: number
  /** The data uses that wait for it. */
  readonly dataUses: readonly { readonly key: string; readonly title: string; readonly language: string }[]
}

/** A notice that was put before a member. */
export interface NoticeServing {
  /** Default: the viewer. */
  readonly member?: MemberReference | undefined
  readonly notice: string
  /** The version that was shown. */
  readonly version: string
  /** How it was served, such as `banner`, `mail` or `letter`. Default: `api`. */
  readonly channel?: string | undefined
}

export type NoticeServedResult =
  | {
      readonly ok: true
      /** When this version was first served; the lead counts from here. */
      readonly servedAt: Timestamp
      readonly position: Position
      /** Whether it was on record as served before: nothing was added. */
      readonly unchanged: boolean
    }
  | { readonly ok: false; readonly error: InvalidInputError | NotFoundError | ForbiddenError | UnknownError }

/** Notices to members. */
export interface NoticeCalls {
  /** The notices that are due; null where there is no such member or the viewer may not see them. */
  due(options?: ReadOptions): Promise<readonly DueNotice[] | null>
  /** Records that a notice was put before a member, as of now. A second time changes nothing, so it may be sent again. */
  recordServed(serving: NoticeServing, options?: CallOptions): Promise<NoticeServedResult>
}
