import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { initiate, newCustomer } from '../src/profiles/endgrate/testing/session.ts'
import { textOf, type ApiCall } from './support/api-client.ts'
import { assertVerifies } from './support/document-verifiers.ts'
import { eventually } from './support/eventually.ts'
import { ManualClock } from './support/manual-clock.ts'
import { startReceiver, type ReceivedRequest, type Receiver } from './support/receiver.ts'
import { stringAt } from './support/string-at.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { startTestApp } from './support/test-app.ts'

/** Standard Webhooks libraries compare with the machine's clock; nothing else here looks at it. */
const nowMs = Math.floor(Date.now() / 1000) * 1000
const time = new Date(nowMs).toISOString().replace('.000Z', 'Z')
const microseconds = time.replace('Z', '.000000Z')

/** What was sent to each path, once that is so many requests. */
async function sentTo(receiver: Receiver, count: number): Promise<Map<string, ReceivedRequest>> {
  await eventually(`${count} deliveries`, () => receiver.requests.length >= count)
  assert.equal(receiver.requests.length, count)
  return new Map(
    receiver.requests.map((request) => [request.path.replace('/hook/', ''), request] as const),
  )
}

/** The id without what a surface writes before it, as products spell it. */
function uuidOf(publicId: string): string {
  return publicId.replace(/^[a-z]+_(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

async function create(call: ApiCall, path: string, fields: object): Promise<string> {
  const { status, body } = await call('POST', path, fields)
  assert.equal(status, 201, JSON.stringify(body))
  return textOf(body.secret ?? body.data?.secret)
}

const signatureHeaders: Readonly<Record<string, string>> = {
  encrata: 'X-Encrata-Signature',
  graph8: 'X-Webhook-Signature',
  endgrate: 'X-Endgrate-Signature',
  standard: 'X-Webhook-Signature',
}

test('one batch reaches a webhook of each product in the manner of its product, and one that takes all', async () => {
  await using app = await startTestApp({ clock: new ManualClock(nowMs) })
  await using receiver = await startReceiver()
  await using everything = await startReceiver()
  const { call, key } = await newCustomer(app)
  const hook = (name: string): string => `${receiver.url}/${name}`
  const secrets: Record<string, string> = {
    encrata: await create(call, '/api/webhooks', {
      url: hook('encrata'),
      events: ['lookup.completed'],
    }),
    graph8: await create(call, '/api/v1/webhooks', {
      url: hook('graph8'),
      events: ['campaign.created'],
    }),
    endgrate: key,
    standard: await create(call, '/v1/webhooks', {
      url: hook('standard'),
      events: ['user.created'],
      secret: 'whsec_abc123...',
    }),
  }
  const ownSecret = await create(call, '/v1/webhooks', { url: everything.url, events: ['*'] })
  const completed = { endpoint: hook('endgrate'), metadata: { user_id: 1 } }
  const sessionId = await initiate(call, { completed_webhook: completed })
  const transferId = '6566e85e7cf20dca9cef0c0a'
  const events = [
    { type: 'lookup.completed', data: { email: 'satya@microsoft.com', lookup_id: 'lu_abc123' } },
    { type: 'campaign.created', data: { id: 'camp_1', name: 'Café' } },
    {
      type: 'endgrate.completed',
      channels: [sessionId],
      data: {
        transfer_id: transferId,
        endgrate: { endgrate_type: 'crm-contact' },
        completed: true,
      },
    },
    { type: 'user.created', data: { id: 'user_123', name: 'John Doe' } },
  ]
  const published = await app.call('POST', '/v1/events/batch', { events })
  assert.equal(published.status, 202)
  const ids = Object.values(published.body.data ?? {}).map((result) => textOf(result?.id))
  const [, campaignId = '', , userId = ''] = ids

  const sent = await sentTo(receiver, 4)
  const bodies = Object.fromEntries([...sent].map(([name, { body }]) => [name, String(body)]))
  const orgId = uuidOf(app.workspace)
  assert.deepEqual(bodies, {
    encrata: `{"event":"lookup.completed","data":{"email":"satya@microsoft.com","lookup_id":"lu_abc123"},"created_at":"${time}"}`,
    graph8: `{"event":"campaign.created","timestamp":"${microseconds}","org_id":"${orgId}","data":{"id":"camp_1","name":"Café"},"id":"${uuidOf(campaignId)}"}`,
    endgrate: `{"success": true, "transfer_id": "${transferId}", "session_id": "${sessionId}", "metadata": {"user_id": 1}, "endgrate": {"endgrate_type": "crm-contact"}, "completed": true}`,
    standard: `{"id":"${userId}","type":"user.created","created_at":"${time}","data":{"id":"user_123","name":"John Doe"}}`,
  })
  for (const [product, header] of Object.entries(signatureHeaders)) {
    const secret = secrets[product] ?? ''
    await assertVerifies({ product, request: sent.get(product), secret, header })
  }

  await eventually('all four', () => everything.requests.length === 4)
  const verifier = new Webhook(ownSecret)
  const taken = everything.requests.map(({ body, headers }) => {
    const picked = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
        name,
        stringAt(headers, name),
      ]),
    )
    verifier.verify(body, picked)
    const { id, type, data } = JSON.parse(String(body))
    return { id, type, data }
  })
  assert.deepEqual(
    taken.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id)),
    events.map(({ type, data }, index) => ({ id: ids[index], type, data })),
  )
})

/** Each extends one of the four and signs in a header of its own; all have one type in common. */
const ownProfiles = Object.keys(signatureHeaders).map((product) => ({
  name: `own-${product}`,
  extends: product,
  basePath: `/own/${product}`,
  signatureHeader: `X-Own-${product}-Signature`,
  eventTypes: ['invoice.paid', `${product}.only`],
}))

test('one event reaches a webhook of each of four operator’s profiles that share its type, in each one’s own manner', async (t) => {
  const file = join(temporaryDirectory(t), 'posthorn.config.ts')
  writeFileSync(file, `export default ${JSON.stringify({ profiles: ownProfiles })}`)
  await using app = await startTestApp({
    clock: new ManualClock(nowMs),
    environment: { POSTHORN_CONFIG: file },
  })
  await using receiver = await startReceiver()
  const secrets: Record<string, string> = {}
  for (const { name, extends: product, basePath } of ownProfiles) {
    const fields = { url: `${receiver.url}/${product}`, events: ['invoice.paid'] }
    // Webhooks of sessions are for callbacks alone; another type is asked for through /v1.
    secrets[product] =
      product === 'endgrate'
        ? await create(app.call, '/v1/webhooks', { ...fields, profile: name })
        : await create(app.call, `${basePath}/webhooks`, fields)
  }
  const published = await app.call(
    'POST',
    '/v1/events',
    '{"type":"invoice.paid","data":{"total":1.10,"to":"é"}}',
  )
  assert.equal(published.status, 202)
  const id = textOf(published.body.id)

  const sent = await sentTo(receiver, 4)
  const bodies = Object.fromEntries([...sent].map(([name, { body }]) => [name, String(body)]))
  const exact = '{"total":1.10,"to":"é"}'
  assert.deepEqual(bodies, {
    encrata: `{"event":"invoice.paid","data":${exact},"created_at":"${time}"}`,
    graph8: `{"event":"invoice.paid","timestamp":"${microseconds}","org_id":"${uuidOf(app.workspace)}","data":${exact},"id":"${uuidOf(id)}"}`,
    endgrate: '{"success": true, "total": 1.1, "to": "\\u00e9"}',
    standard: `{"id":"${id}","type":"invoice.paid","created_at":"${time}","data":{"total":1.1,"to":"é"}}`,
  })
  for (const { extends: product, signatureHeader: header } of ownProfiles) {
    const request = sent.get(product)
    await assertVerifies({ product, request, secret: secrets[product] ?? '', header })
    const documented = signatureHeaders[product] ?? ''
    assert.ok(!Object.keys(request?.headers ?? {}).includes(documented.toLowerCase()))
  }
})
