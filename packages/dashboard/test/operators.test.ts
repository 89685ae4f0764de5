import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCookieJar } from '../../server/test/support/cookie-jar.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { stringAt } from '../../server/test/support/string-at.ts'
import { startDashboard, type Dashboard } from './support/dashboard.ts'

const password = 'over the hills and far away'
const newPassword = 'somewhere over the rainbow'

async function signInAs({ app, page }: Dashboard, name: string, as: string): Promise<void> {
  await page.goto(`${app.url}/dashboard/`)
  await page.getByText('Name and password', { exact: true }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(as)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function add({ page }: Dashboard, name: string, as: string): Promise<void> {
  await page.getByRole('button', { name: 'Add an operator' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Name/).fill(name)
  await dialog.getByLabel(/^Password/).fill(as)
  await dialog.getByRole('button', { name: 'Add the operator' }).click()
}

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 760 } },
] as const

for (const { name: look, ...options } of looks) {
  test(`operators and their way in are within everybody's reach: ${look}`, async () => {
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const lookAt = async (name: string): Promise<void> => {
      await dashboard.screenshot(`${look}-${name}`)
      assert.deepEqual(await dashboard.accessibilityFaults(), [], `${look} ${name}`)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.ok(overflow <= 0, `${look} ${name} is ${overflow} pixels too wide`)
    }
    await dashboard.signIn(testAdminKey)
    await dashboard.open('/operators')
    await page.getByText('No operators yet').waitFor()
    await lookAt('operators-empty')
    await page.getByRole('button', { name: 'Add an operator' }).click()
    await page.getByRole('dialog').waitFor()
    await lookAt('operator-new')
    await page.keyboard.press('Escape')
    for (const name of ['Ada', 'A name that is as long as it may be '.repeat(2).padEnd(100, 'x')]) {
      assert.equal((await app.admin('POST', '/v1/operators', { name, password })).status, 201)
    }
    await page.context().clearCookies()
    await page.goto(`${app.url}/dashboard/`)
    await page.getByText('Name and password', { exact: true }).click()
    await lookAt('sign-in-by-name')
    await signInAs(dashboard, 'Ada', 'not her password')
    await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor()
    await lookAt('sign-in-wrong')
    await signInAs(dashboard, 'ada', password)
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await dashboard.open('/operators')
    await page.getByText('(you)').waitFor()
    await lookAt('operators')
    await page.getByRole('button', { name: 'Change password of Ada' }).click()
    await page.getByLabel('Your password now').waitFor()
    await lookAt('operator-password')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Remove Ada' }).click()
    await page.getByText('Remove yourself?').waitFor()
    await lookAt('operator-remove')
    assert.deepEqual(dashboard.faults, [])
  })
}

test('with the key one adds an operator, who signs in, changes the password and is removed', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await dashboard.signIn(testAdminKey)
  await page.getByRole('link', { name: 'Operators' }).click()
  await add(dashboard, 'ada', 'password1234')
  await page.getByRole('alert').getByText('guessed first').waitFor()
  await page
    .getByRole('dialog')
    .getByLabel(/^Password/)
    .fill(password)
  await page.getByRole('button', { name: 'Add the operator' }).click()
  await page.getByRole('cell', { name: 'ada', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await signInAs(dashboard, 'ada', password)
  await page.getByRole('banner').getByText('ada').waitFor()
  const elsewhere = createCookieJar(() => app.url)
  assert.equal((await elsewhere.signIn('ada', password)).status, 201)
  await page.getByRole('link', { name: 'Operators' }).click()
  await page.getByRole('button', { name: 'Change password of ada' }).click()
  await page.getByLabel('Your password now').fill('not my password')
  await page.getByLabel('New password').fill(newPassword)
  await page.getByRole('button', { name: 'Change the password', exact: true }).click()
  await page.getByRole('alert').getByText('not your password').waitFor()
  await page.getByLabel('Your password now').fill(password)
  await page.getByRole('button', { name: 'Change the password', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal((await elsewhere.call('GET', '/v1/session')).status, 401)
  await page.reload()
  await page.getByText('(you)').waitFor()

  await page.getByRole('button', { name: 'Remove ada' }).click()
  await page.getByRole('button', { name: 'Remove me' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signInAs(dashboard, 'ada', newPassword)
  await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor()
  assert.deepEqual(dashboard.faults, [])
})

test('a password manager finds what it looks for, and the browser keeps the way that was taken', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await app.admin('POST', '/v1/operators', { name: 'ada', password })
  await signInAs(dashboard, 'ada', password)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.reload()
  const form = page.locator('form')
  const name = form.locator('input[autocomplete="username"]')
  const secret = form.locator('input[autocomplete="current-password"]')
  await name.fill('ada')
  assert.equal(await secret.getAttribute('type'), 'password')
  await secret.fill(password)
  await secret.press('Enter')
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
})

test('whoever has guessed too often is told how long to wait', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await app.admin('POST', '/v1/operators', { name: 'ada', password })
  const stranger = createCookieJar(() => app.url)
  for (let count = 0; count < 10; count += 1) await stranger.signIn('ada', 'not her password')
  await signInAs(dashboard, 'ada', password)
  await page
    .getByRole('alert')
    .getByText(/Too many tries\. Try again in \d+ s\./)
    .waitFor()
  await dashboard.screenshot('sign-in-throttled')
})

test('the page of operators says when the server is gone, and who may not see it', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await dashboard.signIn(testAdminKey)
  await page.route('**/v1/operators*', (route) => route.abort())
  await page.getByRole('link', { name: 'Operators' }).click()
  await page.getByRole('alert').getByText('The server cannot be reached.').waitFor()
  await page.unroute('**/v1/operators*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('No operators yet').waitFor()
  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor()
  await page.context().setOffline(false)

  const made = await app.admin('POST', '/v1/keys', { name: 'reader', scopes: ['read'] })
  await page.context().clearCookies()
  await dashboard.signIn(stringAt(made.body, 'key'))
  assert.equal(await page.getByRole('link', { name: 'Operators' }).count(), 0)
  await dashboard.open('/operators')
  await page.getByText('You may not manage operators here').waitFor()
})
