import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { Client } from 'pg'
import { eventually } from './support/eventually.ts'
import { createTestDatabases } from './support/postgres-databases.ts'
import { startPostgresServer } from './support/postgres-server.ts'
import { startReceiver } from './support/receiver.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp } from './support/test-app.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

async function startPublishing(t: TestContext) {
  const database = await databases.create()
  const app = await startTestApp({ environment: { DATABASE_URL: database.url } })
  const receiver = await startReceiver()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  t.after(async () => {
    await client.end()
    await app[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })
  const { workspace } = app
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })

  async function publish(args: Readonly<Record<string, unknown>>): Promise<string> {
    const named = Object.keys(args).map((name, index) => `${name} => $${index + 1}`)
    const { rows } = await client.query<{ id: string }>(
      `SELECT posthorn.publish(${named.join(', ')}) AS id`,
      Object.values(args),
    )
    return rows[0]?.id ?? ''
  }

  return {
    app,
    client,
    database,
    receiver,
    workspace,
    publish,
    bodies: () => receiver.requests.map(({ body }) => String(body)),
  }
}

test('an event that SQL publishes arrives as it was written, with what was said of it', async (t) => {
  const { app, client, receiver, workspace, publish, bodies } = await startPublishing(t)
  const data =
    '{ "n": 12345678901234567890, "m": 1.10, "__proto__": {"1": null}, "ü": "\\u00fc😀" }'
  const id = await publish({
    workspace,
    type: 'user.created',
    data: ` \n${data}\t`,
    channels: ['eu', 'eu', 'naïve'],
    subject: 'user_1',
    occurred_at: '2026-01-15T12:30:00.5Z',
  })
  assert.match(id, /^evt_[0-9a-f]{12}7[0-9a-f]{3}8[0-9a-f]{11}0000$/)
  await eventually('the delivery', () => receiver.requests.length === 1)
  const created = '"created_at":"2026-01-15T12:30:00Z"'
  const spelled = '{"n":12345678901234567890,"m":1.1,"__proto__":{"1":null},"ü":"ü😀"}'
  assert.deepEqual(bodies(), [`{"id":"${id}","type":"user.created",${created},"data":${spelled}}`])
  const kept = await client.query(`SELECT convert_from(data, 'UTF8') AS data FROM posthorn.events`)
  assert.deepEqual(kept.rows, [{ data }])
  const { body } = await app.call('GET', `/v1/events/${id}`)
  assert.deepEqual(body.channels, ['eu', 'naïve'])
  assert.equal(body.subject, 'user_1')
})

test('an event that SQL publishes carries the channel that its data names, as any other does', async (t) => {
  const { app, receiver, workspace, publish } = await startPublishing(t)
  const type = 'endgrate.completed'
  const webhook = { url: receiver.url, events: [type], channels: ['t-1'] }
  assert.equal((await app.call('POST', '/v1/webhooks', webhook)).status, 201)
  const data = '{"transfer_id":"t-1"}'
  const id = await publish({ workspace, type, data, channels: ['s-1'] })
  await eventually('the deliveries', () => receiver.requests.length > 0)
  const { body } = await app.call('GET', `/v1/events/${id}`)
  assert.deepEqual(body.channels, ['s-1', 't-1'])
  assert.equal(Object.values(body.deliveries ?? {}).length, 2)
})

test('an event is published when its transaction commits, and not when it is rolled back', async (t) => {
  const { client, receiver, workspace, publish, bodies } = await startPublishing(t)
  const rounds = 50
  for (let round = 0; round < rounds; round++) {
    for (const outcome of ['ROLLBACK', 'COMMIT']) {
      await client.query('BEGIN')
      await publish({ workspace, type: 'user.created', data: `{"outcome":"${outcome}"}` })
      await client.query(outcome)
    }
  }
  await eventually('every committed one', () => receiver.requests.length >= rounds)
  await publish({ workspace, type: 'user.deleted', data: '{}' })
  await eventually('the last one', () => bodies().some((body) => body.includes('user.deleted')))
  assert.equal(receiver.requests.length, rounds + 1)
  assert.ok(bodies().every((body) => !body.includes('ROLLBACK')))
})

test('what can be told at once is refused at once, in words', async (t) => {
  const { app, workspace, publish } = await startPublishing(t)
  const good = { workspace, type: 'user.created', data: '{}' }
  for (const [args, message] of [
    [{ ...good, workspace: 'ws_1' }, /there is no workspace 'ws_1'/],
    [{ ...good, workspace: `ws_${'0'.repeat(32)}` }, /there is no workspace/],
    [{ ...good, workspace: null }, /there is no workspace NULL/],
    [{ ...good, type: 'user created' }, /type has to be/],
    [{ ...good, type: 'user.exploded' }, /the event type 'user.exploded' is not known/],
    [{ ...good, data: '[]' }, /data has to be a JSON object/],
    [{ ...good, data: null }, /data has to be a JSON object/],
    [{ ...good, data: '{"a":}' }, /invalid input syntax for type json/],
    [{ ...good, data: `{"a":"${'x'.repeat(262_144)}"}` }, /data has 262152 bytes, and 262144/],
    [{ ...good, channels: Array.from({ length: 11 }, (_, n) => `c${n}`) }, /at most 10 channels/],
    [{ ...good, channels: [''] }, /a channel has to have 1 to 64 printable/],
    [{ ...good, subject: 'a\nb' }, /subject has to have 1 to 256 printable/],
    [{ ...good, idempotency_key: 'k'.repeat(257) }, /idempotency_key has to have/],
    [{ ...good, occurred_at: '1969-12-31T00:00:00Z' }, /occurred_at has to be between/],
  ] as const) {
    await assert.rejects(publish(args), { message })
  }
  const { body } = await app.call('GET', '/v1/events')
  assert.deepEqual(body.data, [])
})

test('a workspace’s own types and an open catalogue are known to SQL too', async (t) => {
  const { app, receiver, workspace, publish } = await startPublishing(t)
  const created = await app.admin('POST', '/v1/event-types', { name: 'order.paid', workspace })
  assert.equal(created.status, 201)
  await publish({ workspace, type: 'order.paid', data: '{}' })
  await eventually('the first', () => receiver.requests.length === 1)
  await app.admin('DELETE', `/v1/event-types/order.paid?workspace=${workspace}`)
  await assert.rejects(publish({ workspace, type: 'order.paid', data: '{}' }), /not known/)
  await app.admin('PATCH', `/v1/workspaces/${workspace}`, { open_catalogue: true })
  await publish({ workspace, type: 'order.shipped', data: '{}' })
  await eventually('both', () => receiver.requests.length === 2)
})

test('what is found out later is among the rejected events, and goes to nobody', async (t) => {
  const { app, receiver, workspace, publish, bodies } = await startPublishing(t)
  await app.admin('POST', '/v1/event-types', {
    name: 'order.paid',
    schema: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
  })
  const misfit = await publish({ workspace, type: 'order.paid', data: '{"total":"7"}' })
  const twice = await publish({ workspace, type: 'user.created', data: '{"a":1,"a":2}' })
  const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`
  const tooDeep = await publish({ workspace, type: 'user.created', data: deep })
  await publish({ workspace, type: 'order.paid', data: '{"total":7}' })
  await eventually('the good one', () => receiver.requests.length === 1)
  assert.match(bodies()[0] ?? '', /"total":7/)
  const { body } = await app.call('GET', '/v1/rejected-events')
  const rejected = Object.values(body.data ?? {})
  assert.deepEqual(
    rejected.map((event) => stringAt(event, 'id')),
    [tooDeep, twice, misfit],
  )
  assert.match(stringAt(rejected[2], 'rejected'), /total/)
  const one = await app.call('GET', `/v1/events/${misfit}`)
  assert.deepEqual(one.body.data, { total: '7' })
  assert.equal(one.body.rejected, rejected[2]?.rejected)
  assert.deepEqual(one.body.deliveries, [])
  assert.deepEqual((await app.call('POST', `/v1/events/${misfit}/replay`)).status, 404)
})

test('a key is one key, by SQL and by the API', async (t) => {
  const { app, receiver, workspace, publish } = await startPublishing(t)
  const event = { workspace, type: 'user.created', data: '{"n":1}', idempotency_key: 'ключ' }
  const id = await publish({ ...event, channels: ['eu'], subject: 'é' })
  assert.equal(await publish({ ...event, channels: ['eu'], subject: 'é' }), id)
  await eventually('the delivery', () => receiver.requests.length === 1)
  assert.equal(await publish({ ...event, channels: ['eu'], subject: 'é' }), id)
  const { body } = await app.call('POST', '/v1/events', {
    type: 'user.created',
    data: { n: 1 },
    id: 'ключ',
    channels: ['eu'],
    subject: 'é',
  })
  assert.equal(body.id, id)
  await assert.rejects(publish({ ...event, data: '{"n":2}' }), {
    code: '23505',
    message: /used for another event/,
  })
  assert.equal(receiver.requests.length, 1)
})

test('of two transactions that use one key at once for different events, one is rejected', async (t) => {
  const { app, client, receiver, workspace, database, publish } = await startPublishing(t)
  const other = new Client({ connectionString: database.url })
  await other.connect()
  await client.query('BEGIN')
  await publish({ workspace, type: 'user.created', data: '{"n":1}', idempotency_key: 'k' })
  await other.query('SELECT posthorn.publish($1, $2, $3, $4)', [
    workspace,
    'user.created',
    '{"n":2}',
    'k',
  ])
  await eventually('the first to commit', () => receiver.requests.length === 1)
  await client.query('COMMIT')
  await eventually('the other to be rejected', async () => {
    const { body } = await app.call('GET', '/v1/rejected-events')
    return Object.values(body.data ?? {}).length === 1
  })
  assert.match(String(receiver.requests[0]?.body), /"n":2/)
  assert.equal(receiver.requests.length, 1)
  await other.end()
})

test('a role that may publish may do nothing else', async (t) => {
  const { client, database, receiver, workspace } = await startPublishing(t)
  const role = `publisher_${Math.floor(Math.random() * 1e9)}`
  await client.query(`
    CREATE ROLE ${role} LOGIN;
    GRANT USAGE ON SCHEMA posthorn TO ${role};
    GRANT EXECUTE ON FUNCTION posthorn.publish TO ${role}`)
  const url = new URL(database.url)
  url.username = role
  const publisher = new Client({ connectionString: url.href })
  await publisher.connect()
  await publisher.query(`SELECT posthorn.publish($1, 'user.created', '{}')`, [workspace])
  await eventually('the delivery', () => receiver.requests.length === 1)
  const { rows: functions } = await client.query<{ call: string }>(`
    SELECT format('%I(%s)', proname, pg_get_function_identity_arguments(oid)) AS call
    FROM pg_proc WHERE pronamespace = 'posthorn'::regnamespace
      AND has_function_privilege('${role}', oid, 'EXECUTE')`)
  assert.deepEqual(
    functions.map(({ call }) => call.replace(/\(.*/, '')),
    ['publish'],
  )
  for (const table of ['events', 'inbox', 'webhooks', 'api_keys', 'meta']) {
    await assert.rejects(publisher.query(`SELECT * FROM posthorn.${table}`), { code: '42501' })
  }
  await publisher.end()
  await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})
