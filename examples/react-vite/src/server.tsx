import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { text } from 'node:stream/consumers'
import { createClient } from '@demur/sdk'
import { renderToString } from 'react-dom/server'
import { App, type Initial } from './app.tsx'

const {
  DEMUR_URL = 'http://127.0.0.1:4000',
  MEMBER = 'de-plain',
  POST = 'de-plain-post-1',
  PORT = '3000',
} = process.env
const TYPES: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript' }
const files = new URL('../client/', import.meta.url)
const template = await readFile(new URL('index.html', files), 'utf8')

/** Whoever is signed in. An app looks at its session here, and gets or makes a short-lived token for the member. */
const token = (): string => `dev-member:${MEMBER}`

/** The page with everything in it: complete before a script has run. */
async function page(): Promise<string> {
  const client = createClient({ url: `${DEMUR_URL}/graphql`, auth: token() })
  const question = { item: POST, dataUse: 'genai.training' }
  const [overview, decision] = await Promise.all([
    client.settings.overview({ locale: 'en' }),
    client.eligibility.check(question, { locale: 'en' }),
  ])
  const initial: Initial = { post: POST, demur: { overview, decisions: [[question, decision]] } }
  const app = renderToString(<App client={client} initial={initial} />)
  const parts: Record<string, string> = { app, initial: attribute(JSON.stringify(initial)) }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '')
}

const attribute = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** Passes a request of the page on, as the member. Pages of others get nothing passed on. */
async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['sec-fetch-site'] !== 'same-origin') return void response.writeHead(403).end()
  const answer = await fetch(`${DEMUR_URL}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json', accept: 'application/json' },
    body: await text(request),
  })
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/'
  if (path === '/graphql') return passOn(request, response)
  if (path === '/') return void response.setHeader('content-type', 'text/html; charset=utf-8').end(await page())
  if (!/^\/assets\/[\w-]+\.(?:css|js)$/.test(path)) return void response.writeHead(404).end()
  const file = await readFile(new URL(`.${path}`, files))
  response.setHeader('content-type', `${TYPES[extname(path)]}; charset=utf-8`).end(file)
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error)
    response.writeHead(503).end('Your settings cannot be shown right now. Please try again in a moment.')
  })
})
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
