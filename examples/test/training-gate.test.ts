import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, run } from '../../packages/sdk/test/support/project.ts'
import { importJson, newRegister } from '../../packages/server/test/support/register.ts'
import { startServer, type TestServer } from '../../packages/server/test/support/server.ts'
import { typesOf } from './support/app.ts'
import { installed } from './support/installed.ts'

const COMMAND = `${process.execPath} --conditions=source ${fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url))}`

let server: TestServer
let folder: string

/** The register that the README sets up. */
beforeAll(async () => {
  folder = await installed('training-gate')
  const { status, output } = await run(process.execPath, ['register.ts'], folder)
  if (status !== 0) throw new Error(output)
  const register = await newRegister('postgres')
  await importJson(register, output.split('\n').slice(0, -1))
  server = await startServer(register)
  writeFileSync(join(folder, 'demur.keys'), register.notary.verifiers.join('\n'))
})
afterAll(() => server.close())

const pipeline = (key: string): Promise<Ended> =>
  run(process.execPath, ['pipeline.ts', key], folder, { DEMUR_URL: server.url, DEMUR_COMMAND: COMMAND })

/** What the pipeline says at its end. */
const summaryOf = ({ output }: Ended): unknown => JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')

const linesOf = (file: string): { id: string; author: string; text: string }[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

const object = (member: string) =>
  server.ask(
    'dev-operator',
    `mutation ($member: String!) { setOptOut(input: { member: { key: $member }, setting: "genai-improvement", act: OBJECT }) { __typename } }`,
    { member },
  )

describe('the training pipeline', () => {
  it('is of the right types', async () => {
    expect(await typesOf(folder)).toEqual({ status: 0, output: '' })
  })

  it('trains on everything that may be used and on nothing else, and seals a manifest of it', async () => {
    const ended = await pipeline('first')
    expect(ended).toMatchObject({ status: 0 })
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/)
    expect(summaryOf(ended)).toMatchObject({ run: 'first', used: 18, itemCount: 18, manifestDigest: digest, late: 0 })

    const all = linesOf('passages.jsonl')
    const used = linesOf('runs/first/used.jsonl')
    expect(used).toEqual(all.filter(({ author }) => author !== 'de-objected'))
    const listed = `{ run(key: "first") { items(first: 100) { nodes { key } } } }`
    const { data } = await server.ask<{ run: { items: { nodes: { key: string }[] } } }>('dev-auditor', listed)
    expect(data.run.items.nodes.map(({ key }) => key)).toEqual(used.map(({ id }) => id).toSorted())
  })

  it('writes tokens that are the passages again', async () => {
    const { merges } = JSON.parse(readFileSync(join(folder, 'runs/first/training-set.json'), 'utf8')) as {
      merges: [number, number][]
    }
    const bytes = readFileSync(join(folder, 'runs/first/tokens.bin'))
    const tokens = Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16LE(2 * index))
    const { decode } = (await import(join(folder, 'tokens.ts'))) as {
      decode(tokens: number[], merges: unknown): string
    }
    const text = decode(tokens, merges)
    const passages = linesOf('runs/first/used.jsonl')
    expect(passages.filter(({ text: passage }) => !text.includes(passage))).toEqual([])
    expect(Buffer.byteLength(text)).toBe(passages.reduce((sum, passage) => sum + Buffer.byteLength(passage.text), 0))
    expect(tokens.length).toBeLessThan(Buffer.byteLength(text) / 1.5)
  })

  it('has nothing in its next run of who objects, and the register tells them what the run before used', async () => {
    await object('gb-plain')
    const ended = await pipeline('second')
    expect(ended).toMatchObject({ status: 0 })
    expect(summaryOf(ended)).toMatchObject({ used: 15, itemCount: 15, late: 0 })
    expect(linesOf('runs/second/used.jsonl').filter(({ author }) => author === 'gb-plain')).toEqual([])

    const told = `{ member(by: { key: "gb-plain" }) { pastUsesExplanation } }`
    const { data } = await server.ask<{ member: { pastUsesExplanation: string } }>('dev-auditor', told)
    expect(data.member.pastUsesExplanation).toMatch(
      /^Run first used 3 of your items for “Training”; you objected on .+; not used from run second on\.$/,
    )
  })

  it('gives a run up that would use less than its manifest lists: somebody objected between the two', async () => {
    const open = `mutation { openRun(input: { key: "third", dataUse: "genai.training" }) { __typename } }`
    await server.ask('dev-service', open)
    await object('ch-plain')
    const ended = await pipeline('third')
    expect(ended.status).not.toBe(0)
    expect(ended.output).toContain('Somebody objected since third was opened')
    const { data } = await server.ask('dev-auditor', `{ run(key: "third") { status } }`)
    expect(data).toEqual({ run: { status: 'ABANDONED' } })
  })

  it('goes on after a kill, with the run as it was opened', async () => {
    const env = { ...process.env, DEMUR_URL: server.url, DEMUR_COMMAND: COMMAND }
    // A group of its own, so that what it has started ends with it.
    const child = spawn(process.execPath, ['pipeline.ts', 'fourth'], {
      cwd: folder,
      env,
      detached: true,
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    while (!existsSync(join(folder, 'runs/fourth/allowed.jsonl'))) await new Promise(setImmediate)
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await ended
    expect(existsSync(join(folder, 'runs/fourth/training-set.json'))).toBe(false)

    expect(summaryOf(await pipeline('fourth'))).toMatchObject({ run: 'fourth', used: 12, itemCount: 12, late: 0 })
  })
})
