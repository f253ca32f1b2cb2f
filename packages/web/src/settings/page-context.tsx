import type { Client } from '@demur/sdk'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Language } from './messages.ts'
import type { PageData } from './page-data.ts'

interface Page {
  readonly data: PageData
  readonly client: Client
  readonly language: Language
}

export const PageContext = createContext<Page | null>(null)

/** What the parts of the page share. */
export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === null) throw new Error('a part of the page stands outside of it')
  return page
}

const never = (): (() => void) => () => {}

/** The zone of the reader; UTC until the page has come to life, as the server rendered it. */
export function useTimeZone(): string {
  return useSyncExternalStore(
    never,
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => 'UTC',
  )
}
