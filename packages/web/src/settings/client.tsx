import { createClient } from '@demur/sdk'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { SettingsPage } from './page.tsx'
import type { PageData } from './page-data.ts'
import './settings.css'

const root = document.getElementById('page')
const json = root?.dataset.page

// Pages for those who are not signed in have nothing to bring to life.
if (root !== null && json !== undefined) {
  const data = JSON.parse(json) as PageData
  const client = createClient({
    url: '/settings/graphql',
    // The session is in a cookie that no script can read; what stands here is not looked at.
    auth: 'session',
    locale: data.locale,
    fetch: (input, init) => fetch(input, { ...init, credentials: 'same-origin' }),
  })
  hydrateRoot(
    root,
    <StrictMode>
      <SettingsPage data={data} client={client} />
    </StrictMode>,
  )
}
