import { sign } from '@posthorn/sdk'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { eventually } from '../packages/server/test/support/eventually.ts'
import { temporaryDirectory } from '../packages/server/test/support/temporary-directory.ts'
import { startTestApp, type TestApp } from '../packages/server/test/support/test-app.ts'
import { startExample } from './support/example-process.ts'

const receivers = {
  node: [process.execPath, '--conditions=posthorn-source', 'receiver-node/receiver.ts'],
  python: ['python3', 'receiver-python/receiver.py'],
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

for (const [name, command] of Object.entries(receivers)) {
  test(`the ${name} receiver works once on an event that is delivered twice`, async (t) => {
    await using app = await startTestApp()
    await using receiver = await startExample(command, environmentFor(t))
    const webhookId = await createWebhook(app, receiver.url)
    const eventId = await publish(app)
    await receiver.logged(new RegExp(`^Received: user.created ${eventId}$`))
    await receiver.logged(new RegExp(`^Done: user.created ${eventId}$`))

    const [delivery] = await deliveriesOf(app, webhookId, 'success', 1)
    const retried = await app.call('POST', `/v1/deliveries/${textOf(delivery?.id)}/retry`)
    assert.equal(retried.status, 202)
    await receiver.logged(new RegExp(`^Seen before: user.created ${eventId}$`))
    await deliveriesOf(app, webhookId, 'success', 2)

    const secondId = await publish(app)
    await receiver.logged(new RegExp(`^Done: user.created ${secondId}$`))
    assert.equal(receiver.lines(/^Done/).length, 2)
  })

  test(`the ${name} receiver answers first, and a crash after the answer loses nothing`, async (t) => {
    await using app = await startTestApp()
    const environment = environmentFor(t)
    const slow = await startExample(command, { ...environment, WORK_MS: '3600000' })
    const webhookId = await createWebhook(app, slow.url)
    const eventId = await publish(app)
    await deliveriesOf(app, webhookId, 'success', 1)
    assert.deepEqual(slow.lines(/^Done/), [])
    await slow.kill()

    await using receiver = await startExample(command, environment)
    await receiver.logged(new RegExp(`^Done: user.created ${eventId}$`))
  })

  test(`the ${name} receiver answers 401 to what is not signed with its secret`, async (t) => {
    await using receiver = await startExample(command, environmentFor(t))
    const id = 'evt_1'
    const body = JSON.stringify({ id, type: 'user.created', created_at: '2026-01-15T12:00:00Z' })
    const good = await sign(body, { secret, id })
    const nowS = Math.floor(Date.now() / 1000)
    const refused = {
      unsigned: {},
      'manual curl of the page': { 'X-Webhook-Signature': 'test_signature' },
      'another secret': await sign(body, { secret: `whsec_${btoa('0'.repeat(32))}`, id }),
      'another body': await sign(`${body} `, { secret, id }),
      'another id': { ...good, 'webhook-id': 'evt_2' },
      'an hour ago': await sign(body, { secret, id, timestampS: nowS - 3600 }),
      'no time': { ...good, 'webhook-timestamp': 'now' },
      'no signature': { ...good, 'webhook-signature': '' },
      'not base64': { ...good, 'webhook-signature': 'v1,é' },
    }
    for (const [what, headers] of Object.entries(refused)) {
      assert.equal(await post(receiver.url, body, headers), 401, what)
    }
    const several = { ...good, 'webhook-signature': `v1,AAAA ${good['webhook-signature']}` }
    assert.equal(await post(receiver.url, body, several), 200)
    await receiver.logged(/^Refused with 401/, Object.keys(refused).length)
    assert.equal(receiver.lines(/^Received/).length, 1)
  })
}

function environmentFor(t: TestContext): Record<string, string> {
  return { WEBHOOK_SECRET: secret, INBOX_PATH: join(temporaryDirectory(t), 'inbox.db') }
}

async function createWebhook(app: TestApp, url: string): Promise<string> {
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'], secret })
  assert.equal(created.status, 201)
  return textOf(created.body.id)
}

async function publish(app: TestApp): Promise<string> {
  const event = { type: 'user.created', data: { id: 'user_123', name: 'Ada Lovelace' } }
  const accepted = await app.call('POST', '/v1/events', event)
  assert.equal(accepted.status, 202)
  return textOf(accepted.body.id)
}

async function deliveriesOf(app: TestApp, webhookId: string, status: string, count: number) {
  return eventually(`${count} deliveries with status ${status}`, async () => {
    const answer = await app.call('GET', `/v1/webhooks/${webhookId}/deliveries?status=${status}`)
    const deliveries = Object.values(answer.body.deliveries ?? {})
    return deliveries.length === count && deliveries
  })
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(url, { method: 'POST', body, headers })
  await response.arrayBuffer()
  return response.status
}

function textOf(value: unknown): string {
  return String(value)
}
