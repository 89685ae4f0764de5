import assert from 'node:assert/strict'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { createSigningSecret } from '../../domain/signature-scheme.ts'
import type { Event } from '../../domain/event.ts'
import { createProfile } from '../profile-definition.ts'
import { standardProfile } from './definition.ts'

const { delivery } = createProfile(standardProfile, { version: '1.2.3', randomBytes })
const oldSecret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const newSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
const event: Event = {
  id: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
  workspaceId: '019a8f3b2c4d7e5f8a1b3c5d7e9f1111',
  type: 'user.created',
  data: Buffer.from('{"name":"Zoë"}'),
  channels: [],
  subject: null,
  occurredAtMs: Date.parse('2026-01-15T12:30:00Z'),
  acceptedAtMs: Date.parse('2026-01-15T12:30:00Z'),
  isTest: false,
}

function send(secrets: readonly string[]) {
  const body = delivery.renderBody(event, { profileData: null })
  const list = delivery.renderHeaders({
    event,
    deliveryId: '019a8f3b2c4d7e5f8a1b3c5d7e9f0001',
    body,
    timestampS: Math.floor(Date.now() / 1000),
    secrets: secrets.map(createSigningSecret),
  })
  const headers: Record<string, string> = {}
  for (let index = 0; index < list.length; index += 2) {
    headers[list[index] ?? ''] = list[index + 1] ?? ''
  }
  return { headers, text: Buffer.from(body).toString('utf8') }
}

/** What the page's middleware does: it signs what it parsed, written anew. */
function pageAccepts(text: string, signature: string | undefined, secret: string): boolean {
  const hmac = createHmac('sha256', secret)
    .update(JSON.stringify(JSON.parse(text)))
    .digest('hex')
  return timingSafeEqual(Buffer.from(signature ?? ''), Buffer.from(hmac))
}

function standardAccepts(sent: ReturnType<typeof send>, secret: string): boolean {
  try {
    new Webhook(secret).verify(sent.text, sent.headers)
    return true
  } catch {
    return false
  }
}

test('headers stand in the exact case of the documents', () => {
  assert.deepEqual(Object.keys(send([oldSecret]).headers), [
    'Content-Type',
    'User-Agent',
    'Accept-Encoding',
    'X-Event-Type',
    'X-Webhook-Signature',
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
  ])
  const { headers } = send([oldSecret])
  assert.equal(headers['User-Agent'], 'Posthorn/1.2.3')
  assert.equal(headers['X-Event-Type'], 'user.created')
  assert.equal(headers['webhook-id'], `evt_${event.id}`)
})

test('the page’s code and Standard Webhooks libraries accept one and the same request', () => {
  const sent = send([oldSecret])
  assert.ok(pageAccepts(sent.text, sent.headers['X-Webhook-Signature'], oldSecret))
  assert.ok(standardAccepts(sent, oldSecret))
  assert.ok(!standardAccepts(sent, newSecret))
})

test('a secret that is no Standard Webhooks one signs for the page alone', () => {
  const sent = send(['tiny'])
  assert.ok(pageAccepts(sent.text, sent.headers['X-Webhook-Signature'], 'tiny'))
  assert.deepEqual(
    Object.keys(sent.headers).filter((name) => name.startsWith('webhook-')),
    [],
  )
})

test('while secrets overlap, receivers with the old and with the new one accept', () => {
  const sent = send([newSecret, oldSecret])
  assert.ok(standardAccepts(sent, newSecret))
  assert.ok(standardAccepts(sent, oldSecret))
  assert.ok(pageAccepts(sent.text, sent.headers['X-Webhook-Signature'], oldSecret))
  assert.ok(pageAccepts(sent.text, sent.headers['X-Webhook-Signature-Next'], newSecret))
})

test('a rotation from a plain secret to a Standard Webhooks one lists the signature that there is', () => {
  const sent = send([newSecret, 'plain'])
  assert.ok(standardAccepts(sent, newSecret))
  assert.ok(pageAccepts(sent.text, sent.headers['X-Webhook-Signature'], 'plain'))
  assert.equal(sent.headers['webhook-signature']?.split(' ').length, 1)
})

test('the schedule is the page’s', () => {
  assert.deepEqual(delivery.retry, {
    delaysMs: [30_000, 300_000, 1_800_000, 7_200_000],
    jitter: 0,
  })
  assert.equal(delivery.timeoutMs, 10_000)
})
