import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../../../test/support/chromium.ts'
import { startInboxServer, type InboxServer } from '../../../test/support/inbox-server.ts'

let browser: Browser
before(async () => {
  browser = await launchChromium()
})
after(async () => browser.close())

interface OpenPage {
  readonly page: Page
  readonly inbox: InboxServer
}

/** Fails the test when the page reports an error or breaks its own policy. */
async function openInbox(t: TestContext, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options)
  const complaints: string[] = []
  // Before the server, whose end the page would complain of.
  t.after(async () => {
    await context.close()
    assert.deepEqual(complaints, [])
  })
  const inbox = await startInboxServer(t)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${inbox.origin}/inbox`)
  await page.getByText('Live', { exact: true }).waitFor()
  return { page, inbox }
}

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 } }

test('a delivery appears as it arrives, verified, with its body and headers', async (t) => {
  const { page, inbox } = await openInbox(t)
  await page.getByText('Nothing has arrived yet').waitFor()
  await inbox.deliver({ id: 'evt_1', type: 'payment.succeeded', data: '{"amount":4900}' })
  await page.getByRole('button', { name: /payment\.succeeded.*verified.*200/ }).waitFor()
  const detail = page.getByRole('article', { name: 'Request' })
  await detail.getByRole('heading', { name: 'payment.succeeded' }).waitFor()
  assert.equal(await detail.getByText('Verified', { exact: true }).count(), 2)
  assert.match(await detail.locator('pre').innerText(), /"data": \{\n {4}"amount": 4900\n {2}\}/)
  await detail.getByText('webhook-signature', { exact: true }).waitFor()
  assert.equal(await page.getByText('Nothing has arrived yet').isVisible(), false)
})

test('a manual request with test_signature is shown as not verified, with the reason', async (t) => {
  const { page, inbox } = await openInbox(t)
  await fetch(`${inbox.origin}/inbox/hook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Webhook-Signature': 'test_signature' },
    body: '{"id":"evt_test","type":"user.created","data":{"id":"user_test","name":"Test User"}}',
  })
  await page.getByRole('button', { name: /user\.created.*not verified.*401/ }).waitFor()
  await page.getByText('"test_signature" is not a hex HMAC-SHA256 of this body').waitFor()
  await page.getByText('The request has no Standard Webhooks headers.').waitFor()
})

test('everything that was received is text: markup does nothing, numbers keep their digits', async (t) => {
  const { page, inbox } = await openInbox(t)
  const type = '<img src=x onerror=alert(1)>'
  const data = '{"html":"<script>alert(1)</script>","number":12345678901234567890.10,"empty":[]}'
  await inbox.deliver({ id: 'evt_1', type, data })
  await page.getByRole('heading', { name: type }).waitFor()
  assert.equal(await page.locator('main img, main script').count(), 0)
  const body = await page.locator('pre').innerText()
  assert.match(body, /"html": "<script>alert\(1\)<\/script>"/)
  assert.match(body, /"number": 12345678901234567890\.10,/)
  assert.match(body, /"empty": \[\]/)
})

test('a body that is not JSON is shown as it came', async (t) => {
  const { page, inbox } = await openInbox(t)
  await fetch(`${inbox.origin}/inbox/hook`, { method: 'POST', body: '{"broken": <b>' })
  await page.getByRole('heading', { name: 'no type' }).waitFor()
  assert.equal(await page.locator('pre').innerText(), '{"broken": <b>')
})

test('told to fail, it fails, and the failed delivery shows when it is tried again', async (t) => {
  const { page, inbox } = await openInbox(t)
  const told = page.waitForResponse(/behaviour/)
  await page.getByLabel('Status to fail with').selectOption('503')
  await told
  assert.ok(await page.getByRole('radio', { name: 'with error' }).isChecked())
  inbox.next.attemptAtMs = Date.now() + 60_000
  assert.equal((await inbox.deliver({ id: 'evt_1' })).status, 503)
  await page.getByRole('button', { name: /503.*again in \d+ s/ }).waitFor()
  await page.getByText('Next attempt').waitFor()
})

test('a page that is opened later shows what arrived before and how the inbox answers', async (t) => {
  const { page, inbox } = await openInbox(t)
  await inbox.setBehaviour({ kind: 'slow', delayS: 1 })
  await inbox.deliver({ id: 'evt_1' })
  await page.reload()
  await page.getByRole('button', { name: /user\.created/ }).waitFor()
  assert.ok(await page.getByRole('radio', { name: 'after' }).isChecked())
  assert.equal(await page.getByLabel('Seconds to wait').inputValue(), '1')
})

test('the button publishes an example, and a number of seconds out of range is not sent', async (t) => {
  const { page, inbox } = await openInbox(t)
  const published = page.waitForResponse(/example/)
  await page.getByRole('button', { name: 'Publish an example event' }).click()
  await published
  assert.equal(inbox.examples.count, 1)
  await page.getByLabel('Seconds to wait').fill('90')
  await page.getByLabel('Seconds to wait').press('Enter')
  assert.equal((await inbox.deliver({ id: 'evt_1' })).status, 200)
})

test('the list is walked with the arrow keys, and a chosen request stays while others arrive', async (t) => {
  const { page, inbox } = await openInbox(t)
  for (const type of ['user.created', 'user.updated', 'user.deleted']) {
    await inbox.deliver({ id: `evt_${type}`, type })
  }
  await page.getByRole('heading', { name: 'user.deleted' }).waitFor()
  await page.getByRole('button', { name: /user\.deleted/ }).focus()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: 'user.updated' }).waitFor()
  await inbox.deliver({ id: 'evt_4', type: 'file.uploaded' })
  await page.getByRole('button', { name: /file\.uploaded/ }).waitFor()
  assert.ok(await page.getByRole('heading', { name: 'user.updated' }).isVisible())
})

test('on a phone, a request takes the place of the list and gives it back', async (t) => {
  const { page, inbox } = await openInbox(t, phone)
  await inbox.deliver({ id: 'evt_1', data: `{"long":"${'x'.repeat(2000)}"}` })
  const row = page.getByRole('button', { name: /user\.created/ })
  await row.click()
  await page.getByRole('heading', { name: 'user.created' }).waitFor()
  assert.equal(await row.isVisible(), false)
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  assert.equal(overflow, 0)
  await page.getByRole('button', { name: 'All requests' }).click()
  await row.waitFor()
})
