import { THEN_AND_NOW, WHY_NOT_ELIGIBLE } from './ask.ts'
import { WHAT_CHANGED, WHAT_WOULD_A_RUN_USE } from './follow.ts'
import { OBJECT, WHO_HAS_APPLIED_IT } from './object.ts'
import { EVERYTHING_A_RULE_SAYS, WHAT_WOULD_A_RULEBOOK_CHANGE } from './rulebook.ts'
import type { PlaygroundTab } from './tab.ts'

/**
 * The tabs that the playground opens with, in the order in which one learns from them. Each runs as it is against the
 * sample register, with the token that the page sends in development.
 */
export const PLAYGROUND_TABS: readonly PlaygroundTab[] = [
  WHY_NOT_ELIGIBLE,
  OBJECT,
  WHAT_CHANGED,
  WHO_HAS_APPLIED_IT,
  THEN_AND_NOW,
  WHAT_WOULD_A_RUN_USE,
  EVERYTHING_A_RULE_SAYS,
  WHAT_WOULD_A_RULEBOOK_CHANGE,
]
