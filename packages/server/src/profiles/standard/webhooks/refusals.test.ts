import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const url = 'https://yourapp.com/webhook'
const good = { url, events: ['user.created'] }
const tooMany = Array.from({ length: 11 }, (_, index) => `channel ${index}`)

/** What is wrong with a new webhook, and the field that is named. */
const refusals: readonly (readonly [string, unknown, string | undefined])[] = [
  ['no body', '', undefined],
  ['broken JSON', '{"url":', undefined],
  ['a list', [], undefined],
  ['a key twice', `{"url":"${url}","url":"${url}","events":["*"]}`, 'url'],
  ['no URL', { events: ['user.created'] }, 'url'],
  ['no events', { url }, 'events'],
  ['an empty list of events', { url, events: [] }, 'events'],
  ['an unknown type', { url, events: ['user.created', 'user.exploded'] }, 'events[1]'],
  ['a type of the wrong kind', { url, events: [7] }, 'events[0]'],
  ['a URL that is none', { ...good, url: 'not a url' }, 'url'],
  ['another scheme', { ...good, url: 'ftp://yourapp.com/' }, 'url'],
  ['credentials in the URL', { ...good, url: 'https://user:pass@yourapp.com/' }, 'url'],
  ['a private address', { ...good, url: 'http://10.0.0.1/' }, 'url'],
  ['a URL without end', { ...good, url: `https://yourapp.com/${'x'.repeat(2100)}` }, 'url'],
  ['an empty secret', { ...good, secret: '' }, 'secret'],
  ['a secret without end', { ...good, secret: 'x'.repeat(257) }, 'secret'],
  ['a secret with a line end', { ...good, secret: 'a\nb' }, 'secret'],
  ['a secret that is a number', { ...good, secret: 7 }, 'secret'],
  ['active as text', { ...good, active: 'true' }, 'active'],
  ['an unknown field', { ...good, colour: 'red' }, 'colour'],
  ['an unknown profile', { ...good, profile: 'pigeon' }, 'profile'],
  ['too many channels', { ...good, channels: tooMany }, 'channels'],
  ['an empty channel', { ...good, channels: [''] }, 'channels[0]'],
  ['a channel without end', { ...good, channels: ['x'.repeat(65)] }, 'channels[0]'],
  ['an invisible channel', { ...good, channels: ['a\u200bb'] }, 'channels[0]'],
  ['a delay of nothing', { ...good, retry_delays_s: [0] }, 'retry_delays_s[0]'],
]

test('what is wrong with a new webhook is said in a sentence, with its field', async () => {
  await using app = await startTestApp()
  for (const [what, body, field] of refusals) {
    const answer = await app.call('POST', '/v1/webhooks', body)
    assert.equal(answer.status, 400, what)
    assert.deepEqual(Object.keys(answer.body), ['error'], what)
    assert.equal(answer.body.error?.code, 'validation_error', what)
    assert.match(stringAt(answer.body.error, 'message'), /\.$/, what)
    assert.equal(answer.body.error?.details?.field, field, what)
  }
  const list = await app.call('GET', '/v1/webhooks')
  assert.deepEqual(list.body.data, [])
})

test('an unknown profile is refused with the list of those that exist', async () => {
  await using app = await startTestApp()
  const { body } = await app.call('POST', '/v1/webhooks', { ...good, profile: 'pigeon' })
  assert.match(stringAt(body.error, 'message'), /"standard"/)
})

test('a secret is never repeated in a refusal', async () => {
  await using app = await startTestApp()
  const secret = `hush${'\u0007'}hush`
  const { body } = await app.call('POST', '/v1/webhooks', { ...good, secret })
  assert.doesNotMatch(JSON.stringify(body), /hush/)
})

test('a change that is wrong changes nothing', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', good)
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const before = (await app.call('GET', path)).body
  for (const body of [
    {},
    { url: 'ftp://yourapp.com/', active: false },
    { events: [] },
    { events: ['nothing.known'] },
    { profile: 'standard' },
    { id: 'hook_1' },
    { active: null },
  ]) {
    assert.equal((await app.call('PATCH', path, body)).status, 400, JSON.stringify(body))
  }
  assert.deepEqual((await app.call('GET', path)).body, before)
})

test('a path that names nothing is answered 404 whatever it looks like', async () => {
  await using app = await startTestApp()
  for (const id of [
    'hook_123',
    'hook_',
    '%00',
    `evt_${'0'.repeat(32)}`,
    `hook_${'0'.repeat(32)}`,
  ]) {
    const answer = await app.call('GET', `/v1/webhooks/${id}`)
    assert.equal(answer.status, 404, id)
    assert.equal(answer.body.error?.code, 'not_found')
  }
})

test('types of the workspace may be subscribed to, and in an open catalogue any name', async () => {
  await using app = await startTestApp()
  await app.admin('POST', '/v1/event-types', { name: 'invoice.paid', workspace: app.workspace })
  const known = await app.call('POST', '/v1/webhooks', { url, events: ['invoice.paid'] })
  assert.equal(known.status, 201)
  await app.admin('PATCH', `/v1/workspaces/${app.workspace}`, { open_catalogue: true })
  const open = await app.call('POST', '/v1/webhooks', { url, events: ['any.thing'] })
  assert.equal(open.status, 201)
  const malformed = await app.call('POST', '/v1/webhooks', { url, events: ['any thing'] })
  assert.equal(malformed.status, 400)
})
