import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { binary, Project, run } from './support/project.ts'
import { clientOf, startSampleServer } from './support/server.ts'

const page = readFileSync(new URL('../../../docs/changes.md', import.meta.url), 'utf8')
const samples = [...page.matchAll(/```ts\n(.+?)```/gs)].map(([, code = '']) => code)
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** What the program around the first sample has: a client, and something to do. */
const consuming = (url: string, auth: string): string => `import { createClient, type LedgerEntry } from '@demur/sdk'
const client = createClient({ url: ${JSON.stringify(`${url}/graphql`)}, auth: ${JSON.stringify(auth)} })
let applied = 0
const apply = async ({ position }: LedgerEntry): Promise<void> => {
  console.log(position)
  applied += 1
  // Leaving the loop acknowledges what was applied; a program would go on.
  if (applied === 3) throw new Error('enough')
}
`

/** What calls the handler of the second sample: a platform with a signed request. */
const posting = `import { Webhook } from 'standardwebhooks'
const now = new Date()
const body = JSON.stringify({ type: 'Objected', timestamp: now.toISOString(), data: { position: '7', member: 'de-plain' } })
const post = (signature: string) =>
  POST(new Request('https://app.example/hook', { method: 'POST', body, headers: {
    'webhook-id': 'msg_1_7', 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': signature } }))
const signed = new Webhook(process.env.DEMUR_WEBHOOK_SECRET ?? '').sign('msg_1_7', now, body)
console.log((await post(signed)).status, (await post('v1,AAAA')).status)
`

describe('the samples of the page about changes', () => {
  const project = new Project()
  let server: TestServer
  let programs: string[] = []
  beforeAll(async () => {
    project.link()
    project.borrow('standardwebhooks')
    project.write(
      'process.d.ts',
      'declare const process: { readonly env: Readonly<Record<string, string | undefined>> }\n',
    )
    server = await startSampleServer()
    const [consume = '', handle = ''] = samples
    programs = [consuming(server.url, 'dev-service:training') + consume, `${handle}\n${posting}`]
    programs.forEach((code, index) => void project.write(`sample-${index}.ts`, `${code}\nexport {}\n`))
    const settings = [{ setting: 'genai-improvement', deadline: 'P30D' }]
    await clientOf(server, 'dev-operator').consumers.register({ key: 'training', title: 'Training', settings })
  })
  afterAll(async () => {
    project.remove()
    await server.close()
  })

  it('compile', async () => {
    expect(samples).toHaveLength(2)
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024', 'dom', 'dom.asynciterable'],
      module: 'nodenext',
      customConditions: ['source'],
      types: [],
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
    }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['sample-*.ts', 'process.d.ts'] }))
    expect(await run(binary('.bin/tsc'), ['-p', '.'], project.folder)).toEqual({ status: 0, output: '' })
  })

  it('run: a consumer applies entries in order, and has acknowledged what it applied', async () => {
    const file = project.write('consume.ts', programs[0] ?? '')
    const { output } = await run(process.execPath, ['--conditions=source', file], project.folder)
    expect(output).toMatch(/^1\n2\n3\n[^]*enough/)
    // What was being applied when it failed comes again.
    expect(await clientOf(server, 'dev-operator').consumers.get('training')).toMatchObject({ acknowledged: '2' })
  })

  it('run: a handler takes what is signed, and nothing else', async () => {
    const file = project.write('handle.ts', programs[1] ?? '')
    const env = { DEMUR_WEBHOOK_SECRET: SECRET }
    const { status, output } = await run(process.execPath, ['--conditions=source', file], project.folder, env)
    expect(output).toMatch(/^msg_1_7 Objected de-plain\n2\d\d 4\d\d\n$/)
    expect(status).toBe(0)
  })
})
