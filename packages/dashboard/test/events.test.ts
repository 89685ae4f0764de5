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
  test(`events are seen as they come, one by one, and sent again: ${look}`, async () => {
    await using receiver = await startReceiver()
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const publish = async (type: string, fields: object = {}, call = app.call) =>
      stringAt((await call('POST', '/v1/events', { type, data: {}, ...fields })).body, 'id')
    await app.call('POST', '/v1/webhooks', { url: receiver.url, name: 'Orders', events: ['*'] })
    await dashboard.signIn(testAdminKey)
    await dashboard.open(`/workspaces/${app.workspace}/events`)
    await page.getByText('Nothing was published yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await dashboard.screenshot(`${look}-events-empty`)

    // They come by themselves, as text, until somebody pauses.
    const hostile = '<img src=x onerror="window.ran = true">'
    const first = await publish('user.created', {
      data: { n: 1 },
      subject: hostile,
      channels: ['eu'],
    })
    await page.getByText(first).waitFor()
    await page.getByText('<img src=x').waitFor()
    await button('Pause').click()
    const second = await publish('user.deleted')
    await eventually('the second to be delivered', () => receiver.requests.length === 2)
    assert.equal(await page.getByText(second).count(), 0)
    await button('Go on').click()
    await page.getByText(second).waitFor()
    await dashboard.screenshot(`${look}-events`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])

    // By type, and by id.
    await page.getByLabel('Event type').selectOption('user.created')
    await page.getByText(second).waitFor({ state: 'detached' })
    await page.getByLabel('Find an event by its id').fill(first)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'user.created' }).waitFor()
    await page.getByText('"n": 1').waitFor()
    await page.getByText('Delivered', { exact: true }).waitFor()
    await dashboard.screenshot(`${look}-event`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    const sent = receiver.requests.length
    await button('Replay').click()
    await button('Send it again').click()
    await eventually('the replay', () => receiver.requests.length > sent)
    await page.getByRole('link', { name: 'Orders' }).nth(1).waitFor()

    // An operator sees those of all workspaces, as they come, and finds one by its id alone.
    const made = await app.admin('POST', '/v1/workspaces', { name: `Zenith ${hostile}` })
    const elsewhere = stringAt(made.body, 'id')
    await dashboard.open('/events')
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByText(second).waitFor()
    const third = await publish('user.updated', { workspace: elsewhere }, app.admin)
    await page.getByText(third).waitFor()
    await page.getByRole('cell').getByRole('link', { name: 'Zenith' }).waitFor()
    await dashboard.screenshot(`${look}-all-events`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    await page.getByLabel('Event type').fill('user.deleted')
    await page.keyboard.press('Enter')
    await page.getByText(third).waitFor({ state: 'detached' })
    await page.getByText(second).waitFor()
    await page.getByLabel('Find an event by its id').fill('evt_0')
    await page.keyboard.press('Enter')
    await page.getByText('There is no such event').waitFor()
    await page.getByRole('link', { name: '← Events' }).click()
    await page.getByLabel('Find an event by its id').fill(third)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'user.updated' }).waitFor()
    await page.getByText('It went to nobody').waitFor()
    await dashboard.open('/events?since=1h')
    await page.getByRole('combobox', { name: 'Workspace' }).fill('zenith')
    await page.getByRole('option', { name: 'Zenith' }).click()
    await page.getByText(second).waitFor({ state: 'detached' })
    await page.getByText(third).waitFor()
    assert.ok(page.url().endsWith(`/workspaces/${elsewhere}/events?since=1h`))

    // What was rejected has a list of its own.
    await dashboard.open(`/workspaces/${app.workspace}/events?show=rejected`)
    await page.getByText('Nothing was rejected').waitFor()
    assert.deepEqual(await dashboard.accessibilityFaults(), [])
    assert.equal(await page.evaluate('window.ran'), undefined)
    assert.deepEqual(dashboard.faults, [])
  })
}

test('numbers of an event are shown as they were published', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const body = '{"type":"user.created","data":{"big":12345678901234567890,"exact":1.50}}'
  const made = await app.admin('POST', '/v1/keys', { name: 'x', scopes: ['publish'] })
  const response = await fetch(`${app.url}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stringAt(made.body, 'key')}`,
      'content-type': 'application/json',
    },
    body: body.replace('{', `{"workspace":"${app.workspace}",`),
  })
  const id = stringAt(await response.json(), 'id')
  await dashboard.signIn(testAdminKey)
  await dashboard.open(`/workspaces/${app.workspace}/events/${id}`)
  await page.getByText('12345678901234567890').waitFor()
  await page.getByText('1.50').waitFor()
  await page.getByText('It went to nobody').waitFor()
})

test('what failed since a time is recovered, with its progress', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500, body: 'no' }
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const made = await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    name: 'Orders',
    events: ['*'],
    retry_delays_s: [],
  })
  for (let n = 0; n < 5; n += 1) {
    await app.call('POST', '/v1/events', { type: 'user.created', data: { n } })
  }
  await eventually('all to fail', () => receiver.requests.length === 5)
  receiver.answer = { status: 200, body: 'OK' }
  await dashboard.signIn(testAdminKey)
  await dashboard.open(`/workspaces/${app.workspace}/webhooks/${stringAt(made.body, 'id')}`)
  await page.getByRole('cell', { name: 'Failed', exact: true }).nth(4).waitFor()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Recover' }).click()
  await dashboard.screenshot('recover')
  assert.deepEqual(await dashboard.accessibilityFaults(), [])
  await page.getByRole('button', { name: 'Recover', exact: true }).click()
  await page.getByText('5 sent again.').waitFor()
  await page.getByRole('heading', { name: 'Recovered' }).waitFor()
  await page.getByRole('cell', { name: 'Delivered', exact: true }).nth(4).waitFor()
  await dashboard.screenshot('recovered')
  assert.deepEqual(await dashboard.accessibilityFaults(), [])
  assert.equal(receiver.requests.length, 10)
  assert.deepEqual(dashboard.faults, [])
})
