import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../server/test/support/eventually.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 375, height: 720 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`a person finds out why nothing arrives, and why a signature does not verify: ${look}`, async () => {
    await using receiver = await startReceiver()
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const made = await app.call('POST', '/v1/webhooks', {
      url: receiver.url,
      name: 'Orders',
      events: ['user.created'],
    })
    const secret = stringAt(made.body, 'secret')
    await dashboard.signIn(testAdminKey)
    await dashboard.open(`/workspaces/${app.workspace}/webhooks/${stringAt(made.body, 'id')}`)

    // Nothing was published, and the receiver is out of order.
    receiver.answer = { status: 500, body: 'out of order' }
    await button('Why did nothing arrive?').click()
    await page.getByText('2 things are in the way.').waitFor()
    await page.getByText('The receiver answered HTTP 500').waitFor()
    await page.getByText('No event was published in the last 24 hours').waitFor()
    await dashboard.screenshot(`${look}-diagnosis`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])

    // Both are mended; now all is well.
    receiver.answer = { status: 200, body: 'OK' }
    await app.call('POST', '/v1/events', { type: 'user.created', data: { id: 'user_1' } })
    await eventually('the event', () => receiver.requests.length > 1)
    await button('Check again').click()
    await page.getByText('Nothing is wrong').waitFor()
    await dashboard.screenshot(`${look}-diagnosis-good`)
    await page.keyboard.press('Escape')

    // The signature of what arrived, first over a body that was parsed and written again.
    const [, request] = receiver.requests
    assert.ok(request)
    const body = request.body.toString()
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Verify signatures' }).click()
    await page.getByRole('heading', { name: 'Check a signature' }).waitFor()
    await page.getByLabel('Body').fill(JSON.stringify(JSON.parse(body), null, 2))
    await page
      .getByLabel('X-Webhook-Signature')
      .fill(String(request.headers['x-webhook-signature']))
    await page.getByLabel('Secret', { exact: true }).fill(secret)
    await button('Check').click()
    await page.getByText('Not the raw body').waitFor()
    await dashboard.screenshot(`${look}-verify-fault`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.getByLabel('Body').fill(body)
    await button('Check').click()
    await page.getByText('The signature is good.').waitFor()

    // The snippets name this webhook's headers.
    await page.getByText('Python', { exact: true }).click()
    await page.getByText('headers.get("X-Webhook-Signature", "")').waitFor()
    await page.getByLabel('Signature', { exact: true }).selectOption({ index: 1 })
    await page.getByText('scheme = {').waitFor()
    await page.getByText('Go', { exact: true }).click()
    await page.getByText('headers.Get("webhook-id")').waitFor()
    await dashboard.screenshot(`${look}-verify-snippet`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    assert.deepEqual(dashboard.faults, [])
  })
}
