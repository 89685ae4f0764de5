import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { startDashboard } from './support/dashboard.ts'

const mostBytes = 250_000

test('the first page loads at most 250 kB, compressed, and nothing from elsewhere', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const loaded: { readonly url: string; readonly bytes: Promise<number> }[] = []
  page.on('requestfinished', (request) => {
    const bytes = request.sizes().then(({ responseBodySize }) => responseBodySize)
    loaded.push({ url: request.url(), bytes })
  })
  await dashboard.signIn(testAdminKey)
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor()
  await page.getByRole('link', { name: 'Test', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  assert.deepEqual(
    loaded.filter(({ url }) => !url.startsWith(`${app.url}/`)),
    [],
  )
  const files = loaded.filter(({ url }) => url.startsWith(`${app.url}/dashboard/`))
  assert.ok(files.length > 3)
  const sizes = await Promise.all(files.map(({ bytes }) => bytes))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(total <= mostBytes, `${total} bytes`)
})
