import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf } from '../../../../test/support/api-client.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const url = 'https://yourapp.com/webhook'

/** A call with a key of this workspace that may do everything there. */
async function workspaceAdmin(app: TestApp, workspace: string) {
  const wanted = { name: 'admin', scopes: ['admin'] }
  const made = await app.admin('POST', `/v1/workspaces/${workspace}/keys`, wanted)
  return createApiCall(app.url, stringAt(made.body, 'key'))
}

function isOf(entry: object | undefined, workspace: string): boolean {
  return stringAt(entry, 'workspace') === workspace
}

test('an entry tells who did what to what, and when', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using app = await startTestApp({ clock })
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const { body } = await app.admin('GET', `/v1/audit?workspace=${app.workspace}`)
  const [entry] = Object.values(body.data ?? {})
  const { id, actor, detail, ...rest } = entry ?? {}
  assert.match(textOf(id), /^aud_[0-9a-f]{32}$/)
  assert.match(textOf(actor), /^key_[0-9a-f]{32}$/)
  assert.deepEqual(rest, {
    at: '2026-01-15T12:30:00Z',
    workspace: app.workspace,
    action: 'webhook.create',
    target: created.body.id,
  })
  assert.equal(detail?.['url'], url)
  assert.deepEqual(detail?.['event_types'], ['user.created'])
})

test('the log is read newest first, page by page, each entry once', async () => {
  await using app = await startTestApp()
  for (let made = 0; made < 5; made += 1) {
    await app.call('POST', '/v1/webhooks', { url, events: ['*'], name: `number ${made}` })
  }
  const path = `/v1/audit?workspace=${app.workspace}&limit=2`
  const names: unknown[] = []
  let cursor = ''
  do {
    const { body } = await app.admin('GET', path + cursor)
    for (const entry of Object.values(body.data ?? {})) names.push(entry?.detail?.['name'])
    const next: unknown = body.next_cursor
    cursor = typeof next === 'string' ? `&cursor=${next}` : ''
  } while (cursor !== '')
  const expected = [4, 3, 2, 1, 0].map((number) => `number ${number}`)
  // Before them stands what made the workspace and its key.
  assert.deepEqual(names.slice(0, 5), expected)
  assert.equal(names.length, 7)
})

test('a workspace sees its own changes, the server all of them, and only admins see any', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const own = await workspaceAdmin(app, app.workspace)
  const foreign = await workspaceAdmin(app, other)
  await app.call('POST', '/v1/webhooks', { url, events: ['*'] })

  const seen = Object.values((await own('GET', '/v1/audit')).body.data ?? {})
  assert.ok(seen.length > 0 && seen.every((entry) => isOf(entry, app.workspace)))
  const seenByOther = Object.values((await foreign('GET', '/v1/audit')).body.data ?? {})
  assert.ok(seenByOther.every((entry) => isOf(entry, other)))
  assert.equal((await foreign('GET', `/v1/audit?workspace=${app.workspace}`)).status, 404)
  assert.equal((await app.admin('GET', '/v1/audit?workspace=ws_nonsense')).status, 404)
  assert.equal((await app.call('GET', '/v1/audit')).status, 403)

  await app.admin('DELETE', `/v1/workspaces/${other}`)
  const past = Object.values(
    (await app.admin('GET', `/v1/audit?workspace=${other}`)).body.data ?? {},
  )
  assert.equal(past[0]?.action, 'workspace.delete')
  const all = JSON.stringify((await app.admin('GET', '/v1/audit?limit=100')).body)
  assert.ok(all.includes(other) && all.includes(app.workspace))
})
