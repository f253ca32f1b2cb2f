import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

describe.each(DATABASES)('on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister(kind)
    await importJson(register, [{ type: 'MemberRegistered', member: 'm', effectiveAt: '2024-01-01T00:00:00Z' }])
    server = await startServer(register)
  })
  afterAll(() => server.close())

  it('answers', async () => {
    const answer = await server.ask('dev-auditor', '{ ledgerHead }')
    expect(answer).toEqual({ status: 200, data: { ledgerHead: '1' } })
  })
})
