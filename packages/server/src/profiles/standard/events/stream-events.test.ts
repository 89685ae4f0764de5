import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCookieJar } from '../../../../test/support/cookie-jar.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { testAdminKey } from '../../../../test/support/server-process.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

async function follow({ url, workspace }: TestApp, query = `workspace=${workspace}`) {
  const response = await fetch(`${url}/v1/events/stream?${query}`, {
    headers: { authorization: `Bearer ${testAdminKey}` },
  })
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const chunks = (response.body ?? assert.fail('no body')).pipeThrough(new TextDecoderStream())
  return chunks.getReader()
}

async function readUntil(
  reader: Awaited<ReturnType<typeof follow>>,
  wanted: string,
): Promise<string> {
  let text = ''
  while (!text.includes(wanted)) {
    const { value, done } = await reader.read()
    if (done) assert.fail(`The stream ended before ${wanted}: ${text}`)
    text += value
  }
  return text
}

test('events are told as they are published, each once, those of the wanted type alone', async () => {
  await using app = await startTestApp()
  const publish = async (type: string) =>
    stringAt((await app.call('POST', '/v1/events', { type, data: {} })).body, 'id')
  const before = await publish('user.created')
  const reader = await follow(app, `workspace=${app.workspace}&type=user.created`)
  const other = await publish('user.deleted')
  const ids = [await publish('user.created'), await publish('user.created')]
  let text = await readUntil(reader, ids[1] ?? '')
  const last = await publish('user.created')
  text += await readUntil(reader, last)
  const told = Array.from(text.matchAll(/"id":"(evt_\w+)"/g), ([, id]) => id)
  assert.deepEqual(told, [...ids, last])
  assert.ok(!told.includes(before) && !told.includes(other))
  await reader.cancel()
})

test('an operator who names no workspace is told of the events of all', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const reader = await follow(app, '')
  await readUntil(reader, 'retry')
  for (const workspace of [app.workspace, other]) {
    await app.admin('POST', '/v1/events', { type: 'user.created', data: {}, workspace })
    await readUntil(reader, `"workspace":"${workspace}"`)
  }
  await reader.cancel()
})

test('a stream ends with the key that opened it, and with the password', async () => {
  await using app = await startTestApp()
  const password = 'over the hills and far away'
  const operator = await app.admin('POST', '/v1/operators', { name: 'Ada', password })
  const browser = createCookieJar(() => app.url)
  await browser.signIn('Ada', password)
  const key = await app.admin('POST', '/v1/keys', { name: 'x', scopes: ['read'] })
  const url = `${app.url}/v1/events/stream`
  const streams = await Promise.all([
    fetch(url, { headers: { authorization: `Bearer ${stringAt(key.body, 'key')}` } }),
    fetch(url, { headers: { cookie: browser.cookies() } }),
  ])
  await app.admin('DELETE', `/v1/keys/${stringAt(key.body, 'id')}`)
  const changed = { password: 'somewhere over the rainbow' }
  await app.admin('PATCH', `/v1/operators/${stringAt(operator.body, 'id')}`, changed)
  await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  for (const stream of streams) {
    assert.equal(stream.status, 200)
    assert.doesNotMatch(await stream.text(), /user\.created/)
  }
})

test('a server that stops ends its streams and waits for none', async () => {
  const app = await startTestApp()
  const reader = await follow(app)
  await readUntil(reader, 'retry')
  await app[Symbol.asyncDispose]()
  await assert.doesNotReject(async () => {
    for (let done = false; !done;) done = (await reader.read()).done
  })
})

test('a stream of another workspace is not there, and so many are open at once', async () => {
  await using app = await startTestApp()
  const path = '/v1/events/stream'
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  assert.equal((await app.call('GET', `${path}?workspace=${other}`)).status, 404)
  const readers = await Promise.all(Array.from({ length: 64 }, () => follow(app)))
  assert.equal((await app.call('GET', path)).status, 503)
  await Promise.all(readers.map((reader) => reader.cancel()))
})

test('of a burst the newest are told, and that others were left out', async () => {
  await using app = await startTestApp()
  const reader = await follow(app)
  await readUntil(reader, 'retry')
  const events = Array.from({ length: 400 }, (_, n) => ({ type: 'user.created', data: { n } }))
  const { body } = await app.call('POST', '/v1/events/batch', { events })
  const newest = stringAt(Object.values(body.data ?? {}).at(-1), 'id')
  const text = await readUntil(reader, newest)
  assert.match(text, /event: left-out/)
  assert.ok(text.split('event: event').length <= 101)
  await reader.cancel()
})
