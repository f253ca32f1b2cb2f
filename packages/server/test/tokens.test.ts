import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authenticateTokens, readServerSettings, type TokenSettings } from '@demur/server'
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { newRegister } from './support/register.ts'
import { startServer } from './support/server.ts'

const { privateKey, publicKey } = await generateKeyPair('ES256')
const stranger = await generateKeyPair('ES256')
const keySet = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] })
const folder = mkdtempSync(join(tmpdir(), 'demur-jwks-'))
const file = join(folder, 'jwks.json')
writeFileSync(file, keySet)
afterAll(() => rmSync(folder, { recursive: true }))

const settings: TokenSettings = {
  issuer: 'https://issuer.example',
  audience: 'demur',
  jwks: file,
  algorithms: ['ES256'],
  type: 'at+jwt',
  rolesClaim: 'roles',
  memberClaim: 'sub',
}
const now = Math.floor(Date.now() / 1000)
const claims: JWTPayload = { iss: settings.issuer, aud: 'demur', sub: 'u1', exp: now + 300, roles: ['member'] }

function sign(payload: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, key = privateKey): Promise<string> {
  const all = Object.fromEntries(Object.entries({ ...claims, ...payload }).filter(([, value]) => value !== undefined))
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt', ...header }).sign(key)
}

describe('an access token', () => {
  const authenticate = authenticateTokens(settings)
  const viewer = async (token: string) => authenticate(`Bearer ${token}`)

  it('says who asks, in which roles, and as which member', async () => {
    expect(await viewer(await sign())).toEqual({ subject: 'u1', roles: ['MEMBER'], member: 'u1' })
    expect(await viewer(await sign({ roles: 'auditor service' }))).toEqual({
      subject: 'u1',
      roles: ['SERVICE', 'AUDITOR'],
      member: null,
    })
  })

  it.each([
    ['of another issuer', sign({ iss: 'https://other.example' })],
    ['for another audience', sign({ aud: 'other' })],
    ['that has expired', sign({ exp: now - 60 })],
    ['that never expires', sign({ exp: undefined } as unknown as JWTPayload)],
    ['without a subject', sign({ sub: undefined } as unknown as JWTPayload)],
    ['that is an ID token', sign({}, { typ: 'JWT' })],
    ['signed with a key that is not in the set', sign({}, {}, stranger.privateKey)],
    ['that grants no role', sign({ roles: ['admin'] })],
    ['that is not yet valid', sign({ nbf: now + 600 })],
  ])('%s is not accepted', async (_, token) => {
    await expect(viewer(await token)).rejects.toMatchObject({ name: 'Unauthenticated' })
  })

  it('without a signature, or signed with the public key as a secret, is not accepted', async () => {
    const [, payload] = (await sign()).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
    await expect(viewer(`${header}.${payload}.`)).rejects.toMatchObject({ name: 'Unauthenticated' })
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1', typ: 'at+jwt' })
      .sign(new TextEncoder().encode(keySet))
    await expect(viewer(symmetric)).rejects.toMatchObject({ name: 'Unauthenticated' })
  })

  it('is checked against a key set behind a URL as well', async () => {
    const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(keySet))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const remote = authenticateTokens({ ...settings, jwks: `http://127.0.0.1:${port}/jwks.json` })
    expect(await remote(`Bearer ${await sign()}`)).toMatchObject({ subject: 'u1' })
    server.close()
  })

  it('opens the server, and nothing else does once an issuer is configured', async () => {
    const server = await startServer(await newRegister('embedded'), { authenticate, development: false })
    const query = '{ viewer { subject roles } }'
    expect(await server.ask(await sign({ roles: ['auditor'] }), query)).toMatchObject({
      status: 200,
      data: { viewer: { subject: 'u1', roles: ['AUDITOR'] } },
    })
    const refused = await server.ask('dev-operator', query)
    expect(refused).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    const anonymous = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    await server.close()
  })
})

describe('the development tokens', () => {
  it('are accepted on loopback without an issuer, and the server listens nowhere else then', () => {
    expect(readServerSettings({}).tokens).toBeNull()
    expect(() => readServerSettings({ DEMUR_HOST: '0.0.0.0' })).toThrow(/loopback only/)
    const issued = { DEMUR_HOST: '0.0.0.0', DEMUR_ISSUER: 'https://i', DEMUR_AUDIENCE: 'a', DEMUR_JWKS: 'f' }
    expect(readServerSettings(issued).tokens).toMatchObject({
      issuer: 'https://i',
      algorithms: ['RS256', 'ES256', 'EdDSA'],
    })
  })

  it('are not what a misspelt or half-set configuration falls back to', () => {
    expect(() => readServerSettings({ DEMUR_ISSUERS: 'https://i' })).toThrow(/DEMUR_ISSUERS is no variable/)
    expect(() => readServerSettings({ DEMUR_ISSUER: 'https://i' })).toThrow(/DEMUR_AUDIENCE is needed/)
    expect(() => readServerSettings({ DEMUR_PORT: '65536' })).toThrow(/DEMUR_PORT must be/)
  })
})
