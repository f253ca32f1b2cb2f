import { createRoot } from 'react-dom/client'
import { Client, cacheExchange, fetchExchange, Provider } from 'urql'
import { Settings } from './settings.tsx'

// A platform gives its members short-lived tokens. This is one for development.
const authorization = 'Bearer dev-member:fr-plain'

const client = new Client({
  url: '/graphql',
  exchanges: [cacheExchange, fetchExchange],
  fetchOptions: { headers: { authorization } },
  preferGetMethod: false,
})

const root = document.getElementById('app')
if (root !== null) {
  createRoot(root).render(
    <Provider value={client}>
      <Settings />
    </Provider>,
  )
}
