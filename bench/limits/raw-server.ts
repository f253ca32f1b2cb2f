/**
 * The limit: what `node:http` and `pg` make of the same questions when nothing stands in between. It runs the statement
 * that Demur loads facts with, as a prepared statement on as many connections, and writes an answer of the same size
 * without looking at what came back. It checks nothing, decides nothing and knows nobody.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'
import { FACTS_OF_KEYS } from '../../packages/server/src/register/facts-statement.ts'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
/** A decision as Demur answers it. */
const answer: unknown = JSON.parse(process.env.ANSWER ?? '{}')

const server = createServer((request, response) => {
  answerTo(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    response.writeHead(500).end()
  })
})

async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { variables } = JSON.parse(await bodyOf(request)) as {
    variables: { question?: Asked; questions?: readonly Asked[] }
  }
  const asked = variables.questions ?? (variables.question ? [variables.question] : [])
  const keys = asked.map(({ item }) => item.key)
  const { rows } = await pool.query({ ...FACTS_OF_KEYS, values: [keys, []] })
  const data = variables.questions
    ? { decisions: keys.map(() => answer) }
    : { decision: rows.length > 0 ? answer : null }
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ data }))
}

interface Asked {
  readonly item: { readonly key: string }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
process.once('SIGTERM', () => process.exit(0))
