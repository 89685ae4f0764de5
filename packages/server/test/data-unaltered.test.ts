import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { initiate, newCustomer } from '../src/profiles/endgrate/testing/session.ts'
import { textOf, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { startReceiver } from './support/receiver.ts'
import { startTestApp } from './support/test-app.ts'

const page = join(import.meta.dirname, '../../../docs/profiles/README.md')

const types = {
  standard: 'user.created',
  encrata: 'lookup.completed',
  graph8: 'campaign.created',
  endgrate: 'endgrate.data',
} as const

type Product = keyof typeof types

/** What a webhook of each product is sent when these texts are published as `data`, in turn. */
async function deliver(texts: readonly string[]): Promise<Record<Product, string[]>> {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const create = async (path: string, product: Product): Promise<void> => {
    const wanted = { url: `${receiver.url}/${product}`, events: [types[product]] }
    assert.equal((await call('POST', path, wanted)).status, 201)
  }
  await create('/v1/webhooks', 'standard')
  await create('/api/webhooks', 'encrata')
  await create('/api/v1/webhooks', 'graph8')
  const sessionId = await initiate(call, {
    data_webhook: { endpoint: `${receiver.url}/endgrate` },
  })
  const products = Object.keys(types) as Product[] // The keys of the table above.
  const bodies: Record<Product, string[]> = { standard: [], encrata: [], graph8: [], endgrate: [] }
  for (const [index, text] of texts.entries()) {
    for (const type of Object.values(types)) {
      await publish(app.call, `{"type":"${type}","channels":["${sessionId}"],"data":${text}}`)
    }
    const count = (index + 1) * products.length
    await eventually(`delivery ${count}`, () => receiver.requests.length === count)
    for (const product of products) {
      const sent = receiver.requests.findLast(({ path }) => path.endsWith(`/${product}`))
      bodies[product].push(String(sent?.body))
    }
  }
  return bodies
}

async function publish(call: ApiCall, event: string): Promise<void> {
  const { status, body } = await call('POST', '/v1/events', event)
  assert.equal(status, 202, JSON.stringify(body))
}

type Row = readonly [published: string, standard: string, rawBytes: string, endgrate: string]

async function assertArrives(rows: readonly Row[]): Promise<void> {
  const bodies = await deliver(rows.map(([published]) => `{"value":${published}}`))
  for (const [index, [published, standard, rawBytes, endgrate]] of rows.entries()) {
    assert.ok(bodies.standard[index]?.endsWith(`"data":{"value":${standard}}}`), published)
    assert.ok(bodies.encrata[index]?.includes(`"data":{"value":${rawBytes}},`), published)
    assert.ok(bodies.graph8[index]?.includes(`"data":{"value":${rawBytes}},`), published)
    assert.ok(bodies.endgrate[index]?.endsWith(`"value": ${endgrate}}`), published)
  }
}

/** The rows of the page's table. */
function documentedRows(): Row[] {
  const section = readFileSync(page, 'utf8').split('## What arrives of your data')[1] ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [published = '', ...arrives] = [...line.matchAll(/`([^`]+)`/g)].map((code) => code[1])
      const [standard = '', rawBytes = '', endgrate = ''] = arrives
      assert.equal(arrives.length, 3, line)
      return [published, standard, rawBytes, endgrate]
    })
}

test('numbers, keys and text arrive in each profile as the page of profiles says', async () => {
  const rows = documentedRows()
  assert.ok(rows.length >= 5)
  await assertArrives(rows)
})

test('no number is rounded, no key is lost or moved further than JavaScript moves it', async () => {
  const same = (text: string): Row => [text, text, text, text]
  await assertArrives([
    same('9007199254740993'),
    same('-12345678901234567890123'),
    same('null'),
    same('{}'),
    [
      '0.1000000000000000055511151231257827',
      ...twice('0.1000000000000000055511151231257827'),
      '0.1',
    ],
    ['-0', '0', '-0', '0'],
    ['1.0', '1', '1.0', '1.0'],
    ['1e-7', '1e-7', '1e-7', '1e-07'],
    [
      '{"__proto__":{"a":1},"constructor":[1],"1":0,"toJSON":null,"":""}',
      '{"1":0,"__proto__":{"a":1},"constructor":[1],"toJSON":null,"":""}',
      '{"__proto__":{"a":1},"constructor":[1],"1":0,"toJSON":null,"":""}',
      '{"__proto__": {"a": 1}, "constructor": [1], "1": 0, "toJSON": null, "": ""}',
    ],
    ['"\\ud83d\\ude00 \\/"', '"😀 /"', '"\\ud83d\\ude00 \\/"', '"\\ud83d\\ude00 /"'],
  ])
})

function twice(text: string): [string, string] {
  return [text, text]
}

test('what cannot arrive as it was published is refused, and says where', async () => {
  await using app = await startTestApp()
  for (const [data, reason] of [
    ['{"a":1,"a":2}', /`data\.a` stands twice/],
    ['{"n":1e400}', /beyond the range of a double/],
    [`{"n":${'1'.repeat(1001)}}`, /more than 1000 digits/],
    [`{"n":${'['.repeat(64)}${']'.repeat(64)}}`, /nested deeper than 64 levels/],
    ['{"n":"\\ud800"}', /half of a surrogate pair/],
    ['[1]', /`data` has to be an object/],
  ] as const) {
    for (const type of Object.values(types)) {
      const event = `{"type":"${type}","data":${data}}`
      const { status, body } = await app.call('POST', '/v1/events', event)
      assert.equal(status, 400, data)
      assert.match(textOf(body.error?.message), reason)
    }
  }
})
