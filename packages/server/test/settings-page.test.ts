import { sampleRegister } from '@demur/fixtures'
import { buildWeb } from '@demur/web/build'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPages } from '../src/web/pages.ts'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let strict: TestServer
beforeAll(async () => {
  const pages = await loadPages(await buildWeb())
  const register = await newRegister('embedded')
  await importJson(register, sampleRegister())
  server = await startServer(register, { pages })
  strict = await startServer(await newRegister('embedded'), {
    pages,
    development: false,
    accountUrl: 'https://platform.example/account',
  })
})
afterAll(async () => {
  await server.close()
  await strict.close()
})

const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields),
})

async function signIn(member: string): Promise<{ cookie: string; csrf: string }> {
  const response = await fetch(`${server.url}/settings/session`, form({ token: `dev-member:${member}` }))
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  const html = await (await fetch(`${server.url}/settings`, { headers: { cookie } })).text()
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '' }
}

async function choice(member: string): Promise<string> {
  const query = `{ member(by: { key: "${member}" }) { optOutSetting(setting: "ads-profile") { choice } } }`
  const { data } = await server.ask<{ member: { optOutSetting: { choice: string } } }>('dev-auditor', query)
  return data.member.optOutSetting.choice
}

describe('a session of the page', () => {
  it('is kept where no script reads it, and goes along with no request from elsewhere', async () => {
    const loose = await fetch(`${server.url}/settings/session`, form({ token: 'dev-member:de-plain' }))
    expect(loose.headers.get('set-cookie')).toMatch(/^demur-session=[^;]+; Path=\/settings; HttpOnly; SameSite=Strict$/)
    const safe = await fetch(`${strict.url}/settings/session`, form({ token: 'dev-member:de-plain' }))
    expect(safe.headers.get('set-cookie')).toMatch(/^__Secure-demur-session=.*; HttpOnly; SameSite=Strict; Secure$/)
  })

  it('is begun with the token of a member and no other', async () => {
    for (const token of ['dev-operator', 'dev-service', 'nonsense', '']) {
      const response = await fetch(`${server.url}/settings/session`, form({ token }))
      expect([token, response.headers.get('set-cookie')]).toEqual([token, null])
    }
  })

  it('is begun by a link too, whose address does not stay', async () => {
    const response = await fetch(`${server.url}/settings?token=dev-member:de-plain&locale=de`)
    expect(response.headers.get('set-cookie')).toContain('HttpOnly')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).toContain('http-equiv="refresh" content="0;url=/settings?locale=de"')
  })

  it('is asked for once more from here where a link on another site brought no cookie', async () => {
    const response = await fetch(`${server.url}/settings`, { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(await response.text()).toContain('http-equiv="refresh"')
    const direct = await fetch(`${strict.url}/settings`, { headers: { 'sec-fetch-site': 'none' } })
    expect(direct.status).toBe(401)
    expect(await direct.text()).toContain('href="https://platform.example/account"')
  })

  it('sees and changes what is the member’s own, and nothing else', async () => {
    const { cookie } = await signIn('de-plain')
    const ask = async (query: string) => {
      const headers = { 'content-type': 'application/json', cookie, 'sec-fetch-site': 'same-origin' }
      const response = await fetch(`${server.url}/settings/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
      })
      return (await response.json()) as { data: Record<string, unknown> }
    }
    expect((await ask('{ viewer { subject roles } }')).data.viewer).toEqual({ subject: 'de-plain', roles: ['MEMBER'] })
    expect((await ask('{ member(by: { key: "fr-plain" }) { key } }')).data.member).toBeNull()
  })
})

describe('a change through the page', () => {
  it('is made by a form of the page, and by no form of anybody else', async () => {
    const { cookie, csrf } = await signIn('fr-plain')
    const fields = { setting: 'ads-profile', version: '0', key: 'one', choice: 'OBJECT', locale: 'de' }
    for (const wrong of ['', 'x', csrf.slice(1), `${csrf}=`]) {
      const forged = await fetch(`${server.url}/settings`, form({ ...fields, csrf: wrong }, { cookie }))
      expect(forged.headers.get('location')).toBe('/settings?locale=de&forged=')
    }
    expect(await choice('fr-plain')).toBe('DEFAULT')
    const other = await signIn('gb-plain')
    await fetch(`${server.url}/settings`, form({ ...fields, csrf: other.csrf }, { cookie }))
    expect(await choice('fr-plain')).toBe('DEFAULT')
    const sent = await fetch(`${server.url}/settings`, form({ ...fields, csrf }, { cookie }))
    expect(sent.headers.get('location')).toMatch(/^\/settings\?locale=de&saved=\d+#setting-ads-profile$/)
    const again = await fetch(`${server.url}/settings`, form({ ...fields, csrf }, { cookie }))
    expect(again.headers.get('location')).toBe(sent.headers.get('location'))
  })

  it('is taken from scripts of the page alone', async () => {
    const { cookie } = await signIn('de-plain')
    const ask = (headers: Record<string, string>) =>
      fetch(`${server.url}/settings/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ viewer { subject } }' }),
      })
    expect((await ask({ cookie })).status).toBe(403)
    expect((await ask({ cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).status).toBe(401)
    expect((await ask({ cookie, origin: server.url })).status).toBe(200)
  })

  it('that cannot be read is turned away, and nothing is recorded', async () => {
    const { cookie, csrf } = await signIn('gb-plain')
    for (const fields of [
      {},
      { choice: 'OBJECT' },
      { setting: 'ads-profile' },
      { setting: 'ads-profile', act: 'SING' },
    ]) {
      const response = await fetch(`${server.url}/settings`, form({ ...fields, csrf }, { cookie }))
      expect(response.status).toBe(400)
    }
    expect(await choice('gb-plain')).toBe('DEFAULT')
    const json = { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: '{}' }
    expect((await fetch(`${server.url}/settings`, json)).status).toBe(415)
  })
})

describe('what the page is made of', () => {
  it('comes from this server alone, with nothing inline', async () => {
    const { cookie } = await signIn('de-objected')
    const response = await fetch(`${server.url}/settings?locale=de`, { headers: { cookie } })
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    const html = await response.text()
    expect(html).toContain('<html lang="de" dir="ltr">')
    expect(html).not.toMatch(/<style|<script(?![^>]* src=)| style="| on[a-z]+="/)
    for (const [, path] of html.matchAll(/(?:src|href)="(\/settings\/assets\/[^"]+)"/g)) {
      const file = await fetch(`${server.url}${path}`)
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    }
  })

  it('speaks the language of the address, else that of the browser, else English', async () => {
    const language = async (path: string, header: string) => {
      const response = await fetch(`${server.url}${path}`, { headers: { 'accept-language': header } })
      return /<html lang="(\w+)"/.exec(await response.text())?.[1]
    }
    expect(await language('/settings?locale=pl', 'de')).toBe('pl')
    expect(await language('/settings', 'nl, ar;q=0.5, fr-CH;q=0.9')).toBe('fr')
    expect(await language('/settings?locale=nl', 'ja')).toBe('en')
  })
})
