import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { textOf } from '../../../test/support/api-client.ts'
import { startEndgratePage } from '../../../test/support/endgrate-page.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { spelledJson } from '../../../test/support/spelled-json.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import {
  allWebhooks,
  initiate,
  newCustomer,
  publish,
  received,
  signatureOf,
} from './testing/session.ts'

/** The page on webhooks, section by section. */

const transferId = '6566e87b7cf20dca9cef0c0d'
const endgrate = { endgrate_type: 'crm-contact' }

test('Specifying Webhooks: the initiate endpoints take an object with an endpoint and metadata', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  for (const path of ['/api/session/initiate', '/api/pull/initiate', '/api/push/initiate']) {
    const { status, body } = await call('POST', path, {
      completed_webhook: { endpoint: 'https://httpbin.org/post', metadata: { user_id: 1 } },
      webhook_concurrency: false,
    })
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body), ['success', 'session_id'])
    assert.equal(body.success, true)
    assert.match(textOf(body.session_id), /^[0-9a-f]{24}$/)
  }
})

test('Specifying Webhooks: Endgrate will POST to the endpoint attribute, and include the metadata object', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const webhook = { endpoint: receiver.url, metadata: { user_id: 1 } }
  const sessionId = await initiate(call, { completed_webhook: webhook })
  await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId, endgrate })
  const [request] = await received(receiver, 1)
  assert.equal(request?.path, '/hook')
  assert.equal(request.headers['content-type'], 'application/json')
  assert.equal(
    request.body.toString(),
    `{"success": true, "transfer_id": "${transferId}", "session_id": "${sessionId}", ` +
      '"metadata": {"user_id": 1}, "endgrate": {"endgrate_type": "crm-contact"}, "completed": true}',
  )
})

test('Specifying Webhooks: the metadata attribute is optional, and verbatim where it is given', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const cases = [
    ['{"endpoint":"URL"}', null],
    ['{"endpoint":"URL","metadata":{}}', '{}'],
    [
      '{ "metadata" : {"n":1.10,"id":12345678901234567890, "10":1,"9":[ 1E5 ],"__proto__":{}} , "endpoint" : "URL" }',
      '{"n": 1.1, "id": 12345678901234567890, "10": 1, "9": [100000.0], "__proto__": {}}',
    ],
    [
      '{"endpoint":"URL","metadata":{"ключ é":"\\u00fc 😀 \\/ \u007f"}}',
      '{"\\u043a\\u043b\\u044e\\u0447 \\u00e9": "\\u00fc \\ud83d\\ude00 / \\u007f"}',
    ],
  ] as const
  for (const [index, [given, sent]] of cases.entries()) {
    const webhook = given.replace('URL', receiver.url)
    const sessionId = await initiate(call, `{"error_webhook":${webhook}}`)
    await publish(app, sessionId, 'endgrate.error', { resolved: false })
    const requests = await received(receiver, index + 1)
    assert.equal(
      requests.at(-1)?.body.toString(),
      `{"success": true, "session_id": "${sessionId}", "resolved": false` +
        `${sent === null ? '' : `, "metadata": ${sent}`}}`,
    )
  }
})

test('Webhook Types: each webhook gets its own action, of its own session alone', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const sessions = [
    await initiate(call, allWebhooks(receiver)),
    await initiate(call, allWebhooks(receiver)),
  ]
  const expected: string[] = []
  for (const sessionId of sessions) {
    for (const name of ['configuration', 'data', 'completed', 'error']) {
      await publish(app, sessionId, `endgrate.${name}`, { about: name })
      expected.push(`/hook/${name} ${sessionId}`)
    }
  }
  const requests = await received(receiver, 8)
  const seen = requests.map(({ path, body }) => {
    const { session_id: sessionId, about } = JSON.parse(body.toString())
    assert.equal(path, `/hook/${about}`)
    return `${path} ${sessionId}`
  })
  assert.deepEqual(seen.toSorted(), expected.toSorted())
})

test('Webhook Types: each callback has the documented fields in the documented order', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks(receiver, { user_id: 1 }))
  const known = await app.call('GET', '/v1/event-types?limit=100')
  const examples = Object.values(known.body.data ?? {}).filter((type) =>
    textOf(type?.name).startsWith('endgrate.'),
  )
  const documented: Record<string, string> = {
    configuration: 'success,session_id,endgrate,schemas,passthrough_schemas,metadata',
    data: 'success,transfer_id,session_id,metadata,endgrate,completed,transfer_data',
    completed: 'success,transfer_id,session_id,metadata,endgrate,completed',
    error:
      'success,pk,transfer_id,session_id,timestamp,error_resolve_text,error_type,resolved,endgrate,metadata',
  }
  for (const [index, name] of Object.keys(documented).entries()) {
    const type = examples.find((each) => textOf(each?.name) === `endgrate.${name}`)
    assert.ok(type?.example !== undefined)
    await publish(app, sessionId, `endgrate.${name}`, type.example)
    const request = (await received(receiver, index + 1)).at(-1)
    const sent = JSON.parse(String(request?.body))
    assert.equal(Object.keys(sent).join(), documented[name])
    assert.partialDeepStrictEqual(sent, {
      ...type.example,
      success: true,
      session_id: sessionId,
      metadata: { user_id: 1 },
    })
  }
})

/** The reference on webhooks of newer versions, where the transfer endpoints take them. */

test('Transfer webhooks: completed, data and error webhooks of a pull or push get what belongs to that transfer', async () => {
  await using app = await startTestApp()
  const { call, key } = await newCustomer(app)
  const sessionId = await initiate(call)
  const wanted = { session_id: sessionId, ...endgrate }
  for (const [path, fields] of [
    ['/api/pull/transfer', {}],
    ['/api/push/transfer', { transfer_data: [] }],
  ] as const) {
    await using receiver = await startReceiver()
    // The examples of newer versions write `url`; `endpoint` is the documented name.
    const { status, body } = await call('POST', path, {
      ...wanted,
      ...fields,
      data_webhook: { url: `${receiver.url}/data`, metadata: { user_id: 1 } },
      completed_webhook: { endpoint: `${receiver.url}/completed`, url: 'http://10.0.0.1/' },
      error_webhook: { endpoint: `${receiver.url}/error` },
    })
    assert.equal(status, 200, JSON.stringify(body))
    const transfer = { transfer_id: textOf(body.transfer_id), endgrate }
    const batch = { ...transfer, completed: true, transfer_data: [], transfer_errors: false }
    await publish(app, sessionId, 'endgrate.data', batch)
    const v2 = { warn: ['w'], transfer_errors: true, internal_id: '7', index: 0 }
    const fault = { ...transfer, error_type: 'transfer_data', resolved: false, ...v2 }
    await publish(app, sessionId, 'endgrate.error', fault)
    await publish(app, sessionId, 'endgrate.completed', transfer)
    await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId, endgrate })
    const sent = (await received(receiver, 3)).map((request) => {
      assert.equal(
        signatureOf(request),
        createHmac('sha1', key).update(request.body).digest('base64'),
      )
      return [request.path, request.body.toString()]
    })
    const ids = `"transfer_id": "${transfer.transfer_id}", "session_id": "${sessionId}", `
    const type = '"endgrate": {"endgrate_type": "crm-contact"}'
    assert.deepEqual(sent, [
      [
        '/hook/data',
        `{"success": true, ${ids}"metadata": {"user_id": 1}, ${type}, "completed": true, "transfer_data": [], "transfer_errors": false}`,
      ],
      [
        '/hook/error',
        `{"success": true, ${ids}"error_type": "transfer_data", "resolved": false, ${type}, "warn": ["w"], "transfer_errors": true, "internal_id": "7", "index": 0}`,
      ],
      ['/hook/completed', `{"success": true, ${ids}${type}, "completed": true}`],
    ])
  }
})

test('Webhook Security: the signature is of the body, with the API key that initiated the session', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const customers = [await newCustomer(app), await newCustomer(app)]
  const keyOf = new Map<string, string>()
  for (const { call, key } of customers) {
    const sessionId = await initiate(call, allWebhooks(receiver))
    keyOf.set(sessionId, key)
    await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId })
  }
  const requests = await received(receiver, 2)
  assert.notEqual(customers[0]?.key, customers[1]?.key)
  for (const request of requests) {
    const key = keyOf.get(JSON.parse(String(request.body)).session_id) ?? ''
    assert.ok(request.rawHeaders.includes('X-Endgrate-Signature'))
    assert.equal(
      signatureOf(request),
      createHmac('sha1', key).update(request.body).digest('base64'),
    )
  }
})

test('Webhook Security: the Python code of the page accepts a thousand random deliveries, and none that was changed', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call, key } = await newCustomer(app)
  await using page = startEndgratePage(key)
  const metadata = '{"a":1.10,"b":[12345678901234567890,1e-7,"é😀"]}'
  const webhooks = JSON.stringify(allWebhooks(receiver)).replaceAll(
    '"}',
    `","metadata":${metadata}}`,
  )
  const fields = `${webhooks.slice(0, -1)},"webhook_concurrency":true}`
  const sessionId = await initiate(call, fields)
  for (const events of randomBatches(sessionId)) {
    const { status, body } = await app.call(
      'POST',
      '/v1/events/batch',
      `{"events":[${events.join()}]}`,
    )
    assert.equal(status, 202, JSON.stringify(body))
  }
  for (const request of await received(receiver, 1000)) {
    const signature = signatureOf(request)
    assert.ok(await page.accepts(request.body, signature), request.body.toString())
    const changed = Buffer.from(request.body)
    // A digit of the session's id: what is changed is JSON still.
    const at = changed.indexOf(sessionId)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.equal(await page.accepts(changed, signature), false)
  }
})

/** Ten times a hundred events, as JSON texts, in whichever spelling. */
function randomBatches(sessionId: string): string[][] {
  const names = ['configuration', 'data', 'completed', 'error']
  const event = fc.record({
    name: fc.constantFrom(...names),
    members: fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), spelledJson), {
      maxLength: 8,
      selector: ([member]) => member,
    }),
  })
  const texts = fc.sample(event, 1000).map(({ name, members }) => {
    const data = members.map(([member, { json }]) => `${JSON.stringify(member)} : ${json}`)
    return `{"type":"endgrate.${name}","channels":["${sessionId}"],"data":{${data.join(' , ')}}}`
  })
  return Array.from({ length: 10 }, (_, index) => texts.slice(100 * index, 100 * (index + 1)))
}
