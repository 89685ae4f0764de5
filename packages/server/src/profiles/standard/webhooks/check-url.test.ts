import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../../../test/support/api-client.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

test('a URL is judged as creating a webhook would judge it, by the rules of its profile', async () => {
  await using app = await startTestApp()
  const check = async (url: string, profile?: string) =>
    await app.call('POST', '/v1/webhook-urls/check', { url, profile })
  const good = await check('https://EXAMPLE.com/hook')
  assert.deepEqual(good.body, { url: 'https://example.com/hook', problem: null })
  for (const url of [
    '',
    'ftp://example.com',
    'https://user:pass@example.com',
    'http://10.0.0.1/',
  ]) {
    const judged = await check(url)
    const refused = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
    assert.equal(judged.body.url, null, url)
    assert.equal(refused.status, 400)
    if (url !== '') assert.equal(judged.body.problem, refused.body.error?.['message'])
  }
  assert.equal((await check('http://example.com/')).body.problem, null)
  const strict = await check('http://example.com/', 'encrata')
  assert.match(textOf(strict.body.problem), /HTTPS/)
  assert.equal((await check('https://example.com/', 'nobody')).status, 400)
})

test('profiles tell what they lay down, and which types their webhooks may ask for', async () => {
  await using app = await startTestApp()
  const { body } = await app.call('GET', '/v1/profiles')
  const profiles = Object.values(body.data ?? {})
  const encrata = profiles.find((profile) => textOf(profile?.['name']) === 'encrata')
  assert.equal(encrata?.['requires_https'], true)
  const names = Object.values(encrata?.['event_types'] ?? {})
  const types = await app.call('GET', '/v1/event-types?profile=encrata&limit=100')
  const listed = Object.values(types.body.data ?? {}).map((type) => type?.['name'])
  assert.deepEqual(new Set(listed), new Set(names))
  assert.ok(names.length > 0)
})
