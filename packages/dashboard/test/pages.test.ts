import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'
import { pagesOf } from './support/pages-of.ts'
import { prepareSample } from './support/prepare-sample.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 760 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`every page is whole and within everybody's reach: ${look}`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = { status: 503, body: '<h1>Maintenance</h1>' }
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const sample = await prepareSample(app, receiver.url)
    await dashboard.open('/')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await dashboard.screenshot(`${look}-sign-in`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await dashboard.signIn(testAdminKey)
    for (const { name, path, content } of pagesOf(sample)) {
      await dashboard.open(path)
      // A phone leaves out what names columns.
      await page.getByText(content).first().waitFor({ state: 'attached' })
      await page.getByRole('heading', { level: 1 }).or(page.getByText(content)).first().waitFor()
      await dashboard.screenshot(`${look}-${name}`)
      assert.deepEqual(await dashboard.accessibilityFaults(), [], `${look} ${name}`)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.ok(overflow <= 0, `${look} ${name} is ${overflow} pixels too wide`)
    }
    assert.deepEqual(dashboard.faults, [])
  })
}

test('dialogs are within everybody’s reach, and lead back to where they were opened', async () => {
  await using receiver = await startReceiver()
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const { webhook } = await prepareSample(app, receiver.url)
  await dashboard.signIn(testAdminKey)
  await dashboard.open(`/workspaces/${app.workspace}/webhooks/${webhook}`)
  for (const item of ['Edit', 'Rotate the secret', 'Pause', 'Delete']) {
    await page.getByRole('button', { name: 'More', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: item }).waitFor()
    assert.deepEqual(await dashboard.accessibilityFaults(), [], `menu before ${item}`)
    await page.getByRole('menuitem', { name: item }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    assert.deepEqual(await dashboard.accessibilityFaults(), [], item)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('button:focus', { hasText: 'More' }).waitFor()
  }
  await dashboard.open(`/workspaces/${app.workspace}/keys`)
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Shop')
  assert.deepEqual(await dashboard.accessibilityFaults(), [])
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByText('it is not shown again').waitFor()
  await page.locator('button:focus', { hasText: 'Copy' }).waitFor()
  await dashboard.screenshot('key-created')
  const key = await page.locator('[data-secret]').innerText()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.locator('button:focus', { hasText: 'New API key' }).waitFor()
  await page.getByText('Shop').waitFor()
  const used = await app.call(
    'POST',
    '/v1/events',
    { type: 'user.created', data: {} },
    {
      authorization: `Bearer ${key}`,
    },
  )
  assert.equal(used.status, 202)
  await page.getByRole('button', { name: 'Revoke Shop' }).click()
  await page.getByRole('button', { name: 'Revoke the key' }).click()
  await page.getByText('Revoked').waitFor()
  // The button that opened the dialog is gone with what it did.
  await page.locator('#content:focus').waitFor()
  assert.deepEqual(dashboard.faults, [])
})

test('a page without a network or a server says so, and goes on when it is back', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await dashboard.signIn(testAdminKey)
  await dashboard.open(`/workspaces/${app.workspace}/webhooks`)
  await page.getByText('No webhooks yet').waitFor()
  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor()
  await dashboard.screenshot('offline')
  await page.context().setOffline(false)
  await page.getByText('You are offline.').waitFor({ state: 'detached' })
  await page.route('**/v1/workspaces/*/keys*', (route) => route.abort())
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByRole('alert').getByText('The server cannot be reached.').waitFor()
  await dashboard.screenshot('no-server')
  await page.unroute('**/v1/workspaces/*/keys*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Active').first().waitFor()
})

test('a page whose parts the server has no more says so, and leaves the others be', async () => {
  await using dashboard = await startDashboard()
  const { page } = dashboard
  await page.route('**/assets/keys-page-*', (route) => route.fulfill({ status: 404 }))
  await dashboard.signIn(testAdminKey)
  await page.getByRole('link', { name: 'Test', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByRole('alert').getByText('This page cannot be shown.').waitFor()
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await page.getByText('No webhooks yet').waitFor()
  await page.unroute('**/assets/keys-page-*')
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByRole('button', { name: 'Load it again' }).click()
  await page.getByRole('heading', { name: 'API keys' }).waitFor()
})

test('who is signed in with a key of a workspace sees that one alone, until the key is revoked', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const made = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'A reader',
    scopes: ['read'],
  })
  await dashboard.signIn(stringAt(made.body, 'key'))
  await page.getByText('No webhooks yet').waitFor()
  await dashboard.screenshot('reader')
  assert.equal(await page.getByRole('link', { name: 'New webhook' }).count(), 0)
  assert.equal(await page.getByRole('link', { name: 'Workspaces' }).count(), 0)
  assert.equal(await page.getByRole('link', { name: 'API keys' }).count(), 0)
  await dashboard.open(`/workspaces/${app.workspace}/keys`)
  await page.getByText('You may not manage API keys here').waitFor()
  await dashboard.open(`/workspaces/${app.workspace}/webhooks/new`)
  await page.getByText('You may not create webhooks here').waitFor()
  await app.admin('DELETE', `/v1/workspaces/${app.workspace}/keys/${stringAt(made.body, 'id')}`)
  await page.getByRole('link', { name: 'Events', exact: true }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})
