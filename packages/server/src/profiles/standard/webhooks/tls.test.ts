import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt, textOf } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'
import { tlsFixture } from '../../../../test/support/tls-fixtures.ts'

const url = 'https://yourapp.com/webhook'
const wanted = { url, events: ['user.created'] }
const ca = tlsFixture('authority')
const identity = {
  client_certificate: tlsFixture('client'),
  client_key: tlsFixture('client-key'),
}

async function created(app: TestApp, tls: object | null): Promise<string> {
  const { status, body } = await app.call('POST', '/v1/webhooks', { ...wanted, tls })
  assert.equal(status, 201, JSON.stringify(body))
  return `/v1/webhooks/${stringAt(body, 'id')}`
}

test('of certificates subject, print and end are told, of keys nothing', async () => {
  await using app = await startTestApp()
  const path = await created(app, { ...identity, ca })
  const { body } = await app.call('GET', path)
  assert.deepEqual(Object.keys(body.tls ?? {}), ['client_certificate', 'ca'])
  const { subject, fingerprint, expires_at: expiresAt } = body.tls?.client_certificate ?? {}
  assert.equal(subject, 'CN=Acme hooks, O=Posthorn tests')
  assert.match(textOf(fingerprint), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  assert.equal(expiresAt, '2125-01-01T00:00:00Z')
  assert.equal(body.tls?.ca?.[0]?.subject, 'CN=Test authority, O=Posthorn tests')
  const audit = await app.admin('GET', `/v1/audit?workspace=${app.workspace}`)
  const written = JSON.stringify([body, audit.body])
  assert.match(written, /clientKey/)
  assert.doesNotMatch(written, /BEGIN|PRIVATE/)
})

test('a change touches the parts that it names, and null takes one or all of them away', async () => {
  await using app = await startTestApp()
  const path = await created(app, { ...identity, ca })
  const change = async (tls: object | null): Promise<unknown> => {
    const { status, body } = await app.call('PATCH', path, { tls })
    assert.equal(status, 200, JSON.stringify(body))
    return body.tls === undefined ? null : Object.keys(body.tls)
  }
  assert.deepEqual(await change({ ca }), ['client_certificate', 'ca'])
  assert.deepEqual(await change({ ca: null }), ['client_certificate'])
  assert.deepEqual(await change({ ca }), ['client_certificate', 'ca'])
  assert.deepEqual(await change({ client_certificate: null, client_key: null }), ['ca'])
  assert.deepEqual(await change({ ca: null }), null)
  assert.deepEqual(await change(identity), ['client_certificate'])
  assert.deepEqual(await change(null), null)
  assert.equal('tls' in (await app.call('GET', await created(app, null))).body, false)
})

/** What is wrong, the field that is named, and what is said of it. */
const refusals: readonly (readonly [unknown, string, RegExp])[] = [
  ['-----BEGIN', 'tls', /has to be an object or null/],
  [{}, 'tls', /has to have at least 1 field/],
  [{ pfx: 'x' }, 'tls.pfx', /is not a known field/],
  [{ ca: '' }, 'tls.ca', /must not be empty/],
  [{ ca: 7 }, 'tls.ca', /has to be a string or null/],
  [{ ca: 'marker' }, 'tls.ca', /has to be a certificate in PEM/],
  [{ ca: ca.repeat(40) }, 'tls.ca', /has to have at most 16384 characters/],
  [{ client_certificate: identity.client_certificate }, 'tls.client_key', /is missing/],
  [{ client_key: identity.client_key }, 'tls.client_certificate', /is missing/],
  [{ ...identity, client_key: 'marker' }, 'tls.client_key', /has to be a private key in PEM/],
  [
    { ...identity, client_key: tlsFixture('other-client-key') },
    'tls.client_key',
    /is not the key of the client certificate/,
  ],
  [
    { ...identity, client_certificate: tlsFixture('expired-client') },
    'tls.client_certificate',
    /has expired: CN=Expired hooks/,
  ],
  [
    {
      client_certificate: tlsFixture('weak-client'),
      client_key: tlsFixture('weak-client-key'),
    },
    'tls.client_certificate',
    /too weak/,
  ],
]

test('what no connection could be made with is refused with its name, and not repeated', async () => {
  await using app = await startTestApp()
  const path = await created(app, null)
  for (const [tls, field, problem] of refusals) {
    for (const [method, at, fields] of [
      ['POST', '/v1/webhooks', wanted],
      ['PATCH', path, {}],
    ] as const) {
      const { status, body } = await app.call(method, at, { ...fields, tls })
      const said = `${method} ${JSON.stringify(tls).slice(0, 60)}`
      assert.equal(status, 400, said)
      assert.equal(body.error?.details?.field, field, said)
      assert.match(stringAt(body.error, 'message'), problem, said)
      assert.doesNotMatch(JSON.stringify(body), /marker|BEGIN|MII/, said)
    }
  }
  assert.equal('tls' in (await app.call('GET', path)).body, false)
})

test('a change is checked together with what is kept', async () => {
  await using app = await startTestApp()
  const path = await created(app, identity)
  const stranger = { client_key: tlsFixture('other-client-key') }
  const answer = await app.call('PATCH', path, { tls: stranger })
  assert.equal(answer.body.error?.details?.field, 'tls.client_key')
  const halved = await app.call('PATCH', path, { tls: { client_key: null } })
  assert.equal(halved.body.error?.details?.field, 'tls.client_key')
})

test('a hundred webhooks of a workspace have certificates, and no more', async () => {
  await using app = await startTestApp()
  const paths = await Promise.all(Array.from({ length: 100 }, () => created(app, { ca })))
  const refused = await app.call('POST', '/v1/webhooks', { ...wanted, tls: { ca } })
  assert.deepEqual([refused.status, refused.body.error?.details?.field], [409, 'tls'])
  const path = await created(app, null)
  assert.equal((await app.call('PATCH', path, { tls: { ca } })).status, 409)
  assert.equal((await app.call('PATCH', paths[0] ?? '', { tls: { ca } })).status, 200)
  assert.equal((await app.call('PATCH', paths[0] ?? '', { tls: null })).status, 200)
  assert.equal((await app.call('PATCH', path, { tls: { ca } })).status, 200)
})

test('over plain HTTP a certificate would be ignored, so the two do not come together', async () => {
  await using app = await startTestApp()
  const plain = 'http://yourapp.com/webhook'
  const both = await app.call('POST', '/v1/webhooks', { ...wanted, url: plain, tls: identity })
  assert.deepEqual([both.status, both.body.error?.details?.field], [400, 'tls'])
  const path = await created(app, identity)
  const moved = await app.call('PATCH', path, { url: plain })
  assert.deepEqual([moved.status, moved.body.error?.details?.field], [400, 'url'])
  assert.equal((await app.call('PATCH', path, { url: plain, tls: null })).status, 200)
  const late = await app.call('PATCH', path, { tls: identity })
  assert.deepEqual([late.status, late.body.error?.details?.field], [400, 'tls'])
})
