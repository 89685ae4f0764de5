import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { formatEventId, parsePublicId } from '../../server/src/http/public-ids.ts'
import { sampleEvent } from '../../server/src/stores/contract/samples.ts'
import { eventually } from '../../server/test/support/eventually.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import type { TestApp } from '../../server/test/support/test-app.ts'
import { startDashboard, type Dashboard } from './support/dashboard.ts'
import { pagesOf, type Sample } from './support/pages-of.ts'

/** Each would leave a mark, or open a dialog, if anything of it ran. */
const hostile = [
  '<script>window.ran = true</script>',
  '<img src=x onerror="window.ran = true; alert(1)">',
  '"><svg onload=alert(2)>',
  'javascript:alert(3)',
  '{{constructor.constructor("alert(4)")()}}',
].join(' ')
const rightToLeft = '\u202Egnp.exe \u2066\u05D0\u05D1'
const mebibyte = 1024 * 1024

test('what others have written is shown as text, whatever it is and however long', async () => {
  await using receiver = await startReceiver()
  receiver.answer = {
    status: 500,
    headers: { 'content-type': 'text/html', 'x-note': '<b>not bold</b>' },
    body: `<!doctype html><title>${hostile}</title>`,
  }
  await using dashboard = await startDashboard({
    environment: { POSTHORN_MAX_DATA_BYTES: String(mebibyte) },
  })
  const { app, page } = dashboard
  await app.admin('PATCH', `/v1/workspaces/${app.workspace}`, { name: hostile.slice(0, 200) })
  const made = await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    name: `${rightToLeft} ${hostile}`.slice(0, 100),
    description: `${hostile} ${'word'.repeat(60)}`.slice(0, 500),
    events: ['user.created'],
  })
  const webhook = stringAt(made.body, 'id')
  const text = `${hostile} ${rightToLeft} ${'x'.repeat(mebibyte - 2000)} the very end`
  const published = await app.call('POST', '/v1/events', { type: 'user.created', data: { text } })
  assert.equal(published.status, 202)
  await eventually('the request', () => receiver.requests.length > 0)

  await dashboard.signIn(testAdminKey)
  await page.getByText('<script>').first().waitFor()
  await dashboard.open(`/workspaces/${app.workspace}/webhooks`)
  await page.getByText('alert(1)').first().waitFor()
  await dashboard.screenshot('hostile-webhooks')
  await dashboard.open(`/workspaces/${app.workspace}/webhooks/${webhook}`)
  await page.getByRole('heading', { level: 1 }).getByText('alert(1)').waitFor()
  await page.getByRole('cell', { name: 'Retrying', exact: true }).waitFor()
  await dashboard.screenshot('hostile-webhook')
  await page.getByRole('cell').getByRole('link', { name: 'user.created' }).click()
  await page.getByText('<b>not bold</b>').waitFor()
  await page.getByText('<!doctype html><title>').waitFor()
  await dashboard.screenshot('hostile-delivery')

  const body = page.getByRole('group', { name: 'the request body' })
  const lengthOfBody = () => body.evaluate((element) => element.textContent.length)
  assert.ok((await lengthOfBody()) < 20_000)
  await page.getByRole('button', { name: /^Show all 1(\.\d)? MB/ }).click()
  await eventually('the whole body', async () => (await lengthOfBody()) > mebibyte - 2000)
  const hasEnd = await body.evaluate(({ textContent }) => textContent.includes(' the very end'))
  assert.ok(hasEnd)
  await page.getByText('As sent').first().click()
  assert.ok(await page.getByRole('radio', { name: 'As sent' }).first().isChecked())
  await dashboard.screenshot('hostile-delivery-whole')

  await assertNothingRan(page)
  assert.deepEqual(dashboard.faults, [])
})

/** What of it was taken for markup would stand in the page, whether it ran or not. */
async function assertNothingRan(page: Page): Promise<void> {
  assert.equal(await page.evaluate('window.ran'), undefined)
  const markup =
    'script:not([src]), [onload], [onerror], img[src="x"], a[href^="javascript:"], bdi b'
  assert.equal(await page.locator(markup).count(), 0)
}

const long = 'w'.repeat(120)

/** In every field that somebody else fills in, as long as it may be. */
async function spread({ app }: Dashboard, receiverUrl: string): Promise<Sample> {
  const text = (length: number) => `${rightToLeft} ${hostile} ${long} ${long}`.slice(0, length)
  const { workspace } = app
  await app.admin('PATCH', `/v1/workspaces/${workspace}`, { name: text(200) })
  await app.admin('POST', `/v1/workspaces/${workspace}/keys`, { name: text(200), scopes: ['read'] })
  const operator = { name: `${hostile} ${long}`.slice(0, 100).trim(), password: 'over the hills' }
  assert.equal((await app.admin('POST', '/v1/operators', operator)).status, 201)
  const type = `${'very_long.'.repeat(12)}type`
  await app.admin('POST', '/v1/event-types', {
    workspace,
    name: type,
    description: text(2000),
    example: { [text(200)]: text(2000) },
  })
  const made = await app.call('POST', '/v1/webhooks', {
    url: `${receiverUrl}?${'q'.repeat(1000)}`,
    name: text(100),
    description: text(500),
    events: [type, 'user.created'],
  })
  const published = await app.call('POST', '/v1/events', {
    type,
    subject: `${hostile} ${long}`.slice(0, 256),
    data: { text: `${text(2000)}${'x'.repeat(mebibyte - 4000)}` },
  })
  const event = stringAt(published.body, 'id')
  const delivery = await eventually('an attempt', async () => {
    const { body } = await app.call('GET', `/v1/events/${event}`)
    const [first] = Object.values(body.deliveries ?? {})
    return Number(first?.['attempts']) > 0 && stringAt(first, 'id')
  })
  return { workspace, webhook: stringAt(made.body, 'id'), event, delivery }
}

/** As large as an event may be, published by SQL and refused. */
async function reject({ context, workspace }: TestApp): Promise<string> {
  const workspaceId = parsePublicId('workspace', workspace) ?? assert.fail('not a workspace')
  const data = Buffer.from(JSON.stringify({ text: `${hostile} ${'y'.repeat(mebibyte - 2000)}` }))
  const event = {
    ...sampleEvent({ workspaceId, type: 'user.created' }),
    isTest: false,
    data,
  } as const
  const entry = { seq: 1, event, isChecked: false, idempotency: null }
  await context.store.rejectRaised(entry, `${hostile} ${long}`)
  return formatEventId(event)
}

const looks = [
  { name: 'wide', viewport: { width: 1280, height: 860 } },
  { name: 'phone', viewport: { width: 390, height: 760 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`no page runs what others have written, or bursts of it: ${look}`, async () => {
    await using receiver = await startReceiver()
    receiver.answer = {
      status: 500,
      headers: { 'content-type': 'text/html', 'x-note': `<b>${long}</b>` },
      body: `<!doctype html><title>${hostile}</title>${long}`,
    }
    await using dashboard = await startDashboard({
      ...options,
      environment: { POSTHORN_MAX_DATA_BYTES: String(mebibyte) },
    })
    const { app, page } = dashboard
    const sample = await spread(dashboard, receiver.url)
    const rejected = await reject(app)
    await dashboard.signIn(testAdminKey)
    const rejectedPage = { name: 'rejected-event', path: `/events/${rejected}` }
    for (const { name, path } of [...pagesOf(sample), rejectedPage]) {
      await dashboard.open(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByRole('status').getByText('Loading').waitFor({ state: 'detached' })
      await dashboard.screenshot(`hostile-${look}-${name}`)
      await assertNothingRan(page)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.ok(overflow <= 0, `${name} is ${overflow} pixels too wide`)
      assert.deepEqual(dashboard.faults, [], name)
    }
    await page.getByText('It was rejected').waitFor()
    await page.getByRole('button', { name: /^Show all 1(\.\d)? MB/ }).click()
    await page.getByText('alert(1)').last().waitFor()

    // What is pasted is no better.
    await dashboard.open(`/workspaces/${sample.workspace}/webhooks/${sample.webhook}/verify`)
    await page.getByLabel('Body').fill(`${hostile} ${'z z '.repeat(mebibyte / 4)}`)
    await page.getByLabel('X-Webhook-Signature').fill(hostile)
    await page.getByLabel('Secret', { exact: true }).fill(hostile)
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByRole('alert').or(page.getByRole('main').getByRole('status')).first().waitFor()
    await assertNothingRan(page)
    await page.getByLabel('Body').fill(hostile)
    await dashboard.screenshot(`hostile-${look}-verify`)

    // Dialogs name it too.
    await dashboard.open('/workspaces')
    await page.getByRole('button', { name: /^More for/ }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('Type its name to go on').waitFor()
    await assertNothingRan(page)
    for (const [path, button] of [
      ['/operators', /^Change password of/],
      ['/operators', /^Remove/],
      [`/workspaces/${sample.workspace}/keys`, /^Revoke .*<script>/],
    ] as const) {
      await dashboard.open(path)
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('dialog').getByText('<script>').first().waitFor()
      await dashboard.screenshot(`hostile-${look}-dialog-${button.source.slice(1, 7)}`)
      await assertNothingRan(page)
    }
    // Marks of direction in the key's name turn none of our own words round.
    const [first, second] = await placesOf(page.getByRole('dialog').getByText(/be undone/), 'be')
    assert.ok(first !== undefined && second !== undefined && first < second)
    assert.deepEqual(dashboard.faults, [])
  })
}

/** How far from the left each letter of a word stands, which is taken from our own words there. */
function placesOf(element: Locator, word: string): Promise<number[]> {
  return element.evaluate((root, wanted) => {
    const text = Array.from(root.childNodes).findLast(({ textContent }) =>
      textContent?.includes(wanted),
    )
    const at = text?.textContent?.lastIndexOf(wanted) ?? -1
    if (text === undefined || at < 0) return []
    return Array.from(wanted, (_letter, index) => {
      const range = document.createRange()
      range.setStart(text, at + index)
      range.setEnd(text, at + index + 1)
      return range.getBoundingClientRect().left
    })
  }, word)
}
