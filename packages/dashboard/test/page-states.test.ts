import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'
import { places } from './support/places.ts'
import { pagesOf } from './support/pages-of.ts'
import { prepareSample } from './support/prepare-sample.ts'

/** Whatever pages read, but not who is signed in. */
async function intercept(page: Page, handle: () => Promise<'go-on' | 'refuse'>): Promise<void> {
  await page.route(/\/v1\/(?!session$)/, async (route) => {
    if ((await handle()) === 'go-on') return await route.fallback()
    const error = { code: 'forbidden', message: 'This is refused for now.' }
    await route.fulfill({ status: 403, json: { error } })
  })
}

for (const place of places) {
  test(`every page of ${place.name} says that it loads, and says what is wrong and goes on when it is mended`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = { status: 503, body: '<h1>Maintenance</h1>' }
    await using dashboard = await startDashboard()
    const { app, page } = dashboard
    const sample = await prepareSample(app, receiver.url)
    const open = await place.enter(dashboard, app.workspace)
    let held = Promise.withResolvers<void>()
    let isBroken = false
    await intercept(page, async () => {
      await held.promise
      return isBroken ? 'refuse' : 'go-on'
    })
    for (const { name, path, content, isFixed } of pagesOf(sample).filter(place.has)) {
      if (isFixed === true) continue
      held = Promise.withResolvers()
      isBroken = true
      await open(path)
      // Not the page's code, which comes before: what it reads.
      const loading = page
        .getByRole('main')
        .getByRole('status')
        .getByText(/^Loading (?!the page)/)
      await loading.first().waitFor()
      if (name === 'deliveries') await dashboard.screenshot('state-loading')
      held.resolve()
      const problem = page.getByRole('alert').getByText('This is refused for now.')
      await problem.first().waitFor()
      if (name === 'deliveries') await dashboard.screenshot('state-error')
      assert.deepEqual(await dashboard.accessibilityFaults(), [], name)
      isBroken = false
      await page.getByRole('button', { name: 'Try again' }).first().click()
      await page.getByText(content).first().waitFor({ state: 'attached' })
      await problem.first().waitFor({ state: 'detached' })
    }
    assert.deepEqual(dashboard.faults, [])
  })

  test(`every list of ${place.name} says that it is empty`, async () => {
    await using dashboard = await startDashboard()
    const { app, page } = dashboard
    const bare = await app.admin('POST', '/v1/workspaces', { name: 'Nothing here' })
    const workspace = stringAt(bare.body, 'id')
    const open = await place.enter(dashboard, workspace)
    const nowhere = { workspace, webhook: 'hook_1', event: 'evt_1', delivery: 'del_1' }
    for (const { path, empty } of pagesOf(nowhere).filter(place.has)) {
      if (empty === undefined) continue
      await open(path)
      await page.getByText(empty).first().waitFor()
      assert.deepEqual(await dashboard.accessibilityFaults(), [], path)
    }
    assert.deepEqual(dashboard.faults, [])
  })

  test(`every page of ${place.name} says that there is no network, and keeps what it shows`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = { status: 503 }
    await using dashboard = await startDashboard()
    const { app, page } = dashboard
    const sample = await prepareSample(app, receiver.url)
    const open = await place.enter(dashboard, app.workspace)
    for (const { name, path, content } of pagesOf(sample).filter(place.has)) {
      await open(path)
      await page.getByText(content).first().waitFor({ state: 'attached' })
      await page.context().setOffline(true)
      await page.getByRole('status').getByText('You are offline.').waitFor()
      assert.ok((await page.getByText(content).count()) > 0, name)
      assert.ok(await page.getByRole('heading', { level: 1 }).isVisible(), name)
      await page.context().setOffline(false)
      await page.getByText('You are offline.').waitFor({ state: 'detached' })
    }
    assert.deepEqual(dashboard.faults, [])
  })
}
