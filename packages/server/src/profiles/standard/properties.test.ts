import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ApiAnswer } from '../../../test/support/api-client.ts'
import { stringAt, textOf } from '../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'
import type { Sender } from '../../domain/sender.ts'
import { standardRoutes } from './routes.ts'

const runs = { numRuns: 40 }

/** Values that are nearly right, and values that are anything. */
const almost = {
  text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('user.created', '*', '', '\0')),
  url: fc.oneof(fc.webUrl(), fc.string(), fc.constant('https://yourapp.com/webhook')),
  id: fc.oneof(
    fc.constantFrom('hook_', 'evt_', 'del_', 'ws_', 'evt_test_').chain((prefix) =>
      fc
        .oneof(
          fc.uuid().map((uuid) => uuid.replaceAll('-', '')),
          fc.string(),
        )
        .map((rest) => prefix + rest),
    ),
    fc.string({ minLength: 1 }),
  ),
  time: fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.string(),
  ),
}

const list = fc.array(fc.oneof(almost.text, almost.id, fc.integer()), { maxLength: 12 })

/** Every field that a body of `/v1` may have, each sometimes there. */
const body = fc.oneof(
  fc.record(
    {
      url: almost.url,
      events: list,
      secret: fc.oneof(almost.text, fc.jsonValue()),
      active: fc.oneof(fc.boolean(), fc.jsonValue()),
      name: fc.oneof(almost.text, fc.constant(null)),
      description: almost.text,
      channels: list,
      retry_delays_s: fc.oneof(fc.array(fc.integer()), fc.constant(null)),
      overlap_s: fc.oneof(fc.nat(), fc.double()),
      type: almost.text,
      data: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      id: almost.text,
      created_at: almost.time,
      webhooks: list,
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
)

const query = fc.record(
  {
    page: fc.oneof(fc.nat(), almost.text),
    limit: fc.oneof(fc.nat(120), almost.text),
    cursor: almost.text,
    status: almost.text,
    active: fc.oneof(fc.boolean(), almost.text),
    type: almost.text,
    from: almost.time,
    to: almost.time,
    workspace: almost.id,
  },
  { requiredKeys: [] },
)

/** Every webhook answers at once. */
const sender: Sender = {
  send: () =>
    Promise.resolve({
      kind: 'answered',
      status: 200,
      headers: '',
      body: new Uint8Array(),
      truncated: false,
      retryAfter: null,
    }),
  close: () => Promise.resolve(),
}

async function idsThatAre(app: TestApp): Promise<string[]> {
  const url = 'https://yourapp.com/webhook'
  const webhook = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const id = stringAt(webhook.body, 'id')
  const event = await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  const tested = await app.call('POST', `/v1/webhooks/${id}/test`)
  return [id, stringAt(event.body, 'id'), stringAt(tested.body, 'id')]
}

function assertAnswered({ status, body: answer }: ApiAnswer, what: string): void {
  assert.ok(status < 500, `${what}: ${status} ${JSON.stringify(answer)}`)
  if (status >= 400) assert.deepEqual(Object.keys(answer), ['error'], what)
}

function queryText(values: Record<string, unknown>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) parameters.set(name, textOf(value))
  return `?${parameters.toString()}`
}

test('no body, query or id that fits or nearly fits a route of /v1 brings about a 5xx', async () => {
  await using app = await startTestApp({ sender })
  const kept = new Set(['Workspaces', 'Keys'])
  // What deletes comes last, so that the others find something.
  const routes = standardRoutes
    .filter(({ tag }) => !kept.has(tag))
    .toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))
  const anyId = fc.oneof(almost.id, fc.constantFrom(...(await idsThatAre(app))))
  for (const route of routes) {
    const sendsBody = route.body !== undefined
    await fc.assert(
      fc.asyncProperty(anyId, query, body, async (id, values, sent) => {
        const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id))
        const target = path + (route.query === undefined ? '' : queryText(values))
        const answer = await app.call(route.method, target, sendsBody ? sent : undefined)
        assertAnswered(answer, `${route.method} ${target}`)
      }),
      runs,
    )
  }
})

test('no bytes that are sent as JSON bring about a 5xx', async () => {
  await using app = await startTestApp()
  const broken = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.json(), fc.nat()).map(([json, at]) => json.slice(0, at % (json.length + 1))),
    fc.tuple(fc.json(), fc.string()).map(([json, after]) => json + after),
  )
  for (const path of ['/v1/events', '/v1/events/batch', '/v1/webhooks']) {
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        // Without a body `fetch` would send no content type.
        assertAnswered(await app.call('POST', path, `${text} `), path)
      }),
      runs,
    )
  }
})

test('whatever data is accepted is delivered with the same meaning', async () => {
  await using app = await startTestApp()
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (data) => {
      const { status, body: accepted } = await app.call('POST', '/v1/events', {
        type: 'user.created',
        data,
      })
      assert.equal(status, 202)
      const got = await app.call('GET', `/v1/events/${textOf(accepted.id)}`)
      assert.deepEqual(got.body.data, JSON.parse(JSON.stringify(data)))
    }),
    runs,
  )
})
