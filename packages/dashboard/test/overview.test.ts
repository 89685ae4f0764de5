import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../server/test/support/eventually.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { startDashboard } from './support/dashboard.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 375, height: 720 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`an operator sees how the server fares: ${look}`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = ({ path }) => ({ status: path === '/hook/bad' ? 500 : 200 })
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    await dashboard.signIn(testAdminKey)
    await dashboard.open('/overview')
    await page.getByText('No delivery has failed in this time.').waitFor()
    await dashboard.screenshot(`${look}-overview-empty`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])

    const create = (path: string, fields: object) =>
      app.call('POST', '/v1/webhooks', { url: receiver.url + path, events: ['*'], ...fields })
    await create('', { name: 'Good' })
    await create('/bad', { name: 'Bad', retry_delays_s: [] })
    for (let n = 0; n < 20; n += 1) {
      await app.call('POST', '/v1/events', { type: 'user.created', data: { n } })
    }
    await eventually('all to end', async () => {
      const { body } = await app.admin('GET', '/v1/statistics/overview')
      return Number(body.total?.['success']) + Number(body.total?.['failed']) === 40
    })
    await dashboard.open('/overview')
    await page.getByRole('img', { name: '20 delivered, 20 failed, 0 canceled' }).waitFor()
    await page.getByText('50 %', { exact: true }).first().waitFor({ state: 'attached' })
    await page.getByRole('link', { name: 'Bad' }).first().waitFor()
    await page.getByText('Last hour').click()
    await page.getByRole('img', { name: '20 delivered, 20 failed, 0 canceled' }).waitFor()
    await page.locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' })
    await dashboard.screenshot(`${look}-overview`)
    await page.getByText('The numbers behind the charts').click()
    await page.getByRole('group', { name: 'Numbers' }).waitFor()
    await dashboard.screenshot(`${look}-overview-numbers`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    // A span of one's own, which stands in the address.
    await page.getByText('From – to').click()
    await page.getByLabel(/^From \(/).fill('2020-01-01T00:00')
    await page.getByLabel(/^To \(/).fill('2020-02-01T00:00')
    await page.keyboard.press('Enter')
    await page.getByText('No delivery has failed in this time.').waitFor()
    assert.match(page.url(), /[?&]from=20(19|20)-/)
    await dashboard.screenshot(`${look}-overview-span`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.getByLabel(/^To \(/).fill('2021-02-01T00:00')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('is at most 90 days').waitFor()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.ok(overflow <= 0, `${overflow} pixels too wide`)
    assert.deepEqual(dashboard.faults, [])
  })
}
