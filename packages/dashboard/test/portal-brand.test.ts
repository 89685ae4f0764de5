import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPortalLink } from '../../server/test/support/portal-client.ts'
import { startDashboard } from './support/dashboard.ts'
import { startProduct } from './support/product.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`whatever a brand’s colour, its pages can be read: ${colorScheme}`, async () => {
    await using dashboard = await startDashboard({ colorScheme })
    const { app, page } = dashboard
    for (const color of ['#ffff00', '#000000', '#ffffff']) {
      const link = await createPortalLink(app, {
        capabilities: ['manage_webhooks'],
        brand: { name: 'Acme', color },
      })
      const looksGood = async (name: string) => {
        await dashboard.screenshot(`portal-brand-${colorScheme}-${color.slice(1)}-${name}`)
        assert.deepEqual(await dashboard.accessibilityFaults(), [], `${color} ${name}`)
      }
      await page.goto(link.url)
      const open = page.getByRole('button', { name: 'Open', exact: true })
      await open.waitFor()
      await looksGood('door')
      await open.hover()
      await looksGood('door-hover')
      await open.click()
      await page.getByRole('link', { name: 'New webhook' }).click()
      await page.getByLabel('All of user').check()
      await page.getByLabel('URL').focus()
      await looksGood('form')
    }
    assert.deepEqual(dashboard.faults, [])
  })
}

test('a logo that cannot be loaded gives way to the name, which is text whatever it says', async () => {
  await using product = await startProduct()
  await using dashboard = await startDashboard({ viewport: { width: 390, height: 780 } })
  const { app, page } = dashboard
  const name = '"><img src=x onerror="ran=1">{{nonce}} $& \u05D0\u05D1 Acme <!--'
  for (const logo_url of [null, `${product.origin}/no-such-logo.png`]) {
    const link = await createPortalLink(app, { brand: { name, logo_url } })
    await page.goto(link.url)
    await page.getByText(name).first().waitFor()
    assert.equal(await page.title(), `Your webhooks · ${name}`)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('No webhooks yet').waitFor()
    await page.getByRole('banner').getByText(name).waitFor()
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
  }
  await dashboard.screenshot('portal-brand-hostile')
  assert.equal(await page.evaluate('window.ran'), undefined)
  assert.deepEqual(dashboard.faults, [])
})

test('a portal without a brand is plainly called Webhooks', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await page.goto((await createPortalLink(app)).url)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  assert.equal(await page.title(), 'Webhooks')
  await dashboard.screenshot('portal-brand-none')
  assert.deepEqual(dashboard.faults, [])
})
