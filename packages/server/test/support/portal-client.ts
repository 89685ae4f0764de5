import assert from 'node:assert/strict'
import { createApiCall, textOf, type ApiAnswer, type ApiCall } from './api-client.ts'
import { stringAt } from './string-at.ts'
import type { TestApp } from './test-app.ts'

export interface TestPortalLink {
  readonly id: string
  readonly secret: string
  readonly url: string
}

/** Makes a link to the portal of the app's workspace with the admin key. */
export async function createPortalLink(app: TestApp, fields: object = {}): Promise<TestPortalLink> {
  const wanted = { workspace: app.workspace, capabilities: [], ...fields }
  return linkIn(await app.admin('POST', '/v1/portal-links', wanted))
}

export function linkIn({ status, body }: ApiAnswer): TestPortalLink {
  assert.equal(status, 201, JSON.stringify(body))
  const url = textOf(body.url)
  return { id: stringAt(body, 'id'), url, secret: new URL(url).hash.slice(1) }
}

/** What a browser does that has opened the link. */
export function exchange(
  app: TestApp,
  { id, secret }: Pick<TestPortalLink, 'id' | 'secret'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const call = createApiCall(app.url, null)
  return call('POST', `/v1/portal-links/${id}/session`, { secret }, headers)
}

export interface TestPortal extends TestPortalLink {
  readonly cookie: string
  /** With the session, as the portal's pages call. */
  readonly call: ApiCall
}

export async function openPortal(app: TestApp, link: TestPortalLink): Promise<TestPortal> {
  const { status, headers, body } = await exchange(app, link)
  assert.equal(status, 201, JSON.stringify(body))
  const cookie = cookieIn(headers)
  const own = { cookie, 'posthorn-session': link.id }
  const call: ApiCall = (method, path, sent, more) =>
    createApiCall(app.url, null)(method, path, sent, { ...own, ...more })
  return { ...link, cookie, call }
}

/** What the browser sends back of an answer that sets a cookie. */
export function cookieIn(headers: Headers): string {
  const [cookie = ''] = headers.getSetCookie()
  return cookie.split(';', 1)[0] ?? ''
}
