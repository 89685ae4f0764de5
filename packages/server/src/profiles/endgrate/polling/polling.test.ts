import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf, type ApiCall } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'
import { allWebhooks, initiate, newCustomer, publish, received } from '../testing/session.ts'

const type = 'crm-contact'
const endgrate = { endgrate_type: type }

async function startPull(call: ApiCall, sessionId: string): Promise<string> {
  const { status, body } = await call('POST', '/api/pull/transfer', {
    session_id: sessionId,
    endgrate_type: type,
  })
  assert.equal(status, 200, JSON.stringify(body))
  return textOf(body.transfer_id)
}

/** As the product does that was asked for the transfer. */
async function deliver(
  app: TestApp,
  sessionId: string,
  transferId: string,
  batches: readonly string[],
): Promise<void> {
  for (const [index, batch] of batches.entries()) {
    const completed = index === batches.length - 1
    await publish(
      app,
      sessionId,
      'endgrate.data',
      `{"transfer_id":"${transferId}","endgrate":${JSON.stringify(endgrate)},"completed":${completed},"transfer_data":${batch}}`,
    )
  }
  await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId, endgrate })
}

function dataPath(transferId: string, more = ''): string {
  return `/api/pull/data?endgrate_type=${type}&transfer_id=${transferId}${more}`
}

const batches = [
  '[{"id":"1","data":{"score":1.10,"big":12345678901234567890},"associations":{}}]',
  '[{"id":"2","data":{},"associations":{}},\n {"id":"3","data":{"__proto__":1},"associations":{}}]',
]

test('the records of a completed transfer are those that the data webhook was sent, digit by digit', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call, key } = await newCustomer(app)
  const sessionId = await initiate(call, { data_webhook: { endpoint: receiver.url } })
  const other = await startPull(call, sessionId)
  const transferId = await startPull(call, sessionId)
  const early = await call('GET', dataPath(transferId))
  assert.equal(early.status, 400)
  assert.deepEqual(early.body, { message: 'Transfer has not yet completed.' })

  await deliver(app, sessionId, other, ['[{"id":"another transfer’s"}]'])
  await deliver(app, sessionId, transferId, batches)
  await received(receiver, 3)
  const response = await fetch(app.url + dataPath(transferId), {
    headers: { authorization: `Bearer ${key}` },
  })
  assert.equal(
    await response.text(),
    '{"success":true,"meta":{"count":3,"previous":null,"next":null},"transfer_data":[' +
      '{"id":"1","data":{"score":1.10,"big":12345678901234567890},"associations":{}},' +
      '{"id":"2","data":{},"associations":{}},{"id":"3","data":{"__proto__":1},"associations":{}}]}',
  )
})

test('records are paged through by the links of each page', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const transferId = await startPull(call, sessionId)
  const records = Array.from({ length: 7 }, (_, index) => ({ id: String(index) }))
  await deliver(app, sessionId, transferId, [
    JSON.stringify(records.slice(0, 3)),
    JSON.stringify(records.slice(3)),
  ])
  let path: string | undefined = dataPath(transferId, '&limit=3')
  const seen: unknown[] = []
  const offsets: unknown[] = []
  while (path !== undefined) {
    const { body } = await call('GET', path)
    assert.equal(body.meta?.count, 7)
    offsets.push(body.meta?.previous?.offset ?? null)
    seen.push(...Object.values(body.transfer_data ?? {}))
    path = body.meta?.next?.link === undefined ? undefined : textOf(body.meta.next.link)
  }
  assert.deepEqual(seen, records)
  assert.deepEqual(offsets, [null, 0, 3])
})

test('records are asked for by the transfer’s own type and direction, in its own workspace', async () => {
  await using app = await startTestApp()
  const { body } = await app.admin('POST', '/v1/workspaces', { name: 'Another' })
  const other = await newCustomer(app, ['manage'], textOf(body.id))
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const transferId = await startPull(call, sessionId)
  await deliver(app, sessionId, transferId, batches)
  const path = dataPath(transferId)
  assert.equal((await call('GET', path)).status, 200)
  for (const answer of [
    await call('GET', path.replace(type, 'crm-deal')),
    await call('GET', path.replace('pull', 'push')),
    await call('GET', dataPath('6566e87b7cf20dca9cef0c0d')),
    await other.call('GET', path),
    await other.call('GET', `/api/errors?transfer_id=${transferId}`),
    await other.call('GET', `/api/statistics?transfer_id=${transferId}`),
  ]) {
    assert.equal(answer.status, 404)
    assert.deepEqual(answer.body, { message: 'Transfer not found.' })
  }
  await call('POST', '/api/session/delete', { session_id: sessionId })
  assert.equal((await call('GET', path)).status, 404)
})

test('errors are those of the error webhook, without success and metadata, the latest first', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call, key } = await newCustomer(app)
  const first = await initiate(call, allWebhooks(receiver, { user_id: 1 }))
  const second = await initiate(call)
  const transferId = await startPull(call, first)
  await publish(app, first, 'endgrate.error', { pk: '1', transfer_id: transferId, metadata: 2 })
  await publish(app, second, 'endgrate.error', '{"pk":"2","index":12345678901234567890,"n":1.10}')
  await publish(app, first, 'endgrate.error', { pk: '3', success: false, error_type: 'mapping' })
  await publish(app, 'no-session', 'endgrate.error', { pk: '4' })

  const pks = async (query: string): Promise<unknown[]> => {
    const { status, body } = await call('GET', `/api/errors${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    const errors = Object.values(body.errors ?? {})
    assert.equal(body.meta?.count, errors.length)
    return errors.map((error) => error?.pk)
  }
  await eventually('all errors', async () => (await pks('')).length === 3)
  assert.deepEqual(await pks(''), ['3', '2', '1'])
  assert.deepEqual(await pks(`?session_id=${first}`), ['3', '1'])
  assert.deepEqual(await pks(`?transfer_id=${transferId}`), ['1'])
  assert.deepEqual(await pks(`?session_id=${second}&transfer_id=${transferId}`), [])

  const response = await fetch(`${app.url}/api/errors?limit=1&offset=1`, {
    headers: { authorization: `Bearer ${key}` },
  })
  assert.equal(
    await response.text(),
    '{"success":true,"meta":{"count":3,"previous":{"offset":0,"link":"/api/errors?limit=1&offset=0"},' +
      '"next":{"offset":2,"link":"/api/errors?limit=1&offset=2"}},' +
      `"errors":[{"pk":"2","session_id":"${second}","index":12345678901234567890,"n":1.10}]}`,
  )
})

test('statistics count what was published, for the latest transfer of each type', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const none = await call('GET', `/api/statistics?session_id=${sessionId}`)
  assert.partialDeepStrictEqual(none.body, { method: 'IMPORT', completed: false, statistics: {} })
  const old = await startPull(call, sessionId)
  await deliver(app, sessionId, old, ['[]'])
  await publish(app, sessionId, 'endgrate.configuration', {
    endgrate: { provider: 'hubspot' },
    schemas: { [type]: { integration: 'get-contacts' } },
  })
  const transferId = await startPull(call, sessionId)
  const running = await call('GET', `/api/statistics?transfer_id=${transferId}`)
  assert.equal(running.body.completed, false)
  await deliver(app, sessionId, transferId, batches)
  const { status, body } = await call('GET', `/api/statistics?session_id=${sessionId}`)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), ['method', 'completed', 'initiated', 'statistics'])
  assert.match(textOf(body.initiated), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.equal(
    JSON.stringify({ ...body, initiated: null }),
    JSON.stringify({
      method: 'IMPORT',
      completed: true,
      initiated: null,
      statistics: {
        [type]: {
          batch_size: 2,
          records: 3,
          batches: 2,
          batches_queued: 0,
          batches_success: 2,
          batches_fail: 0,
          records_transferred: 3,
          completed: true,
          provider: 'hubspot',
          integration: 'get-contacts',
        },
      },
    }),
  )
  const exported = await call('GET', `/api/statistics?session_id=${sessionId}&method=EXPORT`)
  assert.partialDeepStrictEqual(exported.body, { method: 'EXPORT', statistics: {} })
})
