import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../server/test/support/manual-clock.ts'
import { createPortalLink } from '../../server/test/support/portal-client.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { startDashboard } from './support/dashboard.ts'
import { startProduct } from './support/product.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 780 } },
] as const

const brand = { name: 'Acme', color: '#4f46e5' }

for (const { name: look, ...options } of looks) {
  test(`a link is opened once, by a person: ${look}`, async () => {
    await using dashboard = await startDashboard(options)
    const { app, page } = dashboard
    const looksGood = async (name: string) => {
      await dashboard.screenshot(`portal-door-${look}-${name}`)
      assert.deepEqual(await dashboard.accessibilityFaults(), [], name)
    }
    const link = await createPortalLink(app, { brand })

    // What opens whatever stands in a mail, scripts and all, uses nothing up.
    await page.goto(link.url)
    await page.getByRole('heading', { name: 'Your webhooks' }).waitFor()
    await looksGood('open')
    const unused = await app.admin('GET', `/v1/portal-links/${link.id}`)
    assert.equal(unused.body['state'], 'unused')
    assert.equal(await page.title(), 'Your webhooks · Acme')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('No webhooks yet').waitFor()
    await looksGood('opened')

    // In this browser it stays open, also when the same link is opened again.
    await page.reload()
    await page.getByText('No webhooks yet').waitFor()
    await page.goto('about:blank')
    await page.goto(link.url)
    await page.getByText('No webhooks yet').waitFor()
    assert.ok(!page.url().includes('#'))

    // In another it does not open.
    const other = await page.context().browser()?.newContext()
    assert.ok(other)
    const second = await other.newPage()
    await second.goto(link.url)
    await second.getByRole('button', { name: 'Open', exact: true }).click()
    await second.getByRole('heading', { name: 'This link was used already' }).waitFor()
    await second.getByText('ask \u2068Acme\u2069 for a new one').waitFor()
    await other.close()

    // Whoever closes it is told so, and a new link opens in the same tab.
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    await looksGood('ended')
    const { secret } = link
    for (const text of ['not-the-secret', secret]) {
      await page.goto(`${app.url}/portal/${link.id}#${text}`)
      await page.getByRole('button', { name: 'Open', exact: true }).click()
      const why = text === secret ? 'This link was used already' : 'This link is not valid'
      await page.getByRole('heading', { name: why }).waitFor()
    }
    await looksGood('used')
    const next = await createPortalLink(app, { brand })
    await page.goto(next.url)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('No webhooks yet').waitFor()
    assert.deepEqual(dashboard.faults, [])
  })
}

test('a link that is no use says why, and what to do', async () => {
  const clock = new ManualClock(Date.now())
  await using dashboard = await startDashboard({ clock })
  const { app, page } = dashboard
  const leadsTo = async (url: string, heading: string) => {
    // Another document, so that nothing is left of the one before.
    await page.goto('about:blank')
    await page.goto(url)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('heading', { name: heading }).waitFor()
    await page.getByText('Go back to where you got the link').waitFor()
    await dashboard.screenshot(`portal-door-${heading.replaceAll(' ', '-').toLowerCase()}`)
    assert.deepEqual(await dashboard.accessibilityFaults(), [], heading)
  }

  const revoked = await createPortalLink(app, { brand })
  await app.admin('DELETE', `/v1/portal-links/${revoked.id}`)
  await leadsTo(revoked.url, 'This link was withdrawn')
  const good = await createPortalLink(app, { brand })
  await leadsTo(`${good.url.slice(0, -3)}xyz`, 'This link is not valid')
  await leadsTo(`${app.url}/portal/portal_0#secret`, 'This link is not valid')
  const short = await createPortalLink(app, { brand, expires_in_seconds: 60 })
  clock.jump(60_000)
  await leadsTo(short.url, 'This link has expired')

  await page.goto(`${app.url}/portal/${good.id}`)
  await page.getByRole('heading', { name: 'Nothing is open here' }).waitFor()
  await dashboard.screenshot('portal-door-no-link')
  assert.deepEqual(dashboard.faults, [])
})

test('a session that ends while its page is open says so', async () => {
  const clock = new ManualClock(Date.now())
  await using dashboard = await startDashboard({ clock })
  const { app, page } = dashboard
  for (const end of ['revoked', 'expired'] as const) {
    const link = await createPortalLink(app, { brand })
    await page.goto(link.url)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('No webhooks yet').waitFor()
    if (end === 'revoked') await app.admin('DELETE', `/v1/portal-links/${link.id}`)
    else clock.jump(60 * 60_000)
    await page.getByRole('link', { name: 'Event types' }).click()
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Nothing is open here' }).waitFor()
  }
  assert.deepEqual(dashboard.faults, [])
})

test('in a frame, too, a door that stays shut says why', async () => {
  await using product = await startProduct()
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const frame_ancestors = [product.origin]
  const link = await createPortalLink(app, { brand, frame_ancestors })
  await app.admin('DELETE', `/v1/portal-links/${link.id}`)
  const revoked = await product.embed(page, link.url)
  await revoked.getByRole('heading', { name: 'This link was withdrawn' }).waitFor()
  await revoked.getByText('Load the page around this one again').waitFor()
  // The page around it is told, and may get a new link by itself.
  const told = await page.waitForFunction('window.told')
  assert.deepEqual(await told.jsonValue(), {
    type: 'posthorn.portal.closed',
    reason: 'link_revoked',
  })
  await dashboard.screenshot('portal-door-framed-revoked')

  // A browser that keeps no cookies of frames.
  await page.route('**/v1/portal-links/*/session', async (route) => {
    const response = await route.fetch()
    const { 'set-cookie': _lost, ...headers } = response.headers()
    await route.fulfill({ response, headers })
  })
  const refused = await product.embed(
    page,
    (await createPortalLink(app, { brand, frame_ancestors })).url,
  )
  await refused.getByRole('heading', { name: 'Cookies are blocked' }).waitFor()
  await refused.getByText('Allow cookies in frames of other sites').waitFor()
  await dashboard.screenshot('portal-door-framed-cookies')
  assert.deepEqual(await dashboard.accessibilityFaults(refused), [])
  assert.deepEqual(dashboard.faults, [])
})

test('a door that cannot reach the server can be tried again', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await page.goto((await createPortalLink(app, { brand })).url)
  await page.route('**/v1/portal-links/*/session', (route) => route.abort())
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('alert').getByText('The server cannot be reached.').waitFor()
  await dashboard.screenshot('portal-door-no-server')
  await page.unroute('**/v1/portal-links/*/session')
  await page.getByRole('button', { name: 'Try again', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  assert.deepEqual(dashboard.faults, [])
})

test('only the pages that the link names may show it in a frame', async () => {
  await using product = await startProduct()
  await using stranger = await startProduct()
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  for (const frame_ancestors of [[product.origin], []]) {
    const link = await createPortalLink(app, { brand, frame_ancestors })
    const frame = await stranger.embed(page, link.url)
    await frame.waitForURL(/^chrome-error:/)
    const { body } = await app.admin('GET', `/v1/portal-links/${link.id}`)
    assert.equal(body['state'], 'unused')
  }
  await dashboard.screenshot('portal-framed-by-a-stranger')
  assert.ok(dashboard.faults.every((fault) => fault.includes('frame-ancestors')))
  assert.ok(dashboard.faults.length > 0)
})

test('the secret is in no address, history, referrer or storage', async () => {
  await using product = await startProduct()
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  const seen: string[] = []
  page.on('request', (request) => {
    seen.push(JSON.stringify([request.url(), request.headers()]))
  })
  const link = await createPortalLink(app, { brand: { ...brand, logo_url: product.logoUrl } })
  await page.goto(link.url)
  await page.getByRole('button', { name: 'Open', exact: true }).waitFor()
  assert.equal(page.url(), `${app.url}/portal/${link.id}`)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  await page.getByRole('link', { name: 'Events', exact: true }).click()
  await page.getByText('Nothing was published yet').waitFor()
  const kept = await page.evaluate(() =>
    JSON.stringify([
      window.location.href,
      window.history.state,
      document.referrer,
      document.cookie,
      Object.values(window.localStorage),
      Object.values(window.sessionStorage),
      document.documentElement.outerHTML,
    ]),
  )
  assert.ok(!kept.includes(link.secret))
  assert.ok(seen.length > 5)
  assert.deepEqual(
    seen.filter((request) => request.includes(link.secret)),
    [],
  )
  assert.equal(product.requests.length, 1)
  assert.equal(product.requests[0]?.headers.referer, undefined)
  while (page.url().startsWith(app.url)) {
    assert.ok(!page.url().includes(link.secret))
    await page.goBack()
  }
  assert.deepEqual(dashboard.faults, [])
})

test('a portal and the dashboard in one browser know nothing of each other', async () => {
  await using dashboard = await startDashboard()
  const { app, page } = dashboard
  await dashboard.signIn(testAdminKey)
  await page.goto((await createPortalLink(app, { brand })).url)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('No webhooks yet').waitFor()
  assert.equal(await page.getByRole('link', { name: 'Workspaces' }).count(), 0)
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await dashboard.open('/')
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor()
  assert.deepEqual(dashboard.faults, [])
})
