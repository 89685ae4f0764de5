import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePublicId } from '../../server/src/http/public-ids.ts'
import {
  commit,
  entryOf,
  finished,
  heldOf,
  sampleEvent,
} from '../../server/src/stores/contract/samples.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import type { TestApp } from '../../server/test/support/test-app.ts'
import { startDashboard } from './support/dashboard.ts'

const batches = 100
const batchSize = 1000

/** Straight into the store: sending as many would take minutes. */
async function fill({ context, workspace }: TestApp, webhookId: string): Promise<void> {
  const { store, engine } = context
  const id = parsePublicId('webhook', webhookId) ?? assert.fail('not a webhook')
  const webhook = engine.catalog.webhook(id) ?? assert.fail('no such webhook')
  const workspaceId = parsePublicId('workspace', workspace) ?? assert.fail('not a workspace')
  for (let batch = 0; batch < batches; batch += 1) {
    const entries = Array.from({ length: batchSize }, (_, index) => {
      const isRare = batch === 0 && index < 3
      const type = isRare ? 'user.deleted' : 'user.created'
      return entryOf(sampleEvent({ workspaceId, type }), [webhook])
    })
    await commit(store, entries)
    const ended = entries
      .flatMap(heldOf)
      .map((delivery, index) => finished(delivery, index % 200 === 0 ? 'failed' : 'success'))
    await commit(store, [], ended)
  }
}

test('a hundred thousand deliveries are paged and searched through', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const made = await app.call('POST', '/v1/webhooks', {
    url: 'https://example.com/hook',
    events: ['user.created', 'user.deleted'],
  })
  const webhook = stringAt(made.body, 'id')
  await fill(app, webhook)
  await dashboard.signIn(testAdminKey)
  await dashboard.open(`/workspaces/${app.workspace}/webhooks/${webhook}`)
  const rows = page.getByRole('table', { name: 'Deliveries' }).locator('tbody tr')
  const firstId = () => rows.first().innerText()
  await rows.nth(49).waitFor()
  const seen = [await firstId()]
  for (let turned = 2; turned <= 6; turned += 1) {
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText(`Page ${turned}`, { exact: true }).waitFor()
    await page.locator('table:not([data-stale])').waitFor()
    assert.equal(await rows.count(), 50)
    seen.push(await firstId())
  }
  assert.equal(new Set(seen).size, seen.length)
  await page.getByRole('button', { name: 'Newer' }).click()
  await page.getByText('Page 5', { exact: true }).waitFor()
  assert.equal(await firstId(), seen.at(-2))
  // The rarest are the oldest: the search goes through all of them by itself.
  await page.getByLabel('Event type').selectOption('user.deleted')
  await rows.getByRole('link', { name: 'user.deleted' }).nth(2).waitFor()
  assert.equal(await rows.count(), 3)
  await dashboard.screenshot('many-deliveries')
  // The same beside those of other webhooks.
  await app.call('POST', '/v1/webhooks', { url: 'https://example.com/other', events: ['*'] })
  await dashboard.open(`/workspaces/${app.workspace}/deliveries`)
  await rows.nth(49).waitFor()
  for (let turned = 2; turned <= 4; turned += 1) {
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText(`Page ${turned}`, { exact: true }).waitFor()
    await page.locator('table:not([data-stale])').waitFor()
    assert.equal(await rows.count(), 50)
  }
  await page.getByLabel('State', { exact: true }).selectOption('failed')
  await page.getByText('Page 1', { exact: true }).waitFor()
  await rows.getByText('Failed').nth(49).waitFor()
  assert.deepEqual(dashboard.faults, [])
})
