import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf } from '../../../test/support/api-client.ts'
import { createWebhook, webhooksPath } from '../../../test/support/graph8-client.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'

const url = 'https://example.com/hooks'
const good = { url, events: ['campaign.created'] }
const noWebhook = { detail: 'Webhook not found' }

interface Refusal {
  readonly body: unknown
  readonly detail: unknown
}

async function assertRefused(
  app: TestApp,
  [method, path]: readonly [string, string],
  [status, cases]: readonly [number, readonly Refusal[]],
): Promise<void> {
  for (const { body, detail } of cases) {
    const answer = await app.call(method, path, body)
    assert.equal(answer.status, status, JSON.stringify([body, answer.body]))
    assert.deepEqual(answer.body, { detail })
  }
}

function fault(loc: readonly (string | number)[], msg: string, type: string): object {
  return { loc, msg, type }
}

const missing = (field: string): object => fault(['body', field], 'Field required', 'missing')
const notAString = 'Input should be a valid string'

test('a body that is not of the right form is refused with all its faults', async () => {
  await using app = await startTestApp()
  const noObject = fault(
    ['body'],
    'Input should be a valid dictionary or object to extract fields from',
    'model_attributes_type',
  )
  await assertRefused(
    app,
    ['POST', webhooksPath],
    [
      422,
      [
        { body: {}, detail: [missing('url'), missing('events')] },
        { body: { url }, detail: [missing('events')] },
        { body: { events: ['nope'] }, detail: [missing('url')] },
        {
          body: { url, events: [] },
          detail: [
            fault(
              ['body', 'events'],
              'List should have at least 1 item after validation, not 0',
              'too_short',
            ),
          ],
        },
        {
          body: { url, events: 'campaign.created' },
          detail: [fault(['body', 'events'], 'Input should be a valid list', 'list_type')],
        },
        {
          body: { url: null, events: ['campaign.created', 5], name: [] },
          detail: [
            fault(['body', 'url'], notAString, 'string_type'),
            fault(['body', 'events', 1], notAString, 'string_type'),
            fault(['body', 'name'], notAString, 'string_type'),
          ],
        },
        {
          body: { ...good, name: 'n'.repeat(256) },
          detail: [
            fault(['body', 'name'], 'String should have at most 255 characters', 'string_too_long'),
          ],
        },
        { body: [], detail: [noObject] },
        { body: '"text"', detail: [noObject] },
        {
          body: '{"url":"https://example.com",}',
          detail: [fault(['body', 29], 'JSON decode error', 'json_invalid')],
        },
      ],
    ],
  )
  const { path } = await createWebhook(app, {})
  await assertRefused(
    app,
    ['PATCH', path],
    [
      422,
      [
        {
          body: { is_active: 'maybe' },
          detail: [fault(['body', 'is_active'], 'Input should be a valid boolean', 'bool_type')],
        },
        {
          body: { url: null },
          detail: [fault(['body', 'url'], notAString, 'string_type')],
        },
      ],
    ],
  )
})

test('a body that is missing, or no JSON by its type, is refused in the same form', async () => {
  await using app = await startTestApp()
  const json = { 'content-type': 'application/json' }
  const empty = await app.call('POST', webhooksPath, undefined, json)
  assert.equal(empty.status, 422)
  assert.deepEqual(empty.body, { detail: [fault(['body'], 'Field required', 'missing')] })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const other = await app.call('POST', webhooksPath, `url=${url}`, form)
  assert.equal(other.status, 422)
  assert.partialDeepStrictEqual(other.body, { detail: [{ type: 'model_attributes_type' }] })
})

test('a query that is not of the right form is refused with all its faults', async () => {
  await using app = await startTestApp()
  const { path } = await createWebhook(app, {})
  const deliveries = `${path}/deliveries`
  const noNumber = 'Input should be a valid integer, unable to parse string as an integer'
  const noFlag = fault(
    ['query', 'is_active'],
    'Input should be a valid boolean, unable to interpret input',
    'bool_parsing',
  )
  const cases: [string, object[]][] = [
    [`${webhooksPath}?is_active=maybe`, [noFlag]],
    [`${webhooksPath}?is_active=`, [noFlag]],
    [`${webhooksPath}?is_active=2`, [noFlag]],
    [
      `${deliveries}?page=0&limit=201`,
      [
        fault(
          ['query', 'page'],
          'Input should be greater than or equal to 1',
          'greater_than_equal',
        ),
        fault(['query', 'limit'], 'Input should be less than or equal to 200', 'less_than_equal'),
      ],
    ],
    [
      `${deliveries}?limit=0`,
      [
        fault(
          ['query', 'limit'],
          'Input should be greater than or equal to 1',
          'greater_than_equal',
        ),
      ],
    ],
    [`${deliveries}?page=first`, [fault(['query', 'page'], noNumber, 'int_parsing')]],
    [`${deliveries}?limit=`, [fault(['query', 'limit'], noNumber, 'int_parsing')]],
    [
      `${deliveries}?status=canceled`,
      [fault(['query', 'status'], "Input should be 'success', 'failed' or 'pending'", 'enum')],
    ],
  ]
  for (const [at, detail] of cases) {
    const answer = await app.call('GET', at)
    assert.equal(answer.status, 422, at)
    assert.deepEqual(answer.body, { detail }, at)
  }
})

test('a value that is of the right form and wrong is refused with 400', async () => {
  await using app = await startTestApp({ environment: { POSTHORN_ALLOW_HTTP: 'false' } })
  const { path } = await createWebhook(app, {})
  const unknown = {
    body: { ...good, events: ['campaign.created', 'x', 'user.created', 'x'] },
    detail: 'Invalid event types: x, user.created',
  }
  const wrong = [
    unknown,
    { body: { ...good, url: 'nowhere' }, detail: 'The URL is not valid.' },
    { body: { ...good, url: '' }, detail: 'The URL is not valid.' },
    { body: { ...good, url: 'http://example.com' }, detail: 'The URL must use HTTPS.' },
    {
      body: '{"url":"a","url":"b","events":[]}',
      detail: '`url` stands twice in the same object.',
    },
  ]
  await assertRefused(app, ['POST', webhooksPath], [400, wrong])
  const noChange = 'No fields to update'
  await assertRefused(
    app,
    ['PATCH', path],
    [400, [...wrong, { body: {}, detail: noChange }, { body: { secret: 'x' }, detail: noChange }]],
  )
})

test('the pages of a list end where counting would take long', async () => {
  await using app = await startTestApp()
  const { path } = await createWebhook(app, {})
  const answer = await app.call('GET', `${path}/deliveries?page=501&limit=200`)
  assert.equal(answer.status, 400)
  assert.match(textOf(answer.body.detail), /down to entry 100000/)
  const last = await app.call('GET', `${path}/deliveries?page=500&limit=200`)
  assert.deepEqual(last.body, {
    data: [],
    pagination: { page: 500, limit: 200, total: 0, has_next: false },
  })
})

test('a key that is missing, wrong or of no organization is refused, and so is one that may not', async () => {
  await using app = await startTestApp()
  const without = await createApiCall(app.url, null)('GET', webhooksPath)
  assert.equal(without.status, 401)
  assert.deepEqual(without.body, {
    detail: 'Missing Authorization header. Use: Authorization: Bearer <api_key>',
  })
  const invalid = { detail: 'Invalid API key. Use: Authorization: Bearer <api_key>' }
  const wrong = await createApiCall(app.url, 'nobody')('GET', webhooksPath)
  assert.deepEqual([wrong.status, wrong.body], [401, invalid])
  const server = await app.admin('GET', webhooksPath)
  assert.deepEqual([server.status, server.body], [401, invalid])
  const created = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'reader',
    scopes: ['read'],
  })
  const reader = createApiCall(app.url, textOf(created.body.key))
  assert.equal((await reader('GET', webhooksPath)).status, 200)
  assert.equal((await reader('POST', webhooksPath, good)).status, 403)
})

test('X-Org-Id has to be the organization of the key, in either spelling', async () => {
  await using app = await startTestApp()
  const ask = (id: string, path = webhooksPath) =>
    app.call('GET', path, undefined, { 'X-Org-Id': id })
  const hex = app.workspace.replace('ws_', '')
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  for (const id of [app.workspace, uuid, uuid.toUpperCase()]) {
    assert.equal((await ask(id)).status, 200, id)
  }
  const other = textOf((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body.id)
  for (const id of [other, hex, '', 'acme', `${uuid}, ${uuid}`]) {
    const refused = await ask(id)
    assert.equal(refused.status, 403, id)
    assert.deepEqual(refused.body, { detail: 'X-Org-Id is not the organization of this API key' })
  }
  assert.equal((await ask(other, `${webhooksPath}/events`)).status, 403)
})

test('what belongs to another organization or another API looks like what is not there', async () => {
  await using app = await startTestApp()
  const other = textOf((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body.id)
  const made = await app.admin('POST', '/v1/webhooks', {
    ...good,
    workspace: other,
    profile: 'graph8',
  })
  const plain = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const uuids = [made, plain].map(({ body }) =>
    textOf(body.id).replace(/^hook_(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  )
  const own = (await createWebhook(app, {})).path.split('/').at(-1) ?? ''
  const names = [
    ...uuids.map((uuid) => `wh-${uuid}`),
    'wh-abc',
    'wh-',
    'x',
    own.replace('wh-', ''),
    own.replaceAll('-', ''),
    `${own}0`,
  ]
  for (const name of names) {
    const path = `${webhooksPath}/${name}`
    for (const [method, at, body] of [
      ['GET', path, undefined],
      ['PATCH', path, { name: 'mine' }],
      ['DELETE', path, undefined],
      ['GET', `${path}/deliveries`, undefined],
      ['POST', `${path}/rotate-secret`, undefined],
    ] as const) {
      const answer = await app.call(method, at, body)
      assert.equal(answer.status, 404, method + at)
      assert.deepEqual(answer.body, noWebhook)
    }
  }
})

test('unknown paths, wrong methods and bodies that are too large are told in the same shape', async () => {
  await using app = await startTestApp()
  for (const path of ['/api/v1', '/api/v1/contacts', `${webhooksPath}/x/y/z`]) {
    const answer = await app.call('GET', path)
    assert.deepEqual([answer.status, answer.body], [404, { detail: 'Not Found' }], path)
  }
  const wrong = await app.call('PUT', webhooksPath, good)
  assert.deepEqual([wrong.status, wrong.body], [405, { detail: 'Method Not Allowed' }])
  assert.equal(wrong.headers.get('allow'), 'GET, HEAD, POST')
  const large = await app.call('POST', webhooksPath, { ...good, name: 'n'.repeat(300_000) })
  assert.equal(large.status, 413)
  assert.deepEqual(Object.keys(large.body), ['detail'])
})
