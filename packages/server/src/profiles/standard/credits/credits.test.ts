import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonNode } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver, type Receiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const low = 'credits.low'
const exhausted = 'credits.exhausted'

/** What the receiver was sent: type and data, in the order of arrival. */
function received({ requests }: Receiver): [unknown, unknown][] {
  return requests.map(({ body }) => {
    const { type, data } = JSON.parse(body.toString('utf8'))
    return [type, data]
  })
}

async function listen(app: TestApp, receiver: Receiver): Promise<void> {
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  assert.equal(created.status, 201)
}

/** The types of the workspace's events, oldest first. */
async function raised(app: TestApp): Promise<string[]> {
  const { body } = await app.call('GET', '/v1/events?limit=100')
  return Object.values(body.data ?? {})
    .map((event) => stringAt(event, 'type'))
    .toReversed()
}

function pathOf(app: TestApp): string {
  return `/v1/workspaces/${app.workspace}/credits`
}

test('credits are set, adjusted and shown', async () => {
  await using app = await startTestApp()
  const path = pathOf(app)
  const none = await app.admin('GET', path)
  assert.equal(none.status, 404)
  assert.match(stringAt(none.body.error, 'message'), /no credits yet/)

  const set = await app.admin('PUT', path, { balance: 250 })
  assert.equal(set.status, 200)
  assert.match(stringAt(set.body, 'updated_at'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const { updated_at: _, ...first } = set.body
  assert.deepEqual(first, { workspace: app.workspace, balance: 250, threshold: null })
  assert.deepEqual((await app.admin('GET', path)).body, set.body)

  const both = await app.admin('PUT', path, { balance: 100, threshold: 20 })
  assert.partialDeepStrictEqual(both.body, { balance: 100, threshold: 20 })
  const spent = await app.admin('POST', `${path}/adjust`, { change: -30 })
  assert.partialDeepStrictEqual(spent.body, { balance: 70, threshold: 20 })
  const added = await app.admin('POST', `${path}/adjust`, { change: 5 })
  assert.partialDeepStrictEqual(added.body, { balance: 75, threshold: 20 })
  assert.partialDeepStrictEqual((await app.admin('PUT', path, { balance: 9 })).body, {
    balance: 9,
    threshold: 20,
  })
  const without = await app.admin('PUT', path, { balance: 9, threshold: null })
  assert.partialDeepStrictEqual(without.body, { balance: 9, threshold: null })

  await app.restart()
  assert.deepEqual((await app.admin('GET', path)).body, without.body)
})

test('crossing a line downwards sends its event, and again only after the way back up', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await listen(app, receiver)
  const path = pathOf(app)
  await app.admin('PUT', path, { balance: 101, threshold: 100 })
  const arrived: [unknown, unknown][] = []
  for (const [change, ...events] of [
    [-1],
    [-1, [low, { credits_remaining: 99, threshold: 100 }]],
    [-9],
    [-90, [exhausted, { credits_remaining: 0 }]],
    [50],
    [-50, [exhausted, { credits_remaining: 0 }]],
    [100],
    [-100, [low, { credits_remaining: 0, threshold: 100 }], [exhausted, { credits_remaining: 0 }]],
  ] as const) {
    const answer = await app.admin('POST', `${path}/adjust`, { change })
    assert.equal(answer.status, 200)
    arrived.push(...events.map(([type, data]): [unknown, unknown] => [type, data]))
    await eventually('its events', () => receiver.requests.length >= arrived.length)
  }
  const inNoOrder = (events: [unknown, unknown][]) =>
    events.map((event) => JSON.stringify(event)).toSorted()
  assert.deepEqual(inNoOrder(received(receiver)), inNoOrder(arrived))
  assert.deepEqual(await raised(app), [low, exhausted, exhausted, low, exhausted])
})

test('a first balance raises nothing, and a threshold that moves may', async () => {
  await using app = await startTestApp()
  const path = pathOf(app)
  for (const [body, events] of [
    [{ balance: 0, threshold: 10 }, []],
    [{ balance: 50 }, []],
    [{ balance: 50, threshold: 60 }, [low]],
    [{ balance: 50, threshold: 70 }, [low]],
    [{ balance: 50, threshold: 50 }, [low]],
    [{ balance: 50, threshold: 51 }, [low, low]],
  ] as const) {
    assert.equal((await app.admin('PUT', path, body)).status, 200)
    await eventually('the events', async () => (await raised(app)).length === events.length)
    assert.deepEqual(await raised(app), events)
  }
})

test('fifty who spend at once raise each event once, and nobody spends what is not there', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await listen(app, receiver)
  const path = pathOf(app)
  await app.admin('PUT', path, { balance: 40, threshold: 20 })
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => app.admin('POST', `${path}/adjust`, { change: -1 })),
  )
  const balances = answers.filter(({ status }) => status === 200).map(({ body }) => body.balance)
  assert.deepEqual(new Set(balances), new Set(Array.from({ length: 40 }, (_, balance) => balance)))
  const refused = answers.filter(({ status }) => status === 409)
  assert.equal(refused.length, 10)
  assert.equal(refused[0]?.body.error?.details?.field, 'change')
  await eventually('both events', () => receiver.requests.length >= 2)
  assert.deepEqual((await raised(app)).toSorted(), [exhausted, low])
  assert.equal(receiver.requests.length, 2)
})

test('fifty who set a balance at once raise an event for each time it is crossed', async () => {
  await using app = await startTestApp()
  const path = pathOf(app)
  await app.admin('PUT', path, { balance: 100, threshold: 50 })
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => app.admin('PUT', path, { balance: index })),
  )
  assert.ok(answers.every(({ status }) => status === 200))
  await eventually('the event', async () => (await raised(app)).includes(low))
  const types = await raised(app)
  assert.equal(types.filter((type) => type === low).length, 1)
})

test('what was raised when the server stopped is sent by the next one', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await listen(app, receiver)
  await app.admin('PUT', pathOf(app), { balance: 1 })
  await app.admin('POST', `${pathOf(app)}/adjust`, { change: -1 })
  await app.restart()
  await eventually('the event', () => receiver.requests.length > 0)
  await app.restart()
  assert.deepEqual(received(receiver), [[exhausted, { credits_remaining: 0 }]])
})

test('customers see their credits and do not set them', async () => {
  await using app = await startTestApp()
  const path = pathOf(app)
  await app.admin('PUT', path, { balance: 5 })
  const key = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'tenant admin',
    scopes: ['admin'],
  })
  const tenant = { authorization: `Bearer ${stringAt(key.body, 'key')}` }
  const ask = (method: string, at: string, body?: unknown) => app.call(method, at, body, tenant)
  assert.equal((await ask('PUT', path, { balance: 500 })).status, 403)
  assert.equal((await ask('POST', `${path}/adjust`, { change: 500 })).status, 403)
  assert.equal((await ask('GET', path)).body.balance, 5)

  const other = await app.admin('POST', '/v1/workspaces', { name: 'Other' })
  const foreign = `/v1/workspaces/${stringAt(other.body, 'id')}/credits`
  await app.admin('PUT', foreign, { balance: 5 })
  assert.equal((await ask('GET', foreign)).status, 404)
})

test('credits that cannot be are refused with the field at fault', async () => {
  await using app = await startTestApp()
  const path = pathOf(app)
  assert.equal((await app.admin('POST', `${path}/adjust`, { change: 1 })).status, 404)
  const missing = `/v1/workspaces/ws_${'0'.repeat(32)}/credits`
  assert.equal((await app.admin('PUT', missing, { balance: 1 })).status, 404)
  await app.admin('PUT', path, { balance: 5 })
  const cases: [string, string, unknown, string][] = [
    ['PUT', path, {}, 'balance'],
    ['PUT', path, { balance: -1 }, 'balance'],
    ['PUT', path, { balance: 1.5 }, 'balance'],
    ['PUT', path, { balance: '1' }, 'balance'],
    ['PUT', path, { balance: null }, 'balance'],
    ['PUT', path, { balance: 2 ** 53 }, 'balance'],
    ['PUT', path, { balance: 1, threshold: -1 }, 'threshold'],
    ['PUT', path, { balance: 1, threshold: '1' }, 'threshold'],
    ['PUT', path, { balance: 1, credits: 1 }, 'credits'],
    ['POST', `${path}/adjust`, {}, 'change'],
    ['POST', `${path}/adjust`, { change: 0.5 }, 'change'],
    ['POST', `${path}/adjust`, { change: -(2 ** 53) }, 'change'],
  ]
  for (const [method, at, body, field] of cases) {
    const answer = await app.admin(method, at, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.error?.details?.field, field)
  }
  const tooMany = { change: Number.MAX_SAFE_INTEGER }
  assert.equal((await app.admin('POST', `${path}/adjust`, tooMany)).status, 409)
  const largest: JsonNode = (await app.admin('PUT', path, { balance: Number.MAX_SAFE_INTEGER }))
    .body
  assert.equal(largest.balance, Number.MAX_SAFE_INTEGER)
})
