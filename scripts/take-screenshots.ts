import { join } from 'node:path'
import { startDashboard, type Dashboard } from '../packages/dashboard/test/support/dashboard.ts'
import { startProduct } from '../packages/dashboard/test/support/product.ts'
import { parsePublicId } from '../packages/server/src/http/public-ids.ts'
import {
  commit,
  entryOf,
  finished,
  heldOf,
  indexAll,
  sampleEvent,
} from '../packages/server/src/stores/contract/samples.ts'
import { eventually } from '../packages/server/test/support/eventually.ts'
import { createPortalLink } from '../packages/server/test/support/portal-client.ts'
import { startReceiver } from '../packages/server/test/support/receiver.ts'
import { testAdminKey } from '../packages/server/test/support/server-process.ts'
import { stringAt } from '../packages/server/test/support/string-at.ts'

/*
 * Takes the pictures that README and docs show, of a real server with made-up traffic:
 * `node --conditions=posthorn-source scripts/take-screenshots.ts`, after `npm run build`.
 */

const directory = join(import.meta.dirname, '..', 'docs', 'images')
const hourMs = 60 * 60 * 1000

/** How many events each webhook gets in an hour, and how many of a hundred fail. */
const webhooks = [
  { name: 'Billing', path: '/billing', perHour: 60, failing: 0 },
  { name: 'Warehouse', path: '/warehouse', perHour: 34, failing: 1 },
  { name: 'CRM sync', path: '/crm', perHour: 18, failing: 9 },
  { name: 'Data lake', path: '/lake', perHour: 11, failing: 0 },
]

/** The same numbers each time, so that a picture changes only when the page does. */
function createNumbers(): () => number {
  let state = 7
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A day of deliveries, straight into the store: more by day than by night. */
async function fillDay({ app }: Dashboard, ids: readonly string[]): Promise<void> {
  const { store, engine } = app.context
  const workspaceId = parsePublicId('workspace', app.workspace) ?? ''
  const random = createNumbers()
  const nowMs = Date.now()
  for (let hour = 0; hour < 24; hour += 1) {
    const busy = 0.55 + 0.45 * Math.sin((hour / 24) * Math.PI * 2 - 1.2)
    for (const [index, { perHour, failing }] of webhooks.entries()) {
      const webhook = engine.catalog.webhook(parsePublicId('webhook', ids[index] ?? '') ?? '')
      if (webhook === undefined) throw new Error('a webhook that was made is not there')
      const count = Math.round(perHour * busy * (0.8 + 0.4 * random()))
      const entries = Array.from({ length: count }, () =>
        entryOf(sampleEvent({ workspaceId, type: 'order.paid' }), [webhook]),
      )
      await commit(store, entries)
      const settlements = entries.flatMap(heldOf).map((delivery) => {
        const settled = finished(delivery, random() * 100 < failing ? 'failed' : 'success')
        const durationMs = 30 + 90 * random() + (random() > 0.95 ? 700 * random() : 0)
        const attempt = settled.attempt && { ...settled.attempt, durationMs }
        return { ...settled, attempt, finishedAtMs: nowMs - (23 - hour) * hourMs }
      })
      await commit(store, [], settlements)
    }
  }
  await indexAll(store)
}

/** A delivery that failed once and arrived when it was tried again. */
async function makeRetried({ app }: Dashboard): Promise<string> {
  await using receiver = await startReceiver()
  receiver.answer = { status: 503, body: '{"error":"The database is being upgraded."}' }
  const made = await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    name: 'Shop',
    events: ['user.created'],
  })
  const webhook = stringAt(made.body, 'id')
  const data = { id: 'user_123', name: 'Ada Lovelace', plan: 'team' }
  const event = await app.call('POST', '/v1/events', { type: 'user.created', data })
  const delivery = await eventually('a first attempt', async () => {
    const { body } = await app.call('GET', `/v1/events/${stringAt(event.body, 'id')}`)
    const [first] = Object.values(body.deliveries ?? {})
    return Number(first?.['attempts']) > 0 && stringAt(first, 'id')
  })
  receiver.answer = { status: 200, body: '{"received":true}' }
  await eventually('the retry to be scheduled', async () => {
    return (await app.call('POST', `/v1/deliveries/${delivery}/retry`)).status < 300
  })
  await eventually('the second attempt', async () => {
    const { body } = await app.call('GET', `/v1/deliveries/${delivery}`)
    return Number(body['attempts']) === 2
  })
  return `/workspaces/${app.workspace}/webhooks/${webhook}/deliveries/${delivery}`
}

/** The webhooks of a customer, in a page of the product. */
async function showPortal({ app, page }: Dashboard): Promise<void> {
  await using product = await startProduct()
  await app.admin('PATCH', `/v1/workspaces/${app.workspace}`, { name: 'Northwind' })
  const link = await createPortalLink(app, {
    capabilities: ['manage_webhooks', 'rotate_secrets', 'replay', 'manage_keys'],
    frame_ancestors: [product.origin],
    brand: { name: 'Acme', logo_url: product.logoUrl, color: '#4f46e5' },
  })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1200, height: 620 })
  const portal = await product.embed(page, link.url)
  await portal.getByText('Northwind').waitFor()
  await portal
    .getByText(/ of .* failed/)
    .first()
    .waitFor()
  await page.screenshot({ path: join(directory, 'portal.png') })
}

await using dashboard = await startDashboard({ viewport: { width: 1200, height: 820 } })
const { app, page } = dashboard
await app.admin('PATCH', `/v1/workspaces/${app.workspace}`, { name: 'Acme' })
await app.admin('PUT', '/v1/event-types/order.paid', { workspace: app.workspace })
const ids: string[] = []
for (const { name, path } of webhooks) {
  const webhook = { url: `https://hooks.example.com${path}`, name, events: ['order.paid'] }
  ids.push(stringAt((await app.call('POST', '/v1/webhooks', webhook)).body, 'id'))
}
await fillDay(dashboard, ids)
const deliveryPath = await makeRetried(dashboard)
await dashboard.signIn(testAdminKey)
await dashboard.open('/overview')
await page.locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' })
await page.screenshot({ path: join(directory, 'overview.png') })
await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
await dashboard.open(deliveryPath)
await page.getByRole('button', { name: /^Attempt 2/ }).waitFor()
await page.getByText('"received": true').waitFor()
await page.screenshot({ path: join(directory, 'delivery.png') })
await showPortal(dashboard)
