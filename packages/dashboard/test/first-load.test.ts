import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createPortalLink } from '../../server/test/support/portal-client.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { startDashboard } from './support/dashboard.ts'

const mostBytes = 250_000

interface Loaded {
  readonly url: string
  readonly bytes: Promise<number>
}

/** What a page has loaded so far. */
function watchLoads(page: Page): readonly Loaded[] {
  const loaded: Loaded[] = []
  page.on('requestfinished', (request) => {
    const bytes = request.sizes().then(({ responseBodySize }) => responseBodySize)
    loaded.push({ url: request.url(), bytes })
  })
  return loaded
}

async function assertLight(loaded: readonly Loaded[], serverUrl: string): Promise<void> {
  const strange = loaded.filter(({ url }) => !url.startsWith(`${serverUrl}/`))
  assert.deepEqual(strange, [])
  const files = loaded.filter(({ url }) => !url.startsWith(`${serverUrl}/v1/`))
  assert.ok(files.length > 3)
  const sizes = await Promise.all(files.map(({ bytes }) => bytes))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(total <= mostBytes, `${total} bytes`)
}

test('the first page loads at most 250 kB, compressed, and nothing from elsewhere', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const loaded = watchLoads(page)
  await dashboard.signIn(testAdminKey)
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor()
  await page.getByRole('link', { name: 'Test', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  await assertLight(loaded, app.url)
})

test('so does the first page of a portal', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const loaded = watchLoads(page)
  await page.goto((await createPortalLink(app, { brand: { color: '#4f46e5' } })).url)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  await assertLight(loaded, app.url)
})
