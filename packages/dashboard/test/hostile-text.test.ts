import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../server/test/support/eventually.ts'
import { startReceiver } from '../../server/test/support/receiver.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard } from './support/dashboard.ts'

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

  assert.equal(await page.evaluate('window.ran'), undefined)
  assert.deepEqual(dashboard.faults, [])
})
