import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { startReceiver } from './support/receiver.ts'
import { startServerProcess, testAdminKey } from './support/server-process.ts'
import { textOf } from './support/string-at.ts'

const events = 900
/** Counted in arrivals. */
const killAfter = [40, 300, 600]

test('kill -9 in the middle of a recovery neither loses a delivery nor makes one twice', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-recovery-'))
  await using receiver = await startReceiver()
  let server = await startServerProcess(dataDir)
  try {
    const call: ReturnType<typeof createApiCall> = (...args) =>
      createApiCall(server.url, testAdminKey)(...args)
    const workspace = textOf((await call('POST', '/v1/workspaces', { name: 'recovery' })).body.id)
    const batch = Array.from({ length: events }, (_, n) => ({ type: 'user.created', data: { n } }))
    await call('POST', '/v1/events/batch', { workspace, events: batch })
    const webhook = { workspace, url: receiver.url, events: ['user.created'] }
    const hook = textOf((await call('POST', '/v1/webhooks', webhook)).body.id)
    const since = '2020-01-01T00:00:00Z'
    const begun = await call('POST', `/v1/webhooks/${hook}/recover`, { since })
    assert.equal(begun.status, 202)
    for (const count of killAfter) {
      await eventually(`${count} arrivals`, () => receiver.requests.length >= count)
      await server.kill()
      server = await startServerProcess(dataDir)
    }
    await eventually('every delivery to have ended', async () => {
      const path = `/v1/webhooks/${hook}/deliveries?status=success&limit=1`
      return textOf((await call('GET', path)).body.pagination?.total) === String(events)
    })
    const numbers = receiver.requests.map(({ body }) => Number(JSON.parse(body.toString()).data.n))
    assert.equal(new Set(numbers).size, events)
    const recovery = await call('GET', `/v1/recoveries/${textOf(begun.body.id)}`)
    assert.partialDeepStrictEqual(recovery.body, { state: 'done', events, deliveries: events })
    const all = await call('GET', `/v1/webhooks/${hook}/deliveries?limit=1`)
    assert.equal(all.body.pagination?.total, events)
    assert.equal(await server.stop(), 0)
  } finally {
    await server.kill()
    await rm(dataDir, { recursive: true, force: true })
  }
})
