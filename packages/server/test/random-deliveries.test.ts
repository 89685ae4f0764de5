import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { textOf } from './support/api-client.ts'
import { startEncrataPage } from './support/encrata-page.ts'
import { startEndgratePage } from './support/endgrate-page.ts'
import { eventually } from './support/eventually.ts'
import { startExpressPage } from './support/express-page.ts'
import { startFlaskPageByLine } from './support/flask-page-by-line.ts'
import { startGraph8Page } from './support/graph8-page.ts'
import { spelledObject, type Spelled } from './support/spelled-json.ts'
import { startTestApp } from './support/test-app.ts'
import { createTestSender, sentHeader } from './support/test-sender.ts'

/**
 * The verifying code of all four documents, as it stands there, against a thousand random
 * deliveries each: published, stored, rendered and signed by the whole server.
 */

const deliveries = 1000
const batchSize = 250
/** With the JSON of this many of them on its way, the other process never waits. */
const askedAtOnce = 50

interface Product {
  readonly profile: string
  readonly type: string
  readonly header: string
  /** Brought by the creator; absent: made. */
  readonly secret?: string
}

interface Delivery {
  readonly data: Spelled
  readonly body: Uint8Array
  readonly signature: string
}

interface Delivered {
  readonly secret: string
  readonly all: readonly Delivery[]
}

type Accepts = (body: Uint8Array, signature: string) => Promise<boolean>

async function deliver({ profile, type, header, ...given }: Product): Promise<Delivered> {
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  const url = 'https://example.com/webhooks'
  const webhook = { url, events: [type], profile, ...given }
  const created = await app.call('POST', '/v1/webhooks', webhook)
  assert.equal(created.status, 201, JSON.stringify(created.body))

  const published = fc.sample(spelledObject, deliveries)
  const events = published.map(({ json }, index) => {
    return `{"type":"${type}","data":${withIndex(json, index)}}`
  })
  for (let from = 0; from < deliveries; from += batchSize) {
    const batch = `{"events":[${events.slice(from, from + batchSize).join()}]}`
    const { status, body } = await app.call('POST', '/v1/events/batch', batch)
    assert.equal(status, 202, JSON.stringify(body))
  }
  await eventually('every delivery', () => sender.requests.length === deliveries)
  const all = sender.requests.map((request) => ({
    data: published[indexIn(request.body)] ?? assert.fail('It names no event'),
    body: request.body,
    signature: sentHeader(request, header),
  }))
  return { secret: textOf(created.body.secret), all }
}

const indexKey = 'which of the thousand'

/** One member more, by which the delivery is known again. */
function withIndex(json: string, index: number): string {
  const rest = json.trimStart().slice(1)
  return `{"${indexKey}":${index}${rest.trimStart() === '}' ? '' : ','}${rest}`
}

function indexIn(body: Uint8Array): number {
  const text = Buffer.from(body).toString('utf8')
  return Number(new RegExp(`"${indexKey}": ?(\\d+)`).exec(text)?.[1])
}

/** The deliveries that the code accepts. */
async function accepted(all: readonly Delivery[], accepts: Accepts): Promise<Set<Delivery>> {
  const verdicts = new Set<Delivery>()
  for (let from = 0; from < all.length; from += askedAtOnce) {
    await Promise.all(
      all.slice(from, from + askedAtOnce).map(async (delivery) => {
        if (await accepts(delivery.body, delivery.signature)) verdicts.add(delivery)
      }),
    )
  }
  return verdicts
}

/** All are accepted as they came, and none with one byte flipped by `flip`. */
async function assertVerifies(
  all: readonly Delivery[],
  accepts: Accepts,
  flip: (body: Uint8Array) => Uint8Array,
): Promise<void> {
  const genuine = await accepted(all, accepts)
  assert.deepEqual(textsOf(all.filter((delivery) => !genuine.has(delivery))), [])
  const changed = all.map((delivery) => ({ ...delivery, body: flip(delivery.body) }))
  assert.deepEqual(textsOf([...(await accepted(changed, accepts))]), [])
}

function textsOf(all: readonly Delivery[]): string[] {
  return all.map(({ body }) => Buffer.from(body).toString('utf8'))
}

function randomBelow(limit: number): number {
  return Math.floor(Math.random() * limit)
}

/** Any byte becomes any other. */
function flipAny(body: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(body)
  const at = randomBelow(changed.length)
  changed[at] = (changed[at] ?? 0) ^ (1 + randomBelow(255))
  return changed
}

/**
 * For code that signs what it has parsed and written again: of a byte that changes no value it
 * cannot know. The last bit of a byte always changes the value, or leaves no JSON, but in numbers
 * of so many digits, or so small, that several spellings are one double.
 */
function flipValue(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString('latin1')
  const numbers = [...text.matchAll(/-?\d[\d.]*(?:e[+-]?\d+)?/g)]
    .filter(([token]) => token.length >= 15 || token.includes('e'))
    .map(({ index, 0: token }) => ({ from: index, to: index + token.length }))
  for (;;) {
    const at = randomBelow(body.length)
    if (numbers.some(({ from, to }) => at >= from && at < to)) continue
    const changed = Uint8Array.from(body)
    changed[at] = (changed[at] ?? 0) ^ 1
    return changed
  }
}

test('Encrata’s Python code accepts a thousand random deliveries, and none with a byte flipped', async () => {
  await using page = startEncrataPage()
  const { secret, all } = await deliver({
    profile: 'encrata',
    type: 'lookup.completed',
    header: 'X-Encrata-Signature',
  })
  await assertVerifies(all, (body, signature) => page.accepts(body, secret, signature), flipAny)
})

test('graph8’s Python code accepts a thousand random deliveries, and none with a byte flipped', async () => {
  await using page = startGraph8Page()
  const { secret, all } = await deliver({
    profile: 'graph8',
    type: 'campaign.created',
    header: 'X-Webhook-Signature',
  })
  await assertVerifies(all, (body, signature) => page.accepts(body, signature, secret), flipAny)
})

test('Endgrate’s Python code accepts a thousand random deliveries, and none with a value flipped', async () => {
  const secret = '7d0c5d1e-3a4b-4c8f-9e2a-1b6f0a9d8c7e'
  await using page = startEndgratePage(secret)
  const { all } = await deliver({
    profile: 'endgrate',
    type: 'endgrate.data',
    header: 'X-Endgrate-Signature',
    secret,
  })
  await assertVerifies(all, page.accepts, flipValue)
})

const generic = {
  profile: 'standard',
  type: 'user.created',
  header: 'X-Webhook-Signature',
  secret: 'whsec_ключ “é” 😀',
}

test('the generic page’s Flask code accepts a thousand random deliveries, and none with a byte flipped', async () => {
  await using page = startFlaskPageByLine(generic.secret)
  const { all } = await deliver(generic)
  assert.ok(all.some(({ data }) => !data.isExact))
  await assertVerifies(all, page.accepts, flipAny)
})

test('the generic page’s Express code accepts them too, and none with a value flipped, but for numbers that no double holds', async () => {
  await using page = await startExpressPage(generic.secret)
  const { all } = await deliver(generic)
  const exact = all.filter(({ data }) => data.isExact)
  assert.ok(exact.length > deliveries / 10 && exact.length < deliveries)
  await assertVerifies(exact, page.accepts, flipValue)
  // Their digits are kept, and JSON.stringify(req.body) writes others.
  const inexact = all.filter(({ data }) => !data.isExact)
  assert.deepEqual(textsOf([...(await accepted(inexact, page.accepts))]), [])
})
