import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { createClient, isEligible } from '@demur/sdk'
import { nodeWebhookHandler } from '@demur/sdk/webhooks'
import { TrainingSet } from './training-set.ts'

const {
  DEMUR_URL = 'http://127.0.0.1:4000',
  // A service account of this backend; its subject is that of the consumer.
  DEMUR_TOKEN = 'dev-service:node-backend',
  DEMUR_WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  DEMUR_CONSUMER = '',
  PORT = '3000',
} = process.env

const demur = createClient({ url: `${DEMUR_URL}/graphql`, auth: DEMUR_TOKEN })
const trainingSet = new TrainingSet(demur)

/** One way to hear of changes: the register calls. A message may come twice; asking again twice does no harm. */
const receive = nodeWebhookHandler({
  secret: DEMUR_WEBHOOK_SECRET,
  onEvent: ({ data }) => trainingSet.recheck(data.position),
})

/** The other way: follow the ledger. Asking for the next entry says that the one before is applied. */
async function follow(consumer: string): Promise<void> {
  for await (const { position } of demur.consumers.consume(consumer, { acknowledgeWithin: 1000 })) {
    await trainingSet.recheck(position)
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, first = '', post = ''] = (request.url ?? '/').split('/')
  switch (`${request.method} ${first}`) {
    case 'POST webhooks':
      return receive(request, response)
    case 'POST training-set': {
      const leftOut = await trainingSet.add((await json(request)) as string[])
      return reply(response, 200, { posts: trainingSet.posts, leftOut })
    }
    case 'GET training-set':
      return reply(response, 200, { posts: trainingSet.posts })
    case 'GET posts': {
      const decision = await demur.eligibility.check({ item: decodeURIComponent(post), dataUse: 'genai.training' })
      return reply(response, 200, { mayTrain: isEligible(decision), explanation: decision.explanation })
    }
    default:
      return reply(response, 404, { error: 'There is nothing here.' })
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    // Without an answer nothing is used: an error is no permission.
    console.error(error)
    reply(response, 503, { error: 'The register could not be asked.' })
  })
})
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
if (DEMUR_CONSUMER !== '') await follow(DEMUR_CONSUMER)
