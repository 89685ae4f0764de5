import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf, type ApiAnswer, type ApiCall } from './support/api-client.ts'
import { newKey } from './support/encrata-client.ts'
import { ManualClock } from './support/manual-clock.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

/**
 * Whatever is wrong with a request, everything under a product's prefix answers in the product's
 * own shape: the same mistakes for each of them, side by side on one server.
 */

type Request = readonly [method: string, path: string, body?: unknown]
type Answer = readonly [status: number, body: unknown]

interface Product {
  readonly name: string
  readonly make: Request
  /** Asks for what an answer to `make` tells of; null: for what never was. */
  readonly find: (made: ApiAnswer | null) => Request
  /** Has to read from the database. */
  readonly read: (made: ApiAnswer) => Request
  /** Within a minute, with one key, where the server allows sixty. */
  readonly requestsAllowed: number
  readonly misfit: Answer
  readonly unknownRoute: readonly [path: string, ...Answer]
  readonly wrongMethod: readonly [...Request, ...Answer]
  readonly brokenJson: Answer
  readonly tooLarge: Answer
  readonly noKey: Answer
  readonly badKey: Answer
  readonly missing: Answer
  readonly tooMany: Answer
  readonly ownFailure: Answer
}

const url = 'https://example.com/hooks'

/** What no document has words for. */
const noJson = 'The body is not valid JSON: expected a value at byte 7.'
const noPath = 'There is nothing at this path. The API is described at /docs.'
const tooLarge = 'The body is larger than this endpoint takes. Send less at a time.'
const tooMany = 'This API key may make 60 requests a minute. Try again in 1 s.'
const ourFault =
  'Something went wrong on our side. Try again, and report it with the request id if it stays.'

function fieldRequired(field: string): object {
  return { loc: ['body', field], msg: 'Field required', type: 'missing' }
}

function coded(code: string, message: string, more: object = {}): object {
  return { error: { code, message, ...more } }
}

const encrata: Product = {
  name: 'encrata',
  make: ['POST', '/api/webhooks', { url, events: ['lookup.completed'] }],
  find: (made) => ['GET', `/api/webhooks?id=${made === null ? 'x' : stringAt(made.body, 'id')}`],
  read: ({ body }) => ['GET', `/api/webhooks/deliveries?webhook_id=${stringAt(body, 'id')}`],
  requestsAllowed: 30,
  misfit: [400, { error: 'url is required' }],
  unknownRoute: ['/api/webhooks/x', 404, { error: 'not found' }],
  wrongMethod: ['PATCH', '/api/webhooks', {}, 405, { error: 'method not allowed' }],
  brokenJson: [400, { error: noJson }],
  tooLarge: [413, { error: 'request body too large' }],
  noKey: [401, { error: 'unauthorized' }],
  badKey: [401, { error: 'unauthorized' }],
  missing: [404, { error: 'webhook not found' }],
  tooMany: [429, { error: 'Rate limit exceeded. Please try again later.' }],
  ownFailure: [500, { error: ourFault }],
}

const graph8: Product = {
  name: 'graph8',
  make: ['POST', '/api/v1/webhooks', { url, events: ['campaign.created'] }],
  find: (made) => [
    'GET',
    `/api/v1/webhooks/${made === null ? 'wh-x' : stringAt(made.body.data, 'id')}`,
  ],
  read: ({ body }) => ['GET', `/api/v1/webhooks/${stringAt(body.data, 'id')}/deliveries`],
  requestsAllowed: 50,
  misfit: [422, { detail: [fieldRequired('url'), fieldRequired('events')] }],
  unknownRoute: ['/api/v1/contacts', 404, { detail: 'Not Found' }],
  wrongMethod: ['PUT', '/api/v1/webhooks', {}, 405, { detail: 'Method Not Allowed' }],
  brokenJson: [
    422,
    { detail: [{ loc: ['body', 7], msg: 'JSON decode error', type: 'json_invalid' }] },
  ],
  tooLarge: [413, { detail: tooLarge }],
  noKey: [401, { detail: 'Missing Authorization header. Use: Authorization: Bearer <api_key>' }],
  badKey: [401, { detail: 'Invalid API key. Use: Authorization: Bearer <api_key>' }],
  missing: [404, { detail: 'Webhook not found' }],
  tooMany: [429, { detail: 'Rate limit exceeded. Please slow down.' }],
  ownFailure: [500, { detail: ourFault }],
}

const endgrate: Product = {
  name: 'endgrate',
  make: ['POST', '/api/session/initiate', { completed_webhook: { endpoint: url } }],
  find: (made) => [
    'GET',
    `/api/session/configuration?session_id=${made === null ? 'x' : stringAt(made.body, 'session_id')}`,
  ],
  read: ({ body }) => ['GET', `/api/session?session_id=${stringAt(body, 'session_id')}`],
  requestsAllowed: 60,
  misfit: [
    422,
    { message: 'Validation error', errors: { json: { sync: ['Has to be true or false.'] } } },
  ],
  unknownRoute: ['/api/session/x', 404, { message: noPath }],
  wrongMethod: [
    'GET',
    '/api/session/initiate',
    undefined,
    405,
    { message: 'GET is not allowed here. Use POST.' },
  ],
  brokenJson: [400, { message: noJson }],
  tooLarge: [413, { message: tooLarge }],
  noKey: [401, { message: 'Unauthorized' }],
  badKey: [401, { message: 'Unauthorized' }],
  missing: [404, { message: 'Session not found.' }],
  tooMany: [429, { message: tooMany }],
  ownFailure: [500, { message: ourFault }],
}

const standard: Product = {
  name: 'standard',
  make: ['POST', '/v1/webhooks', { url, events: ['user.created'] }],
  find: (made) => ['GET', `/v1/webhooks/${made === null ? 'x' : stringAt(made.body, 'id')}`],
  read: ({ body }) => ['GET', `/v1/webhooks/${stringAt(body, 'id')}/deliveries`],
  requestsAllowed: 60,
  misfit: [400, coded('validation_error', '`url` is missing.', { details: { field: 'url' } })],
  unknownRoute: ['/v1/contacts', 404, coded('not_found', noPath)],
  wrongMethod: [
    'PUT',
    '/v1/webhooks',
    {},
    405,
    coded('method_not_allowed', 'PUT is not allowed here. Use GET, HEAD, POST.'),
  ],
  brokenJson: [400, coded('validation_error', noJson)],
  tooLarge: [413, coded('payload_too_large', tooLarge)],
  noKey: [
    401,
    coded('unauthorized', 'No API key was sent. Add the header "Authorization: Bearer <key>".'),
  ],
  badKey: [
    401,
    coded(
      'unauthorized',
      'This API key is not known here: it was mistyped, revoked or made for another server.',
    ),
  ],
  missing: [404, coded('not_found', 'There is no such webhook.')],
  tooMany: [429, coded('rate_limited', tooMany)],
  ownFailure: [500, coded('internal_error', ourFault)],
}

const products = [encrata, graph8, endgrate, standard]

function ask(call: ApiCall, [method, path, body]: Request): Promise<ApiAnswer> {
  return call(method, path, body)
}

function assertAnswer({ status, body, headers }: ApiAnswer, [expected, shape]: Answer): void {
  // As texts: members stand in the documents' order.
  assert.deepEqual([status, JSON.stringify(body)], [expected, JSON.stringify(shape)])
  assert.match(String(headers.get('content-type')), /^application\/json/)
}

async function newWorkspace(app: TestApp): Promise<ApiCall> {
  const made = await app.admin('POST', '/v1/workspaces', { name: 'Other' })
  return (await newKey(app, ['manage'], textOf(made.body.id))).call
}

for (const product of products) {
  const { name, make, find, unknownRoute, wrongMethod } = product
  const [method, path] = make

  test(`${name}: what is wrong with a request is told in its own shape`, async () => {
    await using app = await startTestApp()
    const { call } = app
    assertAnswer(
      await call(method, path, { [name === 'endgrate' ? 'sync' : 'x']: 7 }),
      product.misfit,
    )
    const [unknownPath, ...unknown] = unknownRoute
    assertAnswer(await call('GET', unknownPath), unknown)
    const [wrong, at, body, ...refusal] = wrongMethod
    assertAnswer(await call(wrong, at, body), refusal)
    assertAnswer(await call(method, path, '{"url":'), product.brokenJson)
    assertAnswer(await call(method, path, { url, x: 'x'.repeat(300_000) }), product.tooLarge)
  })

  test(`${name}: without a key, and with a revoked or unknown one, there is nothing to see`, async () => {
    await using app = await startTestApp()
    const { id, text, call } = await newKey(app)
    assert.ok((await ask(call, make)).status < 300)
    const key = `key_${id.replaceAll('-', '')}`
    const keyPath = `/v1/workspaces/${app.workspace}/keys/${key}`
    assert.equal((await app.admin('DELETE', keyPath)).status, 200)
    for (const request of [make, find(null)]) {
      assertAnswer(await ask(createApiCall(app.url, null), request), product.noKey)
      assertAnswer(await ask(createApiCall(app.url, text), request), product.badKey)
      assertAnswer(await ask(createApiCall(app.url, 'nobody'), request), product.badKey)
    }
  })

  test(`${name}: what is another workspace’s looks like what never was`, async () => {
    await using app = await startTestApp()
    const made = await ask(app.call, make)
    const stranger = await newWorkspace(app)
    assertAnswer(await ask(stranger, find(made)), product.missing)
    assertAnswer(await ask(stranger, find(null)), product.missing)
  })

  test(`${name}: too many requests are refused until their time has passed`, async () => {
    const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
    await using app = await startTestApp({
      clock,
      environment: { POSTHORN_RATE_LIMIT_PER_MINUTE: '60' },
    })
    const { call } = await newKey(app)
    for (let count = 0; count < product.requestsAllowed; count += 1) {
      assertAnswer(await ask(call, find(null)), product.missing)
    }
    const refused = await ask(call, find(null))
    assertAnswer(refused, product.tooMany)
    await clock.advance(Number(refused.headers.get('retry-after')) * 1000)
    assertAnswer(await ask(call, find(null)), product.missing)
  })

  test(`${name}: a failure of our own is told in its shape, without its details`, async () => {
    const fail = () => Promise.reject(new Error('an inner detail'))
    await using app = await startTestApp({
      replaceStore: (store) => ({ ...store, listDeliveriesOfWebhook: fail, getRecord: fail }),
    })
    const made = await ask(app.call, make)
    assertAnswer(await ask(app.call, product.read(made)), product.ownFailure)
  })
}
