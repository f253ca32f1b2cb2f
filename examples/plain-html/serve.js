import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'

const {
  DEMUR_URL = 'http://localhost:4000',
  MEMBER = 'de-plain',
  POST = 'de-plain-post-1',
  PORT = '3000',
} = process.env
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' }
const FILES = /^\/(?:page\.js|style\.css|node_modules\/@demur\/sdk\/dist\/[a-z-]+\.js)$/

/** Any server of static files would do. What this one has besides is who is signed in. */
const server = createServer(async (request, response) => {
  const path = (request.url ?? '/').split('?', 1)[0]
  if (path === '/token') return response.end(`dev-member:${MEMBER}`)
  if (path === '/config.json') return response.end(JSON.stringify({ url: DEMUR_URL, post: POST }))
  const file = path === '/' ? '/index.html' : FILES.test(path) ? path : null
  if (file === null) return response.writeHead(404).end()
  response.setHeader('content-type', `${TYPES[extname(file)]}; charset=utf-8`)
  response.end(await readFile(new URL(`.${file}`, import.meta.url)))
})

server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
