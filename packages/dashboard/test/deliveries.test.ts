import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../server/test/support/eventually.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark-phone', colorScheme: 'dark', viewport: { width: 390, height: 760 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`deliveries of all webhooks are found, chosen and sent again: ${look}`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = { status: 500, body: 'out of order' }
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const create = async (name: string, fields: object = {}) => {
      const webhook = { url: `${receiver.url}/${name}`, name, events: ['*'], ...fields }
      return stringAt((await app.call('POST', '/v1/webhooks', webhook)).body, 'id')
    }
    const failing = await create('Billing', { retry_delays_s: [] })
    await create('Orders')
    const paused = await create('Stock', { retry_delays_s: [] })
    for (let n = 0; n < 3; n += 1) {
      await app.call('POST', '/v1/events', { type: 'user.created', data: { n } })
    }
    const count = async (status: string) => {
      const { body } = await app.call('GET', `/v1/deliveries?status=${status}`)
      return Object.values(body.data ?? {}).filter((one) => Number(one?.['attempts']) > 0).length
    }
    await eventually('six to fail', async () => (await count('failed')) === 6)
    await eventually('three to wait', async () => (await count('pending')) === 3)
    await app.call('PATCH', `/v1/webhooks/${paused}`, { active: false })

    await dashboard.signIn(testAdminKey)
    await dashboard.open(`/workspaces/${app.workspace}/deliveries`)
    const table = page.getByRole('table', { name: 'Deliveries' })
    const rows = table.locator('tbody tr')
    await rows.nth(8).waitFor()
    await rows.getByText('Stock').first().waitFor()
    await dashboard.screenshot(`${look}-deliveries`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])

    // By webhook, state and a span of one's own, which stands in the address.
    await page.getByLabel('Webhook', { exact: true }).selectOption('Billing')
    await eventually('those of one webhook', async () => (await rows.count()) === 3)
    await page.getByLabel('Time', { exact: true }).selectOption('From … to …')
    await page.getByLabel(/^From \(/).fill('2020-01-01T00:00')
    await page.getByLabel(/^To \(/).fill('2020-01-02T00:00')
    await page.keyboard.press('Enter')
    await page.getByText('No delivery fits these filters.').waitFor()
    assert.match(page.url(), /[?&]from=2020-01-01T/)
    await dashboard.screenshot(`${look}-deliveries-span`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.reload()
    await page.getByText('No delivery fits these filters.').waitFor()
    assert.equal(await page.getByLabel(/^From \(/).inputValue(), '2020-01-01T00:00')
    await page.getByLabel(/^To \(/).fill('2019-01-02T00:00')
    await page.getByText('The first has to be earlier').waitFor()
    await page.getByLabel('Time', { exact: true }).selectOption('Last hour')
    await page.getByLabel('Webhook', { exact: true }).selectOption('Any webhook')
    await rows.nth(8).waitFor()

    // With the keyboard: the first, and with the shift key all of them down to the last.
    receiver.answer = { status: 200, body: 'OK' }
    const boxes = rows.getByRole('checkbox')
    await boxes.first().focus()
    await page.keyboard.press('Space')
    await page.getByText('1 chosen').waitFor()
    await boxes.last().focus()
    await page.keyboard.press('Shift+Space')
    await page.getByText('9 chosen').waitFor()
    await page.getByRole('button', { name: 'Choose none' }).click()
    await page.locator('#content:focus').waitFor()
    await boxes.first().check()
    await page.getByRole('button', { name: 'Whole page' }).click()
    await page.getByText('9 chosen').waitFor()
    await dashboard.screenshot(`${look}-deliveries-chosen`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('3 deliveries that wait are tried now').waitFor()
    await page.getByText('6 deliveries that have ended are sent again').waitFor()
    await dashboard.screenshot(`${look}-deliveries-send-again`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    const sent = receiver.requests.length
    await page.getByRole('button', { name: 'Send them again' }).click()
    await page.getByText('3 sent again as new deliveries, 3 tried now, 3 refused.').waitFor()
    await page.getByText('The webhook of this delivery is paused.').waitFor()
    await dashboard.screenshot(`${look}-deliveries-sent-again`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.locator('button:focus', { hasText: 'Close' }).waitFor()
    await page.keyboard.press('Enter')
    // What opened the dialog is gone with the choice.
    await page.locator('#content:focus').waitFor()
    await eventually('six more requests', () => receiver.requests.length === sent + 6)
    await rows.nth(11).waitFor()
    assert.equal(await page.getByText('chosen').count(), 0)

    // What failed of one webhook, by the filter: a recovery, whose progress stands on its page.
    await dashboard.open(`/workspaces/${app.workspace}/deliveries?webhook=${failing}&since=1h`)
    await page.getByRole('button', { name: 'Recover by filter' }).click()
    assert.equal(await page.getByRole('dialog').getByLabel('Time').inputValue(), '1h')
    await dashboard.screenshot(`${look}-deliveries-recover`)
    // A span of one's own counts as it stands there, and has to begin.
    const recover = page.getByRole('button', { name: 'Recover', exact: true })
    await page.getByRole('dialog').getByLabel('Time').selectOption('From … to …')
    assert.ok(await recover.isDisabled())
    await page.getByLabel(/^From \(/).fill('2020-01-01T00:00')
    await dashboard.screenshot(`${look}-deliveries-recover-span`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    const begun = page.waitForRequest(/\/recover/)
    await recover.click()
    assert.match(stringAt((await begun).postDataJSON(), 'since'), /^20(19|20)-/)
    await page.getByRole('heading', { name: 'Billing' }).waitFor()
    await page.getByRole('heading', { name: 'Recovered' }).waitFor()

    // The list is of webhooks that there are; the event knows the others, too.
    await app.call('DELETE', `/v1/webhooks/${paused}`)
    await dashboard.open(`/workspaces/${app.workspace}/deliveries`)
    await rows.nth(8).waitFor()
    assert.equal(await rows.getByText('Stock').count(), 0)
    await page.getByText('Deliveries to webhooks that were deleted are not listed').waitFor()
    await dashboard.open(`/workspaces/${app.workspace}/events`)
    await page.getByRole('link', { name: 'user.created' }).first().click()
    await page.getByRole('link', { name: paused }).click()
    await page.getByText('out of order').waitFor()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.ok(overflow <= 0, `${overflow} pixels too wide`)
    assert.deepEqual(dashboard.faults, [])
  })
}

test('whoever closes the dialog half-way is told what was sent and what was left', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500, body: 'out of order' }
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const webhook = { url: receiver.url, events: ['*'], retry_delays_s: [] }
  await app.call('POST', '/v1/webhooks', webhook)
  for (let n = 0; n < 6; n += 1) {
    await app.call('POST', '/v1/events', { type: 'user.created', data: { n } })
  }
  await eventually('six to fail', async () => {
    const { body } = await app.call('GET', '/v1/deliveries?status=failed')
    return Object.values(body.data ?? {}).length === 6
  })
  await dashboard.signIn(testAdminKey)
  await dashboard.open(`/workspaces/${app.workspace}/deliveries`)
  await page.getByLabel('Choose the whole page').check()
  const held = Promise.withResolvers<void>()
  await page.route('**/retry*', async (route) => {
    await held.promise
    await route.fallback()
  })
  await page.getByRole('button', { name: 'Send again' }).click()
  await page.getByRole('button', { name: 'Send them again' }).click()
  await page.locator('button:focus', { hasText: 'Stop' }).waitFor()
  await page.keyboard.press('Escape')
  held.resolve()
  await page
    .getByRole('status')
    .getByText('4 sent again as new deliveries, 0 tried now, 0 refused, 2 left as they were.')
    .waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.deepEqual(dashboard.faults, [])
})
