import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test, type TestContext } from 'node:test'
import { Posthorn, PosthornError, type PosthornOptions } from 'posthorn'
import { createPosthornClient } from '@posthorn/sdk/client'
import { eventually } from './support/eventually.ts'
import { startReceiver } from './support/receiver.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

async function startEmbedded(t: TestContext, options: PosthornOptions = {}) {
  const dataDir = temporaryDirectory(t)
  const posthorn = await Posthorn.start({
    dataDir,
    allowHttp: true,
    allowNetworks: ['127.0.0.0/8'],
    ...options,
  })
  const receiver = await startReceiver()
  t.after(async () => {
    await posthorn.stop()
    await receiver[Symbol.asyncDispose]()
  })
  const { id: workspace } = await posthorn.api.workspaces.create({ name: 'Acme' })
  await posthorn.api.webhooks.create({ workspace, url: receiver.url, events: ['user.created'] })
  const { key } = await posthorn.api.keys.create(workspace, {
    name: 'app',
    scopes: ['publish', 'manage'],
  })
  return { posthorn, receiver, workspace, key, dataDir, file: join(dataDir, 'posthorn.sqlite') }
}

function received({ requests }: { readonly requests: readonly { readonly body: Buffer }[] }) {
  return requests.map(({ body }) => JSON.parse(String(body)))
}

test('a program publishes in its own process, and everything else is the API', async (t) => {
  const { posthorn, receiver, workspace } = await startEmbedded(t)
  const event = { workspace, type: 'user.created', data: { id: 'user_1' }, id: 'signup-1' }
  const accepted = await posthorn.publish(event)
  assert.deepEqual(await posthorn.publish(event), accepted)
  await eventually('the delivery', () => receiver.requests.length === 1)
  assert.deepEqual(received(receiver), [
    { id: accepted.id, type: 'user.created', created_at: accepted.created_at, data: event.data },
  ])
  const { data } = await posthorn.api.events.list({ workspace, type: 'user.created' })
  assert.deepEqual(
    data.map(({ id }) => id),
    [accepted.id],
  )
})

test('what is wrong with an event is told as the API tells it', async (t) => {
  const { posthorn, workspace } = await startEmbedded(t)
  const misspelled = { type: 'user.created', data: {}, chanels: ['a'] }
  for (const [event, code, field] of [
    [{ workspace, type: 'no.such', data: {} }, 'validation_error', 'type'],
    [{ workspace, ...misspelled }, 'validation_error', 'chanels'],
    [{ workspace: 'ws_1', type: 'user.created', data: {} }, 'not_found', undefined],
    [
      { workspace, type: 'user.created', data: { x: 'x'.repeat(300_000) } },
      'payload_too_large',
      'data',
    ],
  ] as const) {
    await assert.rejects(posthorn.publish(event), (error) => {
      assert.ok(error instanceof PosthornError)
      assert.equal(error.code, code)
      assert.equal(error.field, field)
      return true
    })
  }
})

test('options are checked, all at once and by name', async (t) => {
  const dataDir = temporaryDirectory(t)
  await assert.rejects(
    Posthorn.start({ dataDir, maxInFlight: -1, maxDataBytes: 7 }),
    /Posthorn\.start: maxDataBytes .*\nPosthorn\.start: maxInFlight /,
  )
  // @ts-expect-error -- only a server of its own has a port
  await assert.rejects(Posthorn.start({ dataDir, port: 80 }), /port is for servers with a port/)
  await assert.rejects(Posthorn.start({ dataDir, pathPrefix: 'hooks/' }), /pathPrefix/)
  // @ts-expect-error -- misspelled
  await assert.rejects(Posthorn.start({ dataDir, alowHttp: true }), /allowHttp/)
})

test('an event within a transaction is published when that commits, and not when it is rolled back', async (t) => {
  const { posthorn, receiver, workspace, file } = await startEmbedded(t)
  using client = new DatabaseSync(file)
  client.exec('CREATE TABLE users (id TEXT PRIMARY KEY)')
  const rounds = 100
  for (let round = 0; round < rounds; round++) {
    for (const outcome of ['COMMIT', 'ROLLBACK']) {
      client.exec('BEGIN IMMEDIATE')
      client.prepare('INSERT INTO users VALUES (?)').run(`${outcome} ${round}`)
      const data = { id: `${outcome} ${round}` }
      await posthorn.publish({ workspace, type: 'user.created', data }, { client })
      client.exec(outcome)
    }
  }
  await eventually('every committed event', () => receiver.requests.length >= rounds)
  const users = client
    .prepare('SELECT id FROM users')
    .all()
    .map(({ id }) => id)
  const ids = received(receiver).map(({ data }) => data.id)
  assert.equal(ids.length, rounds)
  assert.deepEqual(new Set(ids), new Set(users))
  const { data } = await posthorn.api.events.list({ workspace, type: 'user.created', limit: 100 })
  assert.equal(data.length, rounds)
})

test('an event that is to be sent is not sent before the commit', async (t) => {
  const { posthorn, receiver, workspace, file } = await startEmbedded(t)
  using client = new DatabaseSync(file)
  client.exec('BEGIN IMMEDIATE')
  await posthorn.publish({ workspace, type: 'user.created', data: {} }, { client })
  // Far longer than a committed one would take: it is looked for all the time.
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.equal(receiver.requests.length, 0)
  client.exec('COMMIT')
  await eventually('the delivery', () => receiver.requests.length === 1)
})

test('what is raised waits in the file through a restart', async (t) => {
  const { posthorn, receiver, workspace, file, dataDir } = await startEmbedded(t)
  using client = new DatabaseSync(file)
  client.exec('BEGIN IMMEDIATE')
  await posthorn.publish({ workspace, type: 'user.created', data: {} }, { client })
  client.exec('COMMIT')
  await posthorn.stop()
  await using again = await Posthorn.start({
    dataDir,
    allowHttp: true,
    allowNetworks: ['127.0.0.0/8'],
  })
  await eventually('the delivery', () => receiver.requests.length === 1)
  assert.ok((await again.api.workspaces.get(workspace)).id)
})

test('the same id within transactions is one event, and no other', async (t) => {
  const { posthorn, receiver, workspace, file } = await startEmbedded(t)
  using client = new DatabaseSync(file)
  const event = { workspace, type: 'user.created', data: { n: 1 }, id: 'one' }
  const first = await posthorn.publish(event, { client })
  assert.equal((await posthorn.publish(event, { client })).id, first.id)
  await eventually('the delivery', () => receiver.requests.length === 1)
  assert.equal((await posthorn.publish(event, { client })).id, first.id)
  assert.equal((await posthorn.publish(event)).id, first.id)
  const other = posthorn.publish({ ...event, data: { n: 2 } }, { client })
  await assert.rejects(other, { code: 'conflict', field: 'id' })
  assert.equal(receiver.requests.length, 1)
})

test('a connection to something else is refused', async (t) => {
  const { posthorn, workspace, dataDir } = await startEmbedded(t)
  const event = { workspace, type: 'user.created', data: {} }
  using elsewhere = new DatabaseSync(join(dataDir, 'elsewhere.sqlite'))
  using inMemory = new DatabaseSync(':memory:')
  for (const client of [elsewhere, inMemory, { query: () => undefined }]) {
    await assert.rejects(posthorn.publish(event, { client }), { name: 'TypeError' })
  }
})

async function listenTo(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // A server that listens on a port has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function fetchListener(
  answer: (request: Request) => Response | Promise<Response>,
): RequestListener {
  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = message
    const body: Uint8Array[] = []
    for await (const chunk of message) body.push(chunk)
    const answered = await answer(
      new Request(`http://${headers.host}${message.url}`, {
        method,
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
        ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
      }),
    )
    response.writeHead(answered.status, Object.fromEntries(answered.headers))
    response.end(Buffer.from(await answered.arrayBuffer()))
  }
  return (message, response) => void respond(message, response)
}

type Host = (t: TestContext, posthorn: Posthorn) => Promise<string>

const hosts: Readonly<Record<string, Host>> = {
  Fastify: async (t, posthorn) => {
    const app = fastify()
    app.get('/', () => 'mine')
    await app.register(posthorn.fastify)
    t.after(() => app.close())
    return app.listen({ host: '127.0.0.1', port: 0 })
  },
  Express: (t, posthorn) => {
    const app = express()
    app.get('/', (_request, response) => void response.send('mine'))
    app.use('/hooks', posthorn.handle)
    return listenTo(t, app)
  },
  Hono: (t, posthorn) => {
    const app = new Hono()
    app.get('/', ({ text }) => text('mine'))
    app.mount('/hooks', posthorn.fetch)
    return listenTo(t, fetchListener(app.fetch))
  },
  'A fetch handler': (t, posthorn) => {
    return listenTo(
      t,
      fetchListener((request) =>
        new URL(request.url).pathname === '/' ? new Response('mine') : posthorn.fetch(request),
      ),
    )
  },
}

for (const [name, host] of Object.entries(hosts)) {
  test(`${name} offers the whole surface below a prefix, beside routes of its own`, async (t) => {
    const { posthorn, receiver, workspace, key } = await startEmbedded(t, { pathPrefix: '/hooks' })
    const url = await host(t, posthorn)
    assert.equal(await (await fetch(url)).text(), 'mine')
    assert.equal((await fetch(`${url}/hooks/livez`)).status, 200)

    const client = createPosthornClient({ url: `${url}/hooks`, key })
    const { id } = await client.events.publish({ type: 'user.created', data: { ключ: '😀' } })
    await eventually('the delivery', () => receiver.requests.length === 1)
    assert.equal((await client.events.get(id)).deliveries.length, 1)
    const { data } = await client.webhooks.list()
    assert.deepEqual(await client.webhooks.delete(data[0]?.id ?? ''), {
      id: data[0]?.id,
      deleted: true,
    })
    assert.equal((await client.workspaces.get(workspace)).id, workspace)

    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const tooLarge = await fetch(`${url}/hooks/v1/events`, {
      method: 'POST',
      headers,
      body: `{"type":"user.created","data":{"x":"${'x'.repeat(2 ** 21)}"}}`,
    })
    assert.equal(tooLarge.status, 413)
    const unknown = await fetch(`${url}/hooks/v1/nothing`, { headers })
    assert.equal(unknown.status, 404)
    assert.equal((await fetch(`${url}/hooks/v1/events`)).status, 401)
  })
}
