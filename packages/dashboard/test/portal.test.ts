import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPortalLink } from '../../server/test/support/portal-client.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { startDashboard } from './support/dashboard.ts'
import { startProduct } from './support/product.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 780 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`a customer manages webhooks inside the product's own page: ${look}`, async () => {
    await using receiver = await startReceiver()
    await using product = await startProduct()
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const link = await createPortalLink(app, {
      capabilities: ['manage_webhooks', 'rotate_secrets', 'replay', 'manage_keys'],
      frame_ancestors: [product.origin],
      brand: { name: 'Acme', logo_url: product.logoUrl, color: '#4f46e5' },
    })
    const portal = await product.embed(page, link.url)
    const button = (name: string) => portal.getByRole('button', { name, exact: true })
    const looksGood = async (name: string) => {
      await dashboard.screenshot(`portal-${look}-${name}`)
      assert.deepEqual(await dashboard.accessibilityFaults(portal), [], name)
    }

    // The link is exchanged at once, and everything is the brand's.
    await portal.getByText('No webhooks yet').waitFor()
    await portal.getByRole('img', { name: 'Acme' }).waitFor()
    assert.equal(await portal.title(), 'Webhooks · Acme')
    await looksGood('empty')

    await portal.getByRole('link', { name: 'New webhook' }).click()
    await portal.getByLabel('URL').fill(receiver.url)
    await portal.getByText('This address may be called.').waitFor()
    await portal.getByLabel('Name').fill('Orders')
    await portal.getByLabel('All of user').check()
    await looksGood('new-webhook')
    await button('Create webhook').click()
    await portal.getByText('it is not shown again').waitFor()
    // The page around it has not given leave to copy.
    await button('Copy signing secret').click()
    await portal.getByText('Copy by hand').waitFor()
    await looksGood('created')
    await portal.getByRole('link', { name: 'Open the webhook' }).click()
    await portal.getByText('Nothing was sent yet').waitFor()

    // A delivery fails, and is retried when the receiver is mended.
    receiver.answer = { status: 500, body: '{"error":"out of order"}' }
    await app.call('POST', '/v1/events', { type: 'user.created', data: { id: 'user_1' } })
    await portal.getByText('Retrying', { exact: true }).waitFor()
    await looksGood('webhook')
    await portal.getByRole('link', { name: 'user.created' }).click()
    await portal.getByText('The next attempt is made').waitFor()
    receiver.answer = { status: 200, body: 'OK' }
    await button('Retry now').click()
    await portal.getByRole('button', { name: /^Attempt 2/ }).waitFor()
    await portal.getByText('Delivered', { exact: true }).first().waitFor()
    await looksGood('delivery')

    // The session lasts when the frame is loaded again, although the link is used up.
    await portal.evaluate(() => window.location.reload())
    await portal.getByRole('button', { name: /^Attempt 2/ }).waitFor()
    // Chromium's own word for what the frame was refused.
    const faults = dashboard.faults.filter((fault) => !fault.includes('Clipboard API'))
    assert.deepEqual(faults, [])
  })
}

test('the keyboard leads into a portal in a frame, past what is above the content, and through it', async () => {
  await using product = await startProduct()
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const link = await createPortalLink(app, {
    capabilities: ['manage_webhooks'],
    frame_ancestors: [product.origin],
  })
  const portal = await product.embed(page, link.url)
  await portal.getByRole('link', { name: 'New webhook' }).waitFor()
  await page.keyboard.press('Tab')
  await portal.locator('a:focus', { hasText: 'Skip to the content' }).waitFor()
  await page.keyboard.press('Enter')
  await portal.locator('#content:focus').waitFor()
  await page.keyboard.press('Tab')
  await portal.locator('a:focus', { hasText: 'New webhook' }).waitFor()
  await page.keyboard.press('Enter')
  await portal.getByRole('heading', { name: 'New webhook' }).waitFor()
  // Nothing of it was taken for another link's secret.
  await portal.evaluate(() => window.location.reload())
  await portal.getByRole('heading', { name: 'New webhook' }).waitFor()
  assert.deepEqual(dashboard.faults, [])
})
