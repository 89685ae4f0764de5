import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEncrataPage } from './support/encrata-page.ts'
import { startEndgratePage } from './support/endgrate-page.ts'
import { eventually } from './support/eventually.ts'
import { startGraph8Page } from './support/graph8-page.ts'
import { ManualClock } from './support/manual-clock.ts'
import { startReceiver, type ReceivedRequest } from './support/receiver.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp } from './support/test-app.ts'

const dayMs = 24 * 60 * 60 * 1000

interface Product {
  readonly profile: string
  readonly type: string
  readonly header: string
  /** Whether the verifying code of the product's page, with this secret, takes this signature. */
  readonly accepts: (body: Buffer, secret: string, signature: string) => Promise<boolean>
}

const products: readonly Product[] = [
  {
    profile: 'encrata',
    type: 'credits.low',
    header: 'x-encrata-signature',
    async accepts(body, secret, signature) {
      await using page = startEncrataPage()
      return await page.accepts(body, secret, signature)
    },
  },
  {
    profile: 'graph8',
    type: 'campaign.created',
    header: 'x-webhook-signature',
    async accepts(body, secret, signature) {
      await using page = startGraph8Page()
      return await page.accepts(body, signature, secret)
    },
  },
  {
    profile: 'endgrate',
    type: 'endgrate.completed',
    header: 'x-endgrate-signature',
    async accepts(body, secret, signature) {
      await using page = startEndgratePage(secret)
      return await page.accepts(body, signature)
    },
  },
]

/** Good for each of the types. */
const data = { balance: 40, threshold: 50 }

for (const { profile, type, header, accepts } of products) {
  test(`receivers that run ${profile}’s code bear a rotation, whenever they change over`, async () => {
    const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
    await using receiver = await startReceiver()
    await using app = await startTestApp({ clock })
    const wanted = { url: receiver.url, events: [type], profile }
    const created = await app.call('POST', '/v1/webhooks', wanted)
    const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
    const oldSecret = stringAt(created.body, 'secret')
    const send = async (): Promise<ReceivedRequest> => {
      const before = receiver.requests.length
      const { status } = await app.call('POST', '/v1/events', { type, data })
      assert.equal(status, 202)
      return await eventually('the event to arrive', async () => {
        await clock.advance(1)
        return receiver.requests[before]
      })
    }
    const takes = ({ body, headers }: ReceivedRequest, secret: string, name = header) =>
      accepts(body, secret, String(headers[name] ?? ''))

    const rotated = await app.call('POST', `${path}/secret/rotate`)
    const secret = stringAt(rotated.body, 'secret')
    const during = await send()
    assert.ok(await takes(during, oldSecret), 'the one that knows of no rotation')
    assert.ok(!(await takes(during, secret)))
    assert.ok(await takes(during, secret, `${header}-next`), 'the one that looks beside')

    await clock.advance(dayMs)
    const after = await send()
    assert.ok((await takes(after, secret)) && !(await takes(after, oldSecret)))
    assert.equal(after.headers[`${header}-next`], undefined)

    await app.call('POST', `${path}/secret/rotate`)
    await app.call('POST', `${path}/secret/activate`)
    const activated = await send()
    assert.ok(!(await takes(activated, secret)))
    assert.equal(activated.headers[`${header}-next`], undefined)
  })
}
