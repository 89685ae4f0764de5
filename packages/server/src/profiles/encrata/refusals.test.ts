import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf, type ApiAnswer } from '../../../test/support/api-client.ts'
import { createWebhook, newKey } from '../../../test/support/encrata-client.ts'
import { testAdminKey } from '../../../test/support/server-process.ts'
import { startTestApp } from '../../../test/support/test-app.ts'

const url = 'https://example.com/webhook'
const events = ['lookup.completed']
const noId = '019a8f3b-2c4d-7e5f-8a1b-3c5d7e9f0000'

function assertRefused(answer: ApiAnswer, status: number, error: string | RegExp): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.deepEqual(Object.keys(answer.body), ['error'])
  const text = textOf(answer.body.error)
  if (typeof error === 'string') assert.equal(text, error)
  else assert.match(text, error)
}

test('what is wrong with a new webhook is said in the product’s words', async () => {
  await using app = await startTestApp()
  const { call } = await newKey(app)
  const cases = [
    [{}, 'url is required'],
    [{ events }, 'url is required'],
    [{ url: '', events }, 'url is required'],
    [{ url: null, events }, 'url is required'],
    [{ url: 7, events }, 'url has to be a string'],
    [{ url: 'http://example.com/', events }, 'URL must use HTTPS'],
    [{ url: 'ftp://example.com/', events }, 'URL must use HTTPS'],
    [{ url: 'example', events }, 'The URL is not valid.'],
    [{ url: 'https://user:word@example.com/', events }, /user name or password/],
    [{ url: 'https://10.0.0.1/', events }, /public internet/],
    [{ url }, 'at least one event is required'],
    [{ url, events: [] }, 'at least one event is required'],
    [{ url, events: null }, 'at least one event is required'],
    [{ url, events: 'lookup.completed' }, 'events has to be an array'],
    [{ url, events: [...events, 'user.created'] }, 'invalid event: user.created'],
    [{ url, events: ['*'] }, 'invalid event: *'],
    [{ url, events: ['test'] }, 'invalid event: test'],
    [{ url, events: [...events, 7] }, 'events[1] has to be a string'],
    [{ url, events: [null] }, 'events[0] has to be a string'],
    [{ url, events, description: 7 }, 'description has to be a string or null'],
    [{ url, events, description: 'x'.repeat(501) }, /^description .*500/],
    [[], 'request body has to be an object'],
    ['{"url":', /byte|end|value/],
    [`{"url":"${url}","url":"${url}","events":["credits.low"]}`, /twice/],
    ['', 'request body is missing'],
  ] as const
  for (const [body, error] of cases) {
    assertRefused(await call('POST', '/api/webhooks', body), 400, error)
  }
  assert.deepEqual((await call('GET', '/api/webhooks')).body, [])
})

test('a change that is wrong is refused in the same words, and changes nothing', async () => {
  await using app = await startTestApp()
  const { call } = await newKey(app)
  const { id } = await createWebhook(app)
  const before = (await call('GET', '/api/webhooks')).body
  const cases = [
    [{ url }, 400, 'id is required'],
    [{ id: '', url }, 400, 'id is required'],
    [{ id: null, url }, 400, 'id is required'],
    [{ id }, 400, 'url is required'],
    [{ id, url: 'http://example.com/' }, 400, 'URL must use HTTPS'],
    [{ id, url, events: [] }, 400, 'at least one event is required'],
    [{ id, url, events: ['lookup.failed'] }, 400, 'invalid event: lookup.failed'],
    [{ id, url, is_active: 'no' }, 400, 'is_active has to be true or false or null'],
    [{ id: noId, url }, 404, 'webhook not found'],
    [{ id: 'lookup', url }, 404, 'webhook not found'],
  ] as const
  for (const [body, status, error] of cases) {
    assertRefused(await call('PUT', '/api/webhooks', body), status, error)
  }
  assert.deepEqual((await call('GET', '/api/webhooks')).body, before)
})

test('a request that names no webhook is refused, and one that names two', async () => {
  await using app = await startTestApp()
  const { call } = await newKey(app)
  const { id } = await createWebhook(app)
  const cases = [
    ['GET', '/api/webhooks?id=', undefined, 'id is required'],
    ['GET', '/api/webhooks?id=a&id=b', undefined, 'id has to be a string'],
    ['GET', '/api/webhooks/deliveries', undefined, 'webhook_id is required'],
    ['GET', '/api/webhooks/deliveries?webhook_id=', undefined, 'webhook_id is required'],
    ['POST', '/api/webhooks/test', {}, 'id is required'],
    ['POST', '/api/webhooks/test', undefined, /empty|Content-Type/],
    ['DELETE', '/api/webhooks', undefined, 'id is required'],
    ['DELETE', '/api/webhooks', {}, 'id is required'],
    ['DELETE', '/api/webhooks', { id: null }, 'id is required'],
    ['DELETE', `/api/webhooks?id=${noId}`, { id }, /differ/],
  ] as const
  for (const [method, path, body, error] of cases) {
    assertRefused(await call(method, path, body), 400, error)
  }
})

test('another workspace’s webhook, another profile’s and one that never was look the same', async () => {
  await using app = await startTestApp()
  const other = textOf((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body.id)
  const stranger = await newKey(app, ['manage'], other)
  const foreign = await stranger.call('POST', '/api/webhooks', { url, events })
  const standard = await app.call('POST', '/v1/webhooks', { url, events })
  const standardId = textOf(standard.body.id).slice('hook_'.length)
  const standardUuid = standardId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  for (const id of [textOf(foreign.body.id), standardUuid, noId, 'nothing']) {
    const { call } = await newKey(app)
    for (const [method, path, body] of [
      ['GET', `/api/webhooks?id=${id}`],
      ['PUT', '/api/webhooks', { id, url }],
      ['DELETE', '/api/webhooks', { id }],
      ['DELETE', `/api/webhooks?id=${id}`],
      ['POST', '/api/webhooks/test', { id }],
      ['GET', `/api/webhooks/deliveries?webhook_id=${id}`],
    ] as const) {
      assertRefused(await call(method, path, body), 404, 'webhook not found')
    }
  }
  assert.deepEqual((await app.call('GET', '/api/webhooks')).body, [])
  assert.equal(Object.keys((await stranger.call('GET', '/api/webhooks')).body).length, 1)
})

test('without a good key there is one answer, whatever is asked', async () => {
  await using app = await startTestApp()
  const { id, text } = await newKey(app)
  const admin = await newKey(app, ['admin'])
  assert.equal((await admin.call('DELETE', `/api/keys?id=${id}`)).status, 200)
  for (const key of [null, 'enc_live_unknown', text]) {
    const call = createApiCall(app.url, key)
    for (const [method, path, body] of [
      ['GET', '/api/webhooks'],
      ['POST', '/api/webhooks', { url, events }],
      ['PUT', '/api/webhooks', '{"id":'],
      ['DELETE', '/api/webhooks'],
      ['POST', '/api/webhooks/test'],
      ['GET', '/api/webhooks/deliveries'],
      ['GET', '/api/keys'],
    ] as const) {
      assertRefused(await call(method, path, body), 401, 'unauthorized')
    }
  }
})

test('a key may do what its scopes say', async () => {
  await using app = await startTestApp()
  const reader = await newKey(app, ['read'])
  assert.equal((await reader.call('GET', '/api/webhooks')).status, 200)
  assertRefused(await reader.call('POST', '/api/webhooks', { url, events }), 403, /"manage"/)
  assertRefused(await app.call('GET', '/api/keys'), 403, /"admin"/)
})

test('a key of no workspace is told that it needs one', async () => {
  await using app = await startTestApp()
  const call = createApiCall(app.url, testAdminKey)
  const { id } = await createWebhook(app)
  for (const [method, path, body] of [
    ['GET', '/api/webhooks'],
    ['GET', `/api/webhooks?id=${id}`],
    ['POST', '/api/webhooks', { url, events }],
    ['PUT', '/api/webhooks', { id, url }],
    ['DELETE', '/api/webhooks', { id }],
    ['POST', '/api/webhooks/test', { id }],
    ['GET', `/api/webhooks/deliveries?webhook_id=${id}`],
    ['GET', '/api/keys'],
    ['POST', '/api/keys', { name: 'x' }],
    ['DELETE', `/api/keys?id=${id}`],
  ] as const) {
    assertRefused(await call(method, path, body), 400, /workspace/)
  }
})

test('unknown paths, wrong methods, wrong types and bodies without end are refused in the same shape', async () => {
  await using app = await startTestApp()
  for (const path of [
    '/api/webhooks/',
    '/api/webhooks/nothing',
    '/api/keys/1',
    '/api/webhooks/test/1',
  ]) {
    assertRefused(await app.call('GET', path), 404, 'not found')
  }
  for (const [method, path, allow] of [
    ['PATCH', '/api/webhooks', 'GET, HEAD, POST, PUT, DELETE'],
    ['GET', '/api/webhooks/test', 'POST'],
    ['POST', '/api/webhooks/deliveries', 'GET, HEAD'],
    ['PUT', '/api/keys', 'GET, HEAD, POST, DELETE'],
  ] as const) {
    const answer = await app.call(method, path)
    assertRefused(answer, 405, 'method not allowed')
    assert.equal(answer.headers.get('Allow'), allow)
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const sent = await app.call('POST', '/api/webhooks', 'url=https://example.com', form)
  assertRefused(sent, 400, 'Content-Type must be application/json')
  const endless = { url, events, description: 'x'.repeat(300_000) }
  assertRefused(await app.call('POST', '/api/webhooks', endless), 413, 'request body too large')
})
