import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark-phone', colorScheme: 'dark', viewport: { width: 390, height: 760 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`an operator finds, renames and deletes workspaces: ${look}`, async () => {
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const create = async (name: string) =>
      stringAt((await app.admin('POST', '/v1/workspaces', { name })).body, 'id')
    for (let n = 0; n < 60; n += 1) await create(`Shop ${n}`)
    const acme = await create('Acme Ltd')
    const made = await app.admin('POST', '/v1/webhooks', {
      workspace: acme,
      url: 'https://example.com/',
      events: ['*'],
    })
    await app.admin('PATCH', `/v1/webhooks/${stringAt(made.body, 'id')}`, { active: false })

    await dashboard.signIn(testAdminKey)
    const rows = page.getByRole('table', { name: 'Workspaces' }).locator('tbody tr')
    await rows.nth(49).waitFor()
    await page.getByText('Page 1 of 2 · 62 workspaces').waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('Page 2 of 2 · 62 workspaces').waitFor()
    // As fast as anybody types: no letter is lost on its way through the address.
    await page.getByLabel('Find a workspace').pressSequentially('acme', { delay: 0 })
    assert.equal(await page.getByLabel('Find a workspace').inputValue(), 'acme')
    await page.getByText('1 paused').waitFor()
    assert.equal(await rows.count(), 1)
    await dashboard.screenshot(`${look}-workspaces-found`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])

    await page.getByRole('button', { name: 'More for Acme Ltd' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Acme Inc')
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.getByRole('button', { name: 'Rename', exact: true }).click()
    await page.getByRole('link', { name: 'Acme Inc' }).waitFor()

    await page.getByRole('button', { name: 'More for Acme Inc' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('its one webhook, with what waits to be sent').waitFor()
    const confirm = page.getByRole('button', { name: 'Delete the workspace' })
    assert.ok(await confirm.isDisabled())
    await page.getByLabel('Type its name to go on').fill('Acme Inc')
    await dashboard.screenshot(`${look}-workspace-delete`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await confirm.click()
    await page.getByText('No such workspace').waitFor()
    assert.equal((await app.admin('GET', `/v1/workspaces/${acme}`)).status, 404)
    await page.getByLabel('Find a workspace').fill('')
    await page.getByText('Page 1 of 2 · 61 workspaces').waitFor()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.ok(overflow <= 0, `${overflow} pixels too wide`)
    assert.deepEqual(dashboard.faults, [])
  })
}
