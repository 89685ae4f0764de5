import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '../../server/test/support/eventually.ts'
import { createPortalLink } from '../../server/test/support/portal-client.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import type { TestApp } from '../../server/test/support/test-app.ts'
import { startDashboard } from './support/dashboard.ts'

interface Sample {
  readonly webhook: string
  readonly event: string
  readonly delivery: string
}

/** A webhook with one delivery that failed, and no other will be tried. */
async function prepare(app: TestApp, receiverUrl: string): Promise<Sample> {
  const made = await app.call('POST', '/v1/webhooks', {
    url: receiverUrl,
    name: 'Orders',
    events: ['user.created'],
    retry_delays_s: [],
  })
  const published = await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  const event = stringAt(published.body, 'id')
  const delivery = await eventually('the delivery to fail', async () => {
    const { body } = await app.call('GET', `/v1/events/${event}`)
    const [first] = Object.values(body.deliveries ?? {})
    return first !== undefined && stringAt(first, 'status') === 'failed' && stringAt(first, 'id')
  })
  return { webhook: stringAt(made.body, 'id'), event, delivery }
}

/** What each capability adds: things on pages, by path, and one request that it takes. */
function additionsOf(workspace: string, { webhook, event, delivery }: Sample) {
  const webhooks = `/workspaces/${workspace}/webhooks`
  const ofWebhook = `${webhooks}/${webhook}`
  return {
    manage_webhooks: {
      things: [
        [webhooks, 'link', 'New webhook'],
        [ofWebhook, 'button', 'Send test'],
        [ofWebhook, 'button', 'Why did nothing arrive?'],
        [ofWebhook, 'menuitem', 'Edit'],
        [ofWebhook, 'menuitem', 'Pause'],
        [ofWebhook, 'menuitem', 'Delete'],
      ],
      request: ['PATCH', `/v1/webhooks/${webhook}`, { name: 'Renamed' }],
    },
    rotate_secrets: {
      things: [[ofWebhook, 'menuitem', 'Rotate the secret']],
      request: ['POST', `/v1/webhooks/${webhook}/secret/rotate`, { overlap_s: 60 }],
    },
    replay: {
      things: [
        [ofWebhook, 'menuitem', 'Recover'],
        [`${ofWebhook}/deliveries/${delivery}`, 'button', 'Replay'],
        [`/workspaces/${workspace}/events/${event}`, 'button', 'Replay'],
      ],
      request: ['POST', `/v1/deliveries/${delivery}/retry`, undefined],
    },
    manage_keys: {
      things: [[webhooks, 'link', 'API keys']],
      request: ['POST', `/v1/workspaces/${workspace}/keys`, { name: 'x', scopes: ['read'] }],
    },
  } as const
}

type Role = 'link' | 'button' | 'menuitem'

/** Whether a page, whole and with its menu open, has such a thing. */
async function has(page: Page, [role, name]: readonly [Role, string]): Promise<boolean> {
  await page.getByText('Loading').first().waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  const more = page.getByRole('button', { name: 'More', exact: true })
  if (role === 'menuitem') {
    await more.click()
    await page.getByRole('menuitem', { name: 'Verify signatures' }).waitFor()
  }
  return (await page.getByRole(role, { name, exact: true }).count()) > 0
}

/** As a page would ask that does not care what it may do. */
function force(page: Page, [method, path, body]: readonly [string, string, object | undefined]) {
  return page.evaluate(
    async ([verb, url, sent]) => {
      const [, portal = ''] = /^\/portal\/([^/]+)/.exec(window.location.pathname) ?? []
      const headers = { 'posthorn-session': portal, 'content-type': 'application/json' }
      const answer = await fetch(url, { method: verb, headers, ...(sent && { body: sent }) })
      return answer.status
    },
    [method, path, body && JSON.stringify(body)] as const,
  )
}

const capabilities = ['manage_webhooks', 'rotate_secrets', 'replay', 'manage_keys'] as const

for (const granted of [null, ...capabilities]) {
  test(`a portal has what it was granted, and the server refuses the rest: ${granted ?? 'read'}`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = { status: 500, body: 'no' }
    await using dashboard = await startDashboard()
    const { app, page } = dashboard
    const sample = await prepare(app, receiver.url)
    const additions = additionsOf(app.workspace, sample)
    const link = await createPortalLink(app, { capabilities: granted === null ? [] : [granted] })
    const base = `${app.url}/portal/${link.id}`
    await page.goto(link.url)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('link', { name: 'Orders' }).waitFor()
    for (const capability of capabilities) {
      const { things, request } = additions[capability]
      for (const [path, role, name] of things) {
        await page.goto(base + path)
        assert.equal(await has(page, [role, name]), capability === granted, `${path} ${name}`)
      }
      const status = await force(page, request)
      if (capability === granted) assert.ok(status < 300, `${capability}: ${status}`)
      else assert.equal(status, 403, capability)
    }
    await page.goto(`${base}/workspaces/${app.workspace}/webhooks/${sample.webhook}`)
    await page.getByRole('cell', { name: 'Failed', exact: true }).first().waitFor()
    await dashboard.screenshot(`portal-may-${granted ?? 'read'}`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    assert.deepEqual(dashboard.faults, [])
  })
}

test('a page that a portal has not says so to whoever opens it by its address', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const link = await createPortalLink(app)
  await page.goto(link.url)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  const base = `${app.url}/portal/${link.id}`
  for (const [path, words] of [
    [`/workspaces/${app.workspace}/webhooks/new`, 'You may not create webhooks here'],
    [`/workspaces/${app.workspace}/keys`, 'You may not manage API keys here'],
    ['/workspaces', 'There is no such page'],
    ['/overview', 'There is no such page'],
    ['/profiles', 'There is no such page'],
  ] as const) {
    await page.goto(base + path)
    await page.getByText(words).waitFor()
  }
  await page.goto(`${base}/workspaces/${app.workspace}/keys`)
  await page.getByText('You may not manage API keys here').waitFor()
  await dashboard.screenshot('portal-may-not')
  const made = await app.admin('POST', '/v1/workspaces', { name: 'Another' })
  await page.goto(`${base}/workspaces/${stringAt(made.body, 'id')}/webhooks`)
  await page.getByRole('alert').first().waitFor()
  await page.getByText('There is no such workspace').first().waitFor()
  assert.deepEqual(dashboard.faults, [])
})

test('a customer makes API keys, but none that administer', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'The product’s own',
    scopes: ['admin'],
  })
  await page.goto((await createPortalLink(app, { capabilities: ['manage_keys'] })).url)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByText('The product’s own').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Revoke The product’s own' }).count(), 0)
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Shop')
  assert.equal(await page.getByLabel('Administer').count(), 0)
  await page.getByLabel('Manage').check()
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByText('it is not shown again').waitFor()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'Revoke Shop' }).click()
  await page.getByRole('button', { name: 'Revoke the key' }).click()
  await page.getByText('Revoked').waitFor()
  await dashboard.screenshot('portal-keys')
  assert.deepEqual(dashboard.faults, [])
})
