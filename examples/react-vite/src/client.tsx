import { createClient } from '@demur/sdk'
import '@demur/sdk/react.css'
import { hydrateRoot } from 'react-dom/client'
import { App, type Initial } from './app.tsx'

const root = document.getElementById('app')
if (root !== null) {
  const initial = JSON.parse(root.dataset.initial ?? '') as Initial
  // The browser asks the server of the app, which knows who is signed in; no token is in the page.
  const client = createClient({ url: '/graphql', auth: 'session' })
  hydrateRoot(root, <App client={client} initial={initial} />)
}
