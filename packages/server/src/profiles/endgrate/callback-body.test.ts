import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { objectMembers } from '../../domain/json/object-members.ts'
import { pythonJson } from '../../domain/json/python-json.ts'
import { startEndgratePage } from '../../../test/support/endgrate-page.ts'
import { startJsonByPython } from '../../../test/support/json-by-python.ts'
import { spelledJson } from '../../../test/support/spelled-json.ts'
import { endgrateBody, isEndgrateCallbackType, type EndgrateCallback } from './callback-body.ts'

const apiKey = '7d0c5d1e-3a4b-4c8f-9e2a-1b6f0a9d8c7e'
const python = startJsonByPython()
const page = startEndgratePage(apiKey)
after(async () => {
  await python[Symbol.asyncDispose]()
  await page[Symbol.asyncDispose]()
})

const sessionId = '6566e85e7cf20dca9cef0c0a'
const transferId = '6566e8a17cf20dca9cef0c0b'

const documented = {
  'endgrate.configuration': 'success session_id endgrate schemas passthrough_schemas metadata',
  'endgrate.data':
    'success transfer_id session_id metadata endgrate completed transfer_data transfer_errors',
  'endgrate.completed': 'success transfer_id session_id metadata endgrate completed',
  'endgrate.error':
    'success pk transfer_id session_id timestamp error_resolve_text error_type resolved endgrate metadata',
} as const

function body(callback: Partial<EndgrateCallback> & { json?: string }): string {
  const { json = '{}', ...rest } = callback
  const defaults = { type: 'endgrate.completed', sessionId, metadata: null } as const
  return endgrateBody({ ...defaults, data: Buffer.from(json), ...rest }).toString('latin1')
}

function sign(bytes: Uint8Array | string): string {
  return createHmac('sha1', apiKey).update(bytes).digest('base64')
}

const metadata = Buffer.from('{"user_id":1}')

test('a completed callback is as documented', () => {
  const endgrate = '{"endgrate_type":"crm-contact"}'
  assert.equal(
    body({ metadata, json: `{"endgrate":${endgrate},"transfer_id":"${transferId}"}` }),
    `{"success": true, "transfer_id": "${transferId}", "session_id": "${sessionId}", ` +
      '"metadata": {"user_id": 1}, "endgrate": {"endgrate_type": "crm-contact"}, "completed": true}',
  )
})

test('a configuration callback is as documented', () => {
  const configuration = {
    schemas: {
      'crm-contact': {
        integration_info: {
          name: 'get-contacts',
          display_name: 'Get Contacts',
          method: 'IMPORT',
          endgrate_type: 'crm-contact',
          supports_associations: true,
        },
        integration: 'get-contacts',
        schema: {
          type: 'object',
          associations: false,
          endgrate_type: 'crm-contact',
          properties: {},
          required: [],
          title: 'Contact',
          session_method: 'IMPORT',
        },
        passthrough_fields: {
          properties: { size: { title: 'Size', type: 'string' } },
          required: [],
        },
      },
    },
    passthrough_schemas: {},
    endgrate: {
      provider: 'hubspot',
      provider_info: {
        name: 'hubspot',
        display_name: 'HubSpot',
        url: 'https://www.hubspot.com',
        image: 'https://images.example.com/hubspot.svg',
        auth_type: 'oauth',
        specific: {},
        endgrate_provider_type: 'CRM',
      },
    },
  }
  const json = JSON.stringify(configuration)
  const { schemas, passthrough_schemas, endgrate } = configuration
  const sent = { success: true, session_id: sessionId, endgrate, schemas, passthrough_schemas }
  assert.equal(
    body({ type: 'endgrate.configuration', json, metadata }),
    pythonJson(Buffer.from(JSON.stringify({ ...sent, metadata: { user_id: 1 } }))).toString(),
  )
  assert.equal(
    body({ type: 'endgrate.configuration', json }),
    pythonJson(Buffer.from(JSON.stringify(sent))).toString(),
  )
})

test('a data callback is as documented, on the last batch and before it', () => {
  const record = '{"id":"1","data":{"name":"Zoë","score":1.10},"associations":{}}'
  for (const completed of [true, false]) {
    const json = `{"transfer_id":"${transferId}","transfer_errors":false,"transfer_data":[${record}],
      "completed":${completed},"endgrate":{"endgrate_type":"crm-contact"}}`
    assert.equal(
      body({ type: 'endgrate.data', json, metadata }),
      `{"success": true, "transfer_id": "${transferId}", "session_id": "${sessionId}", ` +
        '"metadata": {"user_id": 1}, "endgrate": {"endgrate_type": "crm-contact"}, ' +
        `"completed": ${completed}, "transfer_data": [{"id": "1", ` +
        '"data": {"name": "Zo\\u00eb", "score": 1.1}, "associations": {}}], "transfer_errors": false}',
    )
  }
})

test('an error callback is as documented', () => {
  const info = {
    provider_info: { name: 'hubspot', display_name: 'HubSpot' },
    integration_info: {
      name: 'get-contacts',
      display_name: 'Get Contacts',
      method: 'IMPORT',
      endgrate_type: 'crm-contact',
      supports_associations: true,
    },
  }
  const [pk, timestamp] = ['64ec0d4e9b1f0a0c5d3e7f21', '2023-08-28T02:04:08.917Z']
  const error = {
    endgrate: info,
    resolved: false,
    error_type: 'mapping',
    error_resolve_text: 'Map the field "email".',
    timestamp,
    transfer_id: transferId,
    pk,
  }
  const sent = {
    success: true,
    pk,
    transfer_id: transferId,
    session_id: sessionId,
    timestamp,
    error_resolve_text: error.error_resolve_text,
    error_type: 'mapping',
    resolved: false,
    endgrate: info,
    metadata: { user_id: 1 },
  }
  assert.equal(
    body({ type: 'endgrate.error', json: JSON.stringify(error), metadata }),
    pythonJson(Buffer.from(JSON.stringify(sent))).toString(),
  )
})

test('success is what was published, or else true', () => {
  assert.equal(
    body({ type: 'endgrate.error', json: '{"pk":"1","success":false}' }),
    `{"success": false, "pk": "1", "session_id": "${sessionId}"}`,
  )
  for (const type of ['endgrate.configuration', 'endgrate.data', 'endgrate.error'] as const) {
    assert.equal(body({ type }), `{"success": true, "session_id": "${sessionId}"}`)
  }
})

test('session and metadata are those of session and webhook, whatever was published', () => {
  const json = '{"metadata":{"user_id":2},"session_id":"another","completed":false,"more":1E5}'
  assert.equal(
    body({ json, metadata: Buffer.from('[ 1.0, null ]') }),
    `{"success": true, "session_id": "${sessionId}", "metadata": [1.0, null], "completed": true, "more": 100000.0}`,
  )
  assert.equal(
    body({ json }),
    `{"success": true, "session_id": "${sessionId}", "completed": true, "more": 100000.0}`,
  )
})

test('fields that no document names follow in the order in which they were published', () => {
  const json =
    '{"warn":[],"10":1,"transfer_errors":true,"__proto__":{},"pk":"1","9":12345678901234567890}'
  assert.equal(
    body({ type: 'endgrate.error', json }),
    `{"success": true, "pk": "1", "session_id": "${sessionId}", "warn": [], "10": 1, ` +
      '"transfer_errors": true, "__proto__": {}, "9": 12345678901234567890}',
  )
})

test('a type that no document names has success and session before its data, and metadata after', () => {
  const json = '{"metadata":1,"b":1.10,"session_id":"another","a":[]}'
  assert.equal(
    body({ type: 'acme.renamed', json, metadata }),
    `{"success": true, "session_id": "${sessionId}", "b": 1.1, "a": [], "metadata": {"user_id": 1}}`,
  )
})

test('an event of no session says of it what was published', () => {
  const type = 'endgrate.configuration'
  assert.equal(
    body({ type, sessionId: null, json: '{"session_id":"another"}' }),
    '{"success": true, "session_id": "another"}',
  )
  assert.equal(body({ type, sessionId: null }), '{"success": true}')
})

test('the four types are callbacks, and nothing else is', () => {
  for (const type of Object.keys(documented)) assert.ok(isEndgrateCallbackType(type))
  for (const type of ['endgrate.transfer.requested', 'endgrate', 'constructor', 'toString', '']) {
    assert.equal(isEndgrateCallbackType(type), false)
  }
})

const anyKey = fc.oneof(
  fc.constantFrom(...Object.values(documented).flatMap((names) => names.split(' '))),
  fc.constantFrom('__proto__', 'constructor', '10', '1', ''),
  fc.string({ unit: 'binary' }),
)

const callback = fc.record({
  type: fc.constantFrom(
    'endgrate.configuration',
    'endgrate.data',
    'endgrate.completed',
    'endgrate.error',
  ),
  published: fc.uniqueArray(fc.tuple(anyKey, spelledJson), {
    maxLength: 16,
    selector: ([key]) => key,
  }),
  sessionId: fc.oneof(fc.constant(sessionId), fc.string({ unit: 'binary' })),
  metadata: fc.option(spelledJson),
})

test('whatever is published stands in its place, and the verifying code of the page accepts it', async () => {
  await fc.assert(
    fc.asyncProperty(callback, async ({ type, published, ...session }) => {
      const texts = published.map(([key, { json }]) => `${JSON.stringify(key)} : ${json}`)
      const given = session.metadata === null ? null : Buffer.from(session.metadata.json)
      const bytes = endgrateBody({
        type,
        data: Buffer.from(`{${texts.join(' , ')}}`),
        sessionId: session.sessionId,
        metadata: given,
      })

      const expected = new Map([['success', 'true']])
      for (const [key, { json }] of published) {
        expected.set(key, pythonJson(Buffer.from(json)).toString())
      }
      expected.set(
        'session_id',
        pythonJson(Buffer.from(JSON.stringify(session.sessionId))).toString(),
      )
      expected.delete('metadata')
      if (given !== null) expected.set('metadata', pythonJson(given).toString())
      if (type === 'endgrate.completed') expected.set('completed', 'true')
      const sent = objectMembers(bytes)
      assert.deepEqual(new Map(sent.map(([key, value]) => [key, value.toString()])), expected)

      const names = documented[type].split(' ')
      const others = published.map(([key]) => key).filter((key) => !names.includes(key))
      const known = names.filter((name) => expected.has(name))
      const kept = others.filter((key) => expected.has(key))
      assert.deepEqual(
        sent.map(([key]) => key),
        [...known, ...kept],
      )

      assert.deepEqual(await python.respell(bytes), bytes)
      assert.ok(await page.accepts(bytes, sign(bytes)))
    }),
    { numRuns: 1000 },
  )
})

test('the verifying code of the page refuses a changed body and a foreign signature', async () => {
  const text = body({ metadata, json: `{"transfer_id":"${transferId}"}` })
  assert.ok(await page.accepts(Buffer.from(text), sign(text)))
  const changed = text.replace(sessionId, sessionId.replace('a', 'b'))
  assert.equal(await page.accepts(Buffer.from(changed), sign(text)), false)
  assert.equal(await page.accepts(Buffer.from(text), sign(`${text} `)), false)
})
