import { sampleRegister } from '@demur/fixtures'
import { type Client, type ClientOptions, createClient } from '@demur/sdk'
import { type DatabaseKind, importJson, newRegister } from '../../../server/test/support/register.ts'
import { type ServerOptions, startServer, type TestServer } from '../../../server/test/support/server.ts'

/** Serves the sample register on a real port. A client does not see which database it is kept in; Postgres starts sooner. */
export async function startSampleServer(
  kind: DatabaseKind = 'postgres',
  options: ServerOptions = {},
): Promise<TestServer> {
  const register = await newRegister(kind, { minPositionWait: 200 })
  await importJson(register, sampleRegister())
  return startServer(register, options)
}

/** A client of a server, or of whatever stands before it. */
export function clientOf(
  { url }: { readonly url: string },
  auth: string,
  options: Partial<ClientOptions> = {},
): Client {
  return createClient({ url: `${url}/graphql`, auth, ...options })
}

const PUBLISH = 'mutation Publish { publishCheckpoint { __typename } }'

/** Has the register sign its head: receipts of all that was recorded are complete from then on. */
export async function publishCheckpoint(server: { readonly url: string }): Promise<void> {
  const data = await clientOf(server, 'dev-operator').execute<
    { publishCheckpoint: { __typename: string } },
    Record<never, never>
  >(PUBLISH)
  const { __typename: outcome } = data.publishCheckpoint
  if (outcome !== 'PublishCheckpointSuccess') throw new Error(`no checkpoint was published: ${outcome}`)
}
