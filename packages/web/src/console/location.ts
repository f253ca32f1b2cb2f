import { type MouseEvent, useSyncExternalStore } from 'react'

/** Everything that a view depends on is in its address: any view can be shared, kept, and gone back to. */
export interface Place {
  /** Such as `/console/why`. */
  readonly path: string
  readonly params: URLSearchParams
}

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

/** The address of the view. */
export function usePlace(): Place {
  const href = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search)
  const [path = '', query = ''] = href.split('?', 2)
  return { path, params: new URLSearchParams(query) }
}

/** Goes to another address. `replace`: in place of this one in the history. */
export function goTo(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, '', href)
  else window.history.pushState(null, '', href)
  for (const listener of listeners) listener()
}

/** An address with some parameters changed; null takes one away. */
export function withParams({ path, params }: Place, changes: Readonly<Record<string, string | null>>): string {
  const changed = new URLSearchParams(params)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') changed.delete(name)
    else changed.set(name, value)
  }
  return changed.size === 0 ? path : `${path}?${changed}`
}

/** Follows a link within the console without loading the page anew; other clicks are the browser's. */
export function followWithin(event: MouseEvent<HTMLAnchorElement>): void {
  const { metaKey, ctrlKey, shiftKey, altKey, button, currentTarget } = event
  if (metaKey || ctrlKey || shiftKey || altKey || button !== 0) return
  event.preventDefault()
  goTo(currentTarget.pathname + currentTarget.search)
  focusView()
  window.scrollTo(0, 0)
}

/** Whoever works with the keyboard goes on from the view: what they pressed is gone, or stands before it. */
export function focusView(): void {
  document.getElementById('view')?.focus({ preventScroll: true })
}
