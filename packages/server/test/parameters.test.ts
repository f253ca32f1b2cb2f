import { population } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

describe('what is asked in an address', () => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister('embedded')
    await importJson(register, population({ seed: 3, members: 5, itemsPerMember: 2, objected: 0.4 }))
    server = await startServer(register)
  })
  afterAll(() => server.close())

  const refusal = async (method: string, address: string): Promise<[status: number, message: string]> => {
    const headers = { authorization: 'Bearer dev-operator', 'content-type': 'application/x-ndjson' }
    const response = await fetch(`${server.url}${address}`, { method, headers })
    const { errors } = await response.json()
    return [response.status, errors[0].message]
  }

  it.each([
    ['GET', '/export/eligible?dataUse=genai.training', 'an export'],
    ['GET', '/snapshot?dataUse=genai.training', 'a snapshot'],
    ['GET', '/ledger?after=0', 'an export'],
    ['POST', '/ledger?restore=true', 'an import'],
    ['GET', '/report.csv?at=2026-11-01T00:00:00Z', 'a report'],
    ['GET', '/runs/manifest?run=a', '/runs/manifest'],
    ['POST', '/runs/seal?run=a', '/runs/seal'],
  ])('is refused where it is misspelt or comes twice: %s %s', async (method, address, of) => {
    expect(await refusal(method, `${address}&asknownat=3`)).toEqual([400, `“asknownat” is no parameter of ${of}.`])
    const [name = ''] = address.slice(address.indexOf('?') + 1).split('=')
    expect(await refusal(method, `${address}&${name}=1`)).toEqual([400, `“${name}” is given more than once.`])
  })

  it.each([
    ['GET', '/ledger?evidence=yes', '“evidence” is neither true nor false.'],
    ['POST', '/ledger?restore=TRUE', '“restore” is neither true nor false.'],
    ['GET', '/ledger?after=-1', '“after” is no position.'],
    ['GET', '/report.csv?at=yesterday', '“at” is no RFC 3339 instant, such as 2026-11-01T00:00:00Z.'],
    ['GET', '/export/eligible', '“dataUse” is missing: the key of a data use.'],
    ['GET', '/runs/diff?from=a', '“to” is missing: the key of a run.'],
  ])('is read as what it is: %s %s', async (method, address, message) => {
    expect(await refusal(method, address)).toEqual([400, message])
  })
})
