import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { textOf } from '../../../test/support/api-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { createWebhook, publish } from '../../../test/support/graph8-client.ts'
import { startGraph8Page } from '../../../test/support/graph8-page.ts'
import { startReceiver, type ReceivedRequest } from '../../../test/support/receiver.ts'
import { startTestApp } from '../../../test/support/test-app.ts'

const hostileData = [
  '{"id":"camp_1","name":"Spring launch"}',
  '{"ключ é ü 😀":"ends with \u2028 and \\u0000","slash":"<\\/script>","nested":[[],{},[null]]}',
  '{"b":1.0,"2":-0,"10":1E5,"n":12345678901234567890,"__proto__":{"constructor":[]}}',
  '{ "spaced" : [ 1 , 2 ] , "escaped" : "\\u0041\\/\\ud83d\\ude00" }',
]

const signatureOf = ({ headers }: ReceivedRequest): string => String(headers['x-webhook-signature'])

test('the page’s Python code accepts every delivery, and nothing with a byte changed', async () => {
  await using page = startGraph8Page()
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { secret } = await createWebhook(app, { url: receiver.url, events: ['*'] })
  for (const data of hostileData) await publish(app, 'campaign.created', data)
  await eventually('every delivery', () => receiver.requests.length === hostileData.length)
  for (const request of receiver.requests) {
    const signature = signatureOf(request)
    assert.ok(await page.accepts(request.body, signature, secret))
    const changed = Buffer.from(request.body)
    changed[9] = (changed[9] ?? 0) ^ 1
    assert.ok(!(await page.accepts(changed, signature, secret)))
    assert.ok(!(await page.accepts(request.body, signature.slice(1), secret)))
    assert.ok(!(await page.accepts(request.body, signature, secret.replace('whsec_', ''))))
  }
})

test('headers are those of the page, then those of its later versions, in their exact case', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { secret } = await createWebhook(app, { url: receiver.url })
  await publish(app, 'campaign.created', { id: 'camp_1' })
  const request = await eventually('the delivery', () => receiver.requests[0])
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0)
  assert.deepEqual(
    names.filter((name) => /^(?:Content-Type|X-)/.test(name)),
    [
      'Content-Type',
      'X-Studio-Event',
      'X-Studio-Delivery-Id',
      'X-Webhook-Signature',
      'X-Studio-Timestamp',
      'X-Studio-Signature',
    ],
  )
  const { headers, body } = request
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headers['x-studio-event'], 'campaign.created')
  const timestamp = String(headers['x-studio-timestamp'])
  assert.match(timestamp, /^\d{10}$/)
  const studio = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')
  assert.equal(headers['x-studio-signature'], `sha256=${studio}`)
})

test('a secret that was renewed signs the next delivery', async () => {
  await using page = startGraph8Page()
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { path, secret: old } = await createWebhook(app, { url: receiver.url })
  const rotated = await app.call('POST', `${path}/rotate-secret`)
  await publish(app, 'campaign.created')
  const request = await eventually('the delivery', () => receiver.requests[0])
  const secret = textOf(rotated.body.data?.secret)
  assert.ok(await page.accepts(request.body, signatureOf(request), secret))
  assert.ok(!(await page.accepts(request.body, signatureOf(request), old)))
  assert.ok(!request.rawHeaders.includes('X-Webhook-Signature-Next'))
})
