import { createClient } from '@demur/sdk'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { ConsoleSession } from '../../page-request.d.ts'
import { Console } from './console.tsx'
import { ClientContext } from './query.ts'
import './console.css'

const root = document.getElementById('console')
const json = root?.dataset.session

// Pages for those who are not signed in have nothing to bring to life.
if (root !== null && json !== undefined) {
  const session = JSON.parse(json) as ConsoleSession
  const client = createClient({
    url: '/console/graphql',
    // The session is in a cookie that no script can read; what stands here is not looked at.
    auth: 'session',
    // Counting millions of items takes its time the first time; an answer that came too late is remembered for the next.
    timeout: 120_000,
    // Then whoever waits is told, and asks again where they want to.
    retries: 1,
    fetch: (input, init) => fetch(input, { ...init, credentials: 'same-origin' }),
  })
  createRoot(root).render(
    <StrictMode>
      <ClientContext value={client}>
        <Console session={session} />
      </ClientContext>
    </StrictMode>,
  )
}
