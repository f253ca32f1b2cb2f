import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { verifyReceipt } from '@demur/eligibility/evidence'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8')
const PAGE = read('docs/ledger-and-proof.md')

/** Every command of the page with the output that the page says it has. */
const STEPS = [...PAGE.matchAll(/```sh\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, sh = '', text = '']) => [sh, text])

/** Runs the commands in one shell, and gives what each of them writes. */
async function outputs(commands: readonly string[], folder: string): Promise<string[]> {
  const between = 'printf "\\0"\n'
  const script = commands.map((command) => `${command}${between}`).join('')
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder })
  return stdout.split('\0').slice(0, -1)
}

describe('the worked example of the documentation', () => {
  it('is checked by tools that come with an operating system, to the output that stands there', async () => {
    expect(STEPS).toHaveLength(6)
    expect(
      await outputs(
        STEPS.map(([sh = '']) => sh),
        root,
      ),
    ).toEqual(STEPS.map(([, text]) => text))
  })

  it('is checked by this package', async () => {
    const verified = await verifyReceipt(read('docs/examples/receipt.json'), {
      publicKeys: [read('docs/examples/public-key.txt')],
      origin: 'register.example/demur',
    })
    expect(verified).toMatchObject({
      status: 'VERIFIED',
      proves: { act: 'OBJECT', member: 'member-17', notice: { version: '2025-09' } },
    })
  })
})
