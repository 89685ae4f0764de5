import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { test } from 'node:test'
import { eventually } from '../../../test/support/eventually.ts'
import { startInboxServer } from '../../../test/support/inbox-server.ts'
import { watchInbox } from '../../../test/support/watch-inbox.ts'

test('what is signed correctly is answered 200, anything else 401, and both are shown', async (t) => {
  const inbox = await startInboxServer(t)
  const summaries = watchInbox(t, inbox.origin)
  assert.equal((await inbox.deliver({ id: 'evt_1' })).status, 200)
  const manual = await fetch(`${inbox.origin}/inbox/hook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Webhook-Signature': 'test_signature' },
    body: '{"id":"evt_test","type":"user.created","data":{}}',
  })
  assert.equal(manual.status, 401)
  await eventually(
    'both requests with their answers',
    () => [...summaries.values()].every(({ answer }) => answer !== null) && summaries.size === 2,
  )
  const shown = [...summaries.values()].map(({ eventId, verdict, answer }) => ({
    eventId,
    verdict,
    status: answer?.kind === 'answered' ? answer.status : null,
  }))
  assert.deepEqual(shown, [
    { eventId: 'evt_1', verdict: 'verified', status: 200 },
    { eventId: 'evt_test', verdict: 'wrong', status: 401 },
  ])
})

test('it fails as it is told to, and 503 and 429 say when to come back', async (t) => {
  const inbox = await startInboxServer(t)
  for (const [status, retryAfter] of [
    [500, null],
    [410, null],
    [503, '5'],
    [429, '5'],
  ] as const) {
    assert.equal((await inbox.setBehaviour({ kind: 'fail', status })).status, 204)
    const answer = await inbox.deliver({ id: 'evt_1' })
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('retry-after'), retryAfter)
  }
})

test('what fails is shown with the time of the next attempt, until that arrives', async (t) => {
  const inbox = await startInboxServer(t)
  const summaries = watchInbox(t, inbox.origin)
  inbox.next.attemptAtMs = 1_900_000_000_000
  await inbox.setBehaviour({ kind: 'fail', status: 500 })
  await inbox.deliver({ id: 'evt_1' })
  await eventually(
    'the next attempt',
    () => summaries.get(1)?.nextAttemptAtMs === 1_900_000_000_000,
  )
  await inbox.setBehaviour({ kind: 'accept' })
  await inbox.deliver({ id: 'evt_1' })
  await eventually('the second attempt', () => summaries.get(2)?.attempt === 2)
  assert.equal(summaries.get(1)?.nextAttemptAtMs, null)
})

test('a stalled request is never answered, and shown as given up when its sender hangs up', async (t) => {
  const inbox = await startInboxServer(t)
  const summaries = watchInbox(t, inbox.origin)
  await inbox.setBehaviour({ kind: 'stall' })
  const hangUp = new AbortController()
  const call = request(`${inbox.origin}/inbox/hook`, { method: 'POST', signal: hangUp.signal })
  call.on('error', () => undefined)
  call.end('{}')
  await eventually('the request', () => summaries.get(1)?.answer === null)
  hangUp.abort()
  await eventually('the hang-up', () => summaries.get(1)?.answer?.kind === 'hung-up')
})

test('a slow answer comes when its time has passed', async (t) => {
  const inbox = await startInboxServer(t)
  await inbox.setBehaviour({ kind: 'slow', delayS: 1 })
  const startedMs = performance.now()
  assert.equal((await inbox.deliver({ id: 'evt_1' })).status, 200)
  assert.ok(performance.now() - startedMs >= 990)
})

test('what the inbox cannot do is refused and changes nothing', async (t) => {
  const inbox = await startInboxServer(t)
  const wrong = [
    null,
    [],
    {},
    { kind: 'explode' },
    { kind: 'fail' },
    { kind: 'fail', status: 200 },
    { kind: 'fail', status: '500' },
    { kind: 'slow', delayS: 0 },
    { kind: 'slow', delayS: 61 },
    { kind: 'slow', delayS: '3' },
  ]
  for (const behaviour of wrong) {
    assert.equal((await inbox.setBehaviour(behaviour)).status, 400, JSON.stringify(behaviour))
  }
  assert.equal((await inbox.deliver({ id: 'evt_1' })).status, 200)
})

test('a request shows its headers, its body and why it does not verify', async (t) => {
  const inbox = await startInboxServer(t)
  await inbox.deliver({ id: 'evt_1', data: '{"n":12345678901234567890.10}' })
  const response = await fetch(`${inbox.origin}/inbox/requests/1`)
  const received = JSON.stringify(await response.json())
  assert.match(received, /\["X-Event-Type","user\.created"\]/i)
  assert.match(received, /12345678901234567890\.10/)
  assert.match(received, /"scheme":"Standard Webhooks","state":"verified"/)
  assert.equal((await fetch(`${inbox.origin}/inbox/requests/2`)).status, 404)
  assert.equal((await fetch(`${inbox.origin}/inbox/requests/x`)).status, 404)
})

test('a body of more than a mebibyte of data is received whole and verified', async (t) => {
  const inbox = await startInboxServer(t)
  const data = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })
  assert.equal((await inbox.deliver({ id: 'evt_1', data })).status, 200)
})

test('a page of another origin can neither change the inbox nor reach it through a name of its own', async (t) => {
  const inbox = await startInboxServer(t)
  for (const path of ['/inbox/behaviour', '/inbox/example']) {
    const method = path === '/inbox/example' ? 'POST' : 'PUT'
    const headers = { 'content-type': 'text/plain' }
    const response = await fetch(inbox.origin + path, { method, headers, body: '{"kind":"stall"}' })
    assert.equal(response.status, 415)
  }
  assert.equal(inbox.examples.count, 0)
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { host: 'evil.example:8080' }
    request(`${inbox.origin}/inbox/stream`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  assert.equal(rebound, 421)
})

test('the page allows no script and no style but its own', async (t) => {
  const inbox = await startInboxServer(t)
  const response = await fetch(`${inbox.origin}/inbox`)
  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/)
  assert.doesNotMatch(policy, /unsafe/)
  const html = await response.text()
  assert.doesNotMatch(html, /<style|<script>| style=| on\w+=/)
})

test('a stream that is asked for while the server closes does not keep it open', async (t) => {
  const inbox = await startInboxServer(t)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  await inbox.setBehaviour({ kind: 'slow', delayS: 1 })
  const slow = inbox.deliver({ id: 'evt_1' })
  const status = (path: string): Promise<number | undefined> =>
    new Promise((resolve) => {
      const call = request(inbox.origin + path, { agent }, (response) => {
        response.resume()
        response.on('close', () => resolve(response.statusCode))
      })
      call.on('error', () => resolve(undefined)).end()
    })
  assert.equal(await status('/inbox/icon.svg'), 200)
  const closing = inbox.close()
  assert.notEqual(await status('/inbox/stream'), 200)
  await closing
  await slow.catch(() => undefined)
})

test('closing the server ends open pages and stalled requests', async (t) => {
  const inbox = await startInboxServer(t)
  const summaries = watchInbox(t, inbox.origin)
  await inbox.setBehaviour({ kind: 'stall' })
  const stalled = inbox.deliver({ id: 'evt_1' }).then(
    () => 'answered',
    () => 'cut off',
  )
  await eventually('the stalled request', () => summaries.size === 1)
  await inbox.close()
  assert.equal(await stalled, 'cut off')
})
