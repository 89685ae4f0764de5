import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { fastify } from 'fastify'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { readDashboardFiles } from './dashboard-files.ts'
import { addDashboardRoutes } from './dashboard-routes.ts'

const page = '<meta name="csp-nonce" nonce="{{nonce}}"><script src="/dashboard/assets/a-1.js">'

async function startDashboard(t: TestContext, isBuilt = true) {
  const directory = temporaryDirectory(t)
  if (isBuilt) {
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'index.html'), page)
    writeFileSync(join(directory, 'icon.svg'), '<svg/>')
    writeFileSync(join(directory, 'assets', 'a-1.js'), 'let a')
    writeFileSync(join(directory, 'assets', 'a-1.js.gz'), gzipSync('let a'))
    writeFileSync(join(directory, '.built-from'), 'secret')
  }
  const app = fastify()
  t.after(() => app.close())
  addDashboardRoutes(app, await readDashboardFiles(directory))
  return app
}

test('every path of the pages has the one document, with a nonce of its own each time', async (t) => {
  const app = await startDashboard(t)
  const nonces = new Set<string>()
  for (const url of ['/dashboard/', '/dashboard/workspaces/ws_1/webhooks?status=failed']) {
    const { statusCode, headers, body } = await app.inject(url)
    assert.equal(statusCode, 200)
    const policy = String(headers['content-security-policy'])
    const [, nonce = ''] = /'nonce-([\w-]+)'/.exec(policy) ?? []
    assert.ok(body.includes(`nonce="${nonce}"`))
    assert.match(policy, /^default-src 'none'; script-src 'self';/)
    assert.ok(!policy.includes('unsafe'))
    assert.equal(headers['referrer-policy'], 'no-referrer')
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 2)
})

test('files are sent as the browser takes them, for ever where their name changes with them', async (t) => {
  const app = await startDashboard(t)
  const ask = (url: string, encoding: string) =>
    app.inject({ url, headers: { 'accept-encoding': encoding } })
  const small = await ask('/dashboard/assets/a-1.js', 'br, gzip;q=0.8')
  assert.equal(small.headers['content-encoding'], 'gzip')
  assert.match(String(small.headers['cache-control']), /immutable/)
  assert.equal(small.headers['content-type'], 'text/javascript; charset=utf-8')
  const plain = await ask('/dashboard/assets/a-1.js', 'gzip;q=0')
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.body, 'let a')
  const icon = await ask('/dashboard/icon.svg', '')
  assert.equal(icon.headers['cache-control'], undefined)
  assert.match((await app.inject('/dashboard/assets/a-2.js')).body, /no such file/)
  for (const url of ['/dashboard/.built-from', '/dashboard/assets/../.built-from']) {
    assert.ok(!(await app.inject(url)).body.includes('secret'))
  }
})

test('a browser at the root is led to the pages, a program is not', async (t) => {
  const app = await startDashboard(t)
  const browser = await app.inject({ url: '/', headers: { accept: 'text/html,*/*' } })
  assert.equal(browser.headers.location, '/dashboard/')
  const program = await app.inject({ url: '/', headers: { accept: '*/*' } })
  assert.ok(program.statusCode >= 400)
})

test('pages that were not built are missing with a word on how to build them', async (t) => {
  const app = await startDashboard(t, false)
  assert.match((await app.inject('/dashboard/')).body, /npm run build/)
})
