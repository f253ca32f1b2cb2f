import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { possibleTypes } from '@demur/sdk/documents'
import { createRoot } from 'react-dom/client'
import { Settings } from './settings.tsx'

// A platform gives its members short-lived tokens. This is one for development.
const authorization = 'Bearer dev-member:fr-never-told'

const client = new ApolloClient({
  link: new HttpLink({ uri: '/graphql', headers: { authorization } }),
  // The results of mutations are unions: the cache has to know what stands behind them.
  cache: new InMemoryCache({ possibleTypes }),
})

const root = document.getElementById('app')
if (root !== null) {
  createRoot(root).render(
    <ApolloProvider client={client}>
      <Settings />
    </ApolloProvider>,
  )
}
