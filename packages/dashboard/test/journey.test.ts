import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { eventually } from '../../server/test/support/eventually.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'

test('a person does with a webhook all that there is to do', async () => {
  await using receiver = await startReceiver()
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const screenshot = (name: string) => dashboard.screenshot(name)
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  let authorization = ''
  const publish = async (data: object) => {
    const event = { type: 'user.created', data }
    const { status, body } = await app.call('POST', '/v1/events', event, { authorization })
    assert.equal(status, 202)
    return stringAt(body, 'id')
  }
  const deliveriesOf = async (event: string) => {
    const { body } = await app.admin('GET', `/v1/events/${event}`)
    return Object.values(body.deliveries ?? {})
  }
  const more = async (item: string) => {
    await button('More').click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  // Signs in, first with what is no key and with a key that nobody knows.
  await dashboard.open('/')
  await page.getByRole('textbox', { name: 'API key' }).fill('my key')
  await button('Sign in').click()
  await page.getByRole('alert').getByText('An API key has neither spaces').waitFor()
  await page.getByRole('textbox', { name: 'API key' }).fill('the_key_of_another_server')
  await button('Sign in').click()
  await page.getByRole('alert').getByText('This API key is not known here').waitFor()
  await screenshot('sign-in-refused')
  await dashboard.signIn(testAdminKey)
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor()
  await screenshot('workspaces')

  // Creates a workspace, and in it an API key to publish with.
  await button('New workspace').click()
  await page.getByRole('dialog').getByLabel('Name').fill('Acme')
  await button('Create workspace').click()
  await page.getByText('No webhooks yet').waitFor()
  await page.getByRole('link', { name: 'API keys' }).click()
  await button('New API key').click()
  await page.getByRole('dialog').getByLabel('Name').fill('Shop')
  await button('Create key').click()
  await page.getByText('it is not shown again').waitFor()
  authorization = `Bearer ${await page.locator('[data-secret]').innerText()}`
  await button('I have copied it').click()

  // Creates a webhook: a URL that is refused while it is typed, then one that is not.
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await page.getByText('No webhooks yet').waitFor()
  await screenshot('webhooks-empty')
  await page.getByRole('link', { name: 'New webhook' }).click()
  const url = page.getByLabel('URL')
  await url.fill('ftp://files.example.com/')
  await page.getByText('The URL must').waitFor()
  await screenshot('new-webhook-refused-url')
  await url.fill(receiver.url)
  await page.getByText('This address may be called.').waitFor()
  await page.getByLabel('Name').fill('Billing')
  await page.getByLabel('All of user').check()
  await page.getByLabel('user.deleted').uncheck()
  await screenshot('new-webhook')
  await button('Create webhook').click()

  // Copies the secret, which is shown this once.
  await page.getByText('it is not shown again').waitFor()
  await screenshot('webhook-created')
  await button('Copy signing secret').click()
  const secret = await clipboard()
  assert.match(secret, /^whsec_/)
  await page.getByRole('link', { name: 'Open the webhook' }).click()
  await page.getByRole('heading', { name: 'Billing' }).waitFor()
  await page.getByText('Nothing was sent yet').waitFor()
  assert.ok(!(await page.content()).includes(secret))

  // Publishes, and watches the delivery arrive without doing anything.
  await publish({ id: 'user_1', name: 'Ada' })
  await page.getByRole('cell', { name: 'Delivered', exact: true }).waitFor()
  await screenshot('webhook')
  const [first] = receiver.requests
  assert.ok(first)
  assert.equal(
    first.headers['x-webhook-signature'],
    createHmac('sha256', secret).update(first.body).digest('hex'),
  )

  // Sends a test and sees what went over the wire.
  await button('Send test').click()
  await page.getByRole('region', { name: 'Answer: 200' }).waitFor()
  await page
    .getByRole('dialog')
    .getByText('x-webhook-signature', { exact: false })
    .first()
    .waitFor()
  await screenshot('send-test')
  await page.keyboard.press('Escape')

  // Breaks the receiver, and sees the retry with its time.
  receiver.answer = { status: 500, body: '{"error":"out of order"}' }
  await publish({ id: 'user_2', name: 'Grace' })
  await page.getByRole('cell', { name: 'Retrying', exact: true }).waitFor()
  await screenshot('webhook-retrying')
  await page
    .getByRole('row')
    .filter({ hasText: 'Retrying' })
    .getByRole('link', { name: 'user.created' })
    .click()
  const notice = page.getByText('The next attempt is made')
  const dueAt = await notice.locator('time').first().getAttribute('datetime')
  const waiting = await app.admin('GET', `/v1${deliveryPathOf(page.url())}`)
  assert.equal(dueAt, stringAt(waiting.body, 'next_attempt_at'))
  assert.ok(Date.parse(dueAt ?? '') > Date.now())
  await page.getByText('The receiver failed (500). Its own log should say why.').waitFor()
  await page.getByText('out of order').waitFor()
  await screenshot('delivery-retrying')

  // Mends it and retries now.
  receiver.answer = { status: 200, body: 'OK' }
  await button('Retry now').click()
  await page.getByText('Delivered', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: /^Attempt 2/ }).waitFor()
  await screenshot('delivery-delivered')

  // Replays it: a delivery of its own, of the same event.
  const sentBefore = receiver.requests.length
  await button('Replay').click()
  await page.getByText('an earlier delivery').waitFor()
  await eventually('the replay to arrive', () => receiver.requests.length > sentBefore)
  await page.getByText('Delivered', { exact: true }).first().waitFor()
  await page.getByRole('link', { name: '← Billing' }).click()

  // Finds deliveries by state and type.
  await page.getByLabel('State', { exact: true }).selectOption('failed')
  await page.getByText('No delivery fits these filters.').waitFor()
  await page.getByLabel('State', { exact: true }).selectOption('success')
  await page.getByLabel('Time').selectOption('1h')
  await page.getByLabel('Event type').selectOption('user.created')
  await page.getByRole('cell', { name: 'Delivered', exact: true }).first().waitFor()

  // Rotates the secret; both sign.
  await more('Rotate the secret')
  await screenshot('rotate')
  await button('Make a new secret').click()
  await page.getByText('The old secret signs beside it until').waitFor()
  await button('Copy signing secret').click()
  const newSecret = await clipboard()
  await screenshot('rotated')
  await button('I have copied it').click()
  await publish({ id: 'user_3' })
  const both = await eventually('a delivery that both secrets sign', () =>
    receiver.requests.find(({ headers }) => headers['x-webhook-signature-next'] !== undefined),
  )
  assert.equal(
    both.headers['x-webhook-signature-next'],
    createHmac('sha256', newSecret).update(both.body).digest('hex'),
  )

  // The receiver has changed over: the old secret is ended.
  await button('End it now').click()
  await button('End it now').waitFor({ state: 'detached' })
  const beforeNext = receiver.requests.length
  await publish({ id: 'user_4' })
  const last = await eventually('a delivery', () => receiver.requests[beforeNext])
  assert.equal(
    last.headers['x-webhook-signature'],
    createHmac('sha256', newSecret).update(last.body).digest('hex'),
  )

  // Edits, pauses, resumes.
  await more('Edit')
  await page.getByLabel('Name').fill('Billing, new')
  await screenshot('edit')
  await button('Save').click()
  await page.getByRole('heading', { name: 'Billing, new' }).waitFor()
  await more('Pause')
  await screenshot('pause')
  await button('Pause').click()
  await page.getByText('Paused', { exact: true }).waitFor()
  const missed = await publish({ id: 'user_5' })
  assert.deepEqual(await deliveriesOf(missed), [])
  await more('Resume')
  await button('Resume').click()
  await page.getByText('Active', { exact: true }).waitFor()
  const sentSoFar = receiver.requests.length
  await publish({ id: 'user_6' })
  const next = await eventually('a delivery', () => receiver.requests[sentSoFar])
  assert.match(next.body.toString(), /user_6/)

  // Deletes, after being told what is lost.
  await page.getByRole('link', { name: '← Webhooks' }).click()
  await page.getByText('100 %').waitFor()
  await screenshot('webhooks')
  await page.getByRole('link', { name: 'Billing, new' }).click()
  await more('Delete')
  await page.getByText('its signing secret').waitFor()
  await screenshot('delete')
  await button('Delete the webhook').click()
  await page.getByText('No webhooks yet').waitFor()
  assert.deepEqual(await deliveriesOf(await publish({ id: 'user_7' })), [])

  // Signs out; the pages are closed.
  await button('Sign out').click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.deepEqual(dashboard.faults, [])
})

/** Where `/v1` has the delivery that a page shows. */
function deliveryPathOf(pageUrl: string): string {
  const [, workspace, delivery] = /\/(ws_\w+)\/.*\/(del_\w+)$/.exec(pageUrl) ?? []
  return `/deliveries/${delivery}?workspace=${workspace}`
}
