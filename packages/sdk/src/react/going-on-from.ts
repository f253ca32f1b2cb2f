import type { RefObject } from 'react'

/**
 * What a button does that goes when it is pressed: whoever works with the keyboard goes on from one that stays.
 * @param stays the one that gets the focus
 */
export function goingOnFrom(stays: RefObject<HTMLElement | null>, what: () => Promise<void>): () => void {
  return () => {
    stays.current?.focus()
    void what()
  }
}
