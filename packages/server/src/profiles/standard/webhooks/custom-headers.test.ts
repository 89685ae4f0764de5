import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiAnswer } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver, type Receiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const url = 'https://yourapp.com/webhook'
const mask = '••••'

async function created(app: TestApp, fields: object): Promise<ApiAnswer & { path: string }> {
  const answer = await app.call('POST', '/v1/webhooks', {
    url,
    events: ['user.created'],
    ...fields,
  })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { ...answer, path: `/v1/webhooks/${stringAt(answer.body, 'id')}` }
}

/** What a test event arrives with: name, value, name, value … */
async function headersOfTest(app: TestApp, path: string, receiver: Receiver): Promise<string[]> {
  const before = receiver.requests.length
  await app.call('POST', `${path}/test`)
  assert.equal(receiver.requests.length, before + 1)
  return [...(receiver.requests.at(-1)?.rawHeaders ?? [])]
}

test('they are sent after the profile’s own, as they are spelled, and shown without values', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const customHeaders = { Authorization: 'Bearer x y', 'x-tenant_id': '~' }
  const { body, path } = await created(app, { url: receiver.url, custom_headers: customHeaders })
  const shown = { Authorization: mask, 'x-tenant_id': mask }
  assert.deepEqual(body.custom_headers, shown)
  const got = (await app.call('GET', path)).body
  assert.deepEqual(got.custom_headers, shown)
  const [listed] = Object.values((await app.call('GET', '/v1/webhooks')).body.data ?? {})
  assert.deepEqual(listed, got)

  const sent = await headersOfTest(app, path, receiver)
  const at = sent.indexOf('Authorization')
  assert.ok(at > sent.indexOf('X-Webhook-Signature'))
  assert.deepEqual(sent.slice(at, at + 4), Object.entries(customHeaders).flat())
})

test('the delivery log names them and keeps their values to itself', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { path } = await created(app, {
    url: receiver.url,
    custom_headers: { 'X-Api-Key': 'marker-1' },
  })
  await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  const delivery = await eventually('the delivery', async () => {
    const { body } = await app.call('GET', `${path}/deliveries?status=success`)
    return Object.values(body.deliveries ?? {})[0]
  })
  const detail = await app.call('GET', `/v1/deliveries/${stringAt(delivery, 'id')}`)
  const [attempt] = Object.values(detail.body.attempt_log ?? {})
  assert.equal(attempt?.request_headers?.['X-Api-Key'], mask)
  assert.equal(receiver.requests.at(-1)?.headers['x-api-key'], 'marker-1')
  assert.doesNotMatch(JSON.stringify(detail.body), /marker-1/)
  const audit = await app.admin('GET', `/v1/audit?workspace=${app.workspace}`)
  assert.match(JSON.stringify(audit.body), /X-Api-Key/)
  assert.doesNotMatch(JSON.stringify(audit.body), /marker-1/)
})

test('a change touches the headers that it names, and null takes one or all of them away', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { path } = await created(app, {
    url: receiver.url,
    custom_headers: { 'X-A': 'one', 'X-B': 'two', 'X-C': 'three' },
  })
  const change = async (fields: object): Promise<string[]> => {
    const { status, body } = await app.call('PATCH', path, fields)
    assert.equal(status, 200, JSON.stringify(body))
    return Object.keys(body.custom_headers ?? {})
  }
  const custom = async (): Promise<string[]> => {
    const sent = await headersOfTest(app, path, receiver)
    return sent.filter((_, index) => /^x-[abcd]$/i.test(sent[index - (index % 2)] ?? ''))
  }
  assert.deepEqual(await change({ name: 'CRM' }), ['X-A', 'X-B', 'X-C'])
  assert.deepEqual(await change({ custom_headers: {} }), ['X-A', 'X-B', 'X-C'])
  assert.deepEqual(await change({ custom_headers: { 'x-b': 'new', 'X-C': null, 'X-D': 'four' } }), [
    'X-A',
    'x-b',
    'X-D',
  ])
  assert.deepEqual(await custom(), ['X-A', 'one', 'x-b', 'new', 'X-D', 'four'])
  await app.restart()
  assert.deepEqual(await custom(), ['X-A', 'one', 'x-b', 'new', 'X-D', 'four'])
  assert.deepEqual(await change({ custom_headers: { 'X-A': null, 'X-B': null, 'X-D': null } }), [])
  assert.deepEqual(await custom(), [])
  assert.equal('custom_headers' in (await app.call('GET', path)).body, false)
  assert.deepEqual(await change({ custom_headers: { 'X-A': 'again' } }), ['X-A'])
  assert.deepEqual(await change({ custom_headers: null }), [])
})

const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`X-${index}`, 'x']))
const long = { 'X-A': 'x'.repeat(4000), 'X-B': 'x'.repeat(3000) }

/** What is wrong, and the field that is named. */
const refusals: readonly (readonly [unknown, string])[] = [
  ['Authorization: Bearer marker', 'custom_headers'],
  [['Authorization', 'marker'], 'custom_headers'],
  [{ 'X-A': 7 }, 'custom_headers.X-A'],
  [{ 'X-A': '' }, 'custom_headers.X-A'],
  [{ 'X-A': 'marker\r\nX-B: marker' }, 'custom_headers.X-A'],
  [{ 'X-A': ' marker' }, 'custom_headers.X-A'],
  [{ 'X-A': 'märker marker' }, 'custom_headers.X-A'],
  [{ 'X-A': mask }, 'custom_headers.X-A'],
  [{ 'X-A': 'x'.repeat(4097) }, 'custom_headers.X-A'],
  [{ 'Authorization: Bearer marker': 'x' }, 'custom_headers'],
  [{ '': 'marker' }, 'custom_headers'],
  [{ Host: 'marker' }, 'custom_headers.Host'],
  [{ 'content-length': '3' }, 'custom_headers.content-length'],
  [{ 'Transfer-Encoding': 'chunked' }, 'custom_headers.Transfer-Encoding'],
  [{ 'webhook-signature': 'v1,marker' }, 'custom_headers.webhook-signature'],
  [{ 'X-Webhook-Signature': 'marker' }, 'custom_headers.X-Webhook-Signature'],
  [{ 'x_webhook_signature-next': 'marker' }, 'custom_headers.x_webhook_signature-next'],
  [{ 'X-Event-Type': 'marker' }, 'custom_headers.X-Event-Type'],
  [{ 'X-A': 'marker', 'x-a': 'marker' }, 'custom_headers.x-a'],
  [many, 'custom_headers'],
  [long, 'custom_headers'],
]

test('what no request may carry is refused with its name, and never with its value', async () => {
  await using app = await startTestApp()
  const { path } = await created(app, { custom_headers: { 'X-Kept': 'kept' } })
  const before = (await app.call('GET', path)).body
  for (const [customHeaders, field] of refusals) {
    for (const [method, at, fields] of [
      ['POST', '/v1/webhooks', { url, events: ['user.created'] }],
      ['PATCH', path, {}],
    ] as const) {
      const answer = await app.call(method, at, { ...fields, custom_headers: customHeaders })
      const said = `${method} ${JSON.stringify(customHeaders).slice(0, 80)}`
      assert.equal(answer.status, 400, said)
      assert.equal(answer.body.error?.details?.field, field, said)
      assert.doesNotMatch(JSON.stringify(answer.body), /marker/, said)
    }
  }
  assert.deepEqual((await app.call('GET', path)).body, before)
  const nothingToRemove = { url, events: ['user.created'], custom_headers: { 'X-A': null } }
  assert.equal((await app.call('POST', '/v1/webhooks', nothingToRemove)).status, 400)
})

test('no more than twenty come together by changes either', async () => {
  await using app = await startTestApp()
  const { 'X-20': _, ...twenty } = many
  const { path } = await created(app, { custom_headers: twenty })
  const change = { custom_headers: { 'X-20': 'x' } }
  assert.equal((await app.call('PATCH', path, change)).status, 400)
  const exchange = { custom_headers: { 'X-20': 'x', 'X-0': null } }
  assert.equal((await app.call('PATCH', path, exchange)).status, 200)
})

test('through /v1 webhooks of every profile have them, each without what its profile sends', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  for (const [profile, type, taken, free] of [
    ['graph8', '*', 'X-Webhook-Signature', 'X-Encrata-Signature'],
    ['endgrate', 'endgrate.completed', 'X-Endgrate-Signature', 'X-Webhook-Signature'],
  ] as const) {
    const wanted = { url: receiver.url, events: [type], profile }
    const refused = await app.call('POST', '/v1/webhooks', {
      ...wanted,
      custom_headers: { [taken]: 'x' },
    })
    assert.equal(refused.status, 400, profile)
    assert.match(stringAt(refused.body.error, 'message'), /of the webhook’s profile/)
    const { path } = await created(app, { ...wanted, custom_headers: { [free]: 'free' } })
    const sent = await headersOfTest(app, path, receiver)
    assert.equal(sent[sent.indexOf(free) + 1], 'free', profile)
  }
})
