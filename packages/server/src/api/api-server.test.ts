import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../test/support/string-at.ts'
import { startTestApp } from '../../test/support/test-app.ts'

test('the probes answer without a key', async () => {
  await using app = await startTestApp()
  const durability = 'SQLite, synchronous=FULL'
  for (const [path, body] of [
    ['/livez', { status: 'ok' }],
    ['/readyz', { status: 'ok', role: 'all', durability }],
  ] as const) {
    const response = await fetch(app.url + path)
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), body)
  }
})

test('metrics count events and tell what is held, in Prometheus’ format', async () => {
  await using app = await startTestApp()
  await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  const response = await fetch(`${app.url}/metrics`)
  assert.match(String(response.headers.get('content-type')), /^text\/plain; version=0\.0\.4/)
  const text = await response.text()
  assert.match(text, /^posthorn_events_total\{result="accepted"\} 1$/m)
  assert.match(text, /^posthorn_attempts_total\{outcome="success"\} 0$/m)
  assert.match(text, /^posthorn_queue_depth\{state="parked"\} 0$/m)
  assert.match(text, /^posthorn_oldest_pending_age_seconds 0$/m)
  assert.match(text, /^posthorn_commit_duration_seconds_count [1-9]/m)
  assert.match(text, /^process_cpu_seconds_total /m)
  for (const line of text.split('\n')) {
    assert.match(line, /^$|^# (HELP|TYPE) \w+ .+$|^\w+(\{[^{}]*\})? [^ ]+$/)
  }
})

test('the reference is a page without scripts that names every operation', async () => {
  await using app = await startTestApp()
  const response = await fetch(`${app.url}/docs`)
  assert.equal(response.status, 200)
  assert.match(String(response.headers.get('content-security-policy')), /default-src 'none'/)
  const html = await response.text()
  assert.doesNotMatch(html, /<script|style="|(?:src|href)="(?!\/|#)/)
  const openApi = await app.admin('GET', '/openapi.json')
  for (const methods of Object.values(openApi.body.paths ?? {})) {
    for (const operation of Object.values(methods ?? {})) {
      assert.ok(html.includes(`<section id="${stringAt(operation, 'operationId')}">`))
    }
  }
  assert.equal((await fetch(`${app.url}/docs/reference.css`)).status, 200)
})

test('the pages of the documentation are listed in llms.txt and served', async () => {
  await using app = await startTestApp()
  const contents = await (await fetch(`${app.url}/llms.txt`)).text()
  const links = Array.from(contents.matchAll(/\]\((\/[^)]+)\)/g), ([, link = '']) => link)
  for (const page of ['ARCHITECTURE.md', 'profiles/graph8.md', 'profiles/your-own.md']) {
    assert.ok(links.includes(`/docs/${page}`), page)
  }
  for (const link of links) assert.equal((await fetch(app.url + link)).status, 200, link)
  const outside = await fetch(`${app.url}/docs/..%2fpackage.json`)
  assert.equal(outside.status, 404)
})

test('every surface of the server refuses what it does not know in one shape', async () => {
  await using app = await startTestApp()
  const unknown = await app.call('GET', '/v1/nothing')
  assert.equal(unknown.status, 404)
  assert.deepEqual(Object.keys(unknown.body.error ?? {}), ['code', 'message'])
  const wrong = await app.call('PUT', '/v1/workspaces', {})
  assert.equal(wrong.status, 405)
  assert.equal(wrong.headers.get('allow'), 'GET, HEAD, POST')
  const root = await app.call('GET', '/')
  assert.equal(root.status, 404)
})
