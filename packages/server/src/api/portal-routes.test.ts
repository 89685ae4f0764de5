import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fastify } from 'fastify'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { openTestStore } from '../../test/support/test-store.ts'
import type { PortalLink } from '../domain/portal-link.ts'
import { formatPublicId } from '../http/public-ids.ts'
import { sampleAudit, samplePortalLink, startMs } from '../stores/contract/samples.ts'
import { readDashboardFiles } from './dashboard-files.ts'
import { addPortalRoutes } from './portal-routes.ts'

const page =
  '<meta name="csp-nonce" nonce="{{nonce}}"><meta name="portal-brand" content="{{brand}}"><script src="/dashboard/assets/a-1.js">'

async function startPortal(t: TestContext, isBuilt = true) {
  const directory = temporaryDirectory(t)
  mkdirSync(join(directory, 'dashboard'))
  if (isBuilt) writeFileSync(join(directory, 'dashboard', 'index.html'), page)
  const store = await openTestStore(directory, () => startMs)
  const app = fastify()
  t.after(async () => {
    await app.close()
    await store.close()
  })
  const files = await readDashboardFiles(join(directory, 'dashboard'))
  addPortalRoutes(app, files, { store })
  const open = async (path: string) => {
    const { statusCode, headers, body } = await app.inject(`/portal/${path}`)
    const policy = String(headers['content-security-policy'])
    return { statusCode, headers, policy, body: body.replaceAll(/nonce="[\w-]+"/g, '') }
  }
  const insert = async (fields: Partial<PortalLink> = {}) => {
    const link = samplePortalLink(fields)
    await store.insertPortalLink(link, sampleAudit())
    return formatPublicId('portal', link.id)
  }
  return { open, insert }
}

test('a portal may be framed by the pages that its link names, and by no others', async (t) => {
  const { open, insert } = await startPortal(t)
  const frameAncestors = ['https://app.example.com', 'https://other.example.com:8443']
  const id = await insert({ frameAncestors })
  for (const path of [id, `${id}/`, `${id}/webhooks/hook_1?status=failed`]) {
    const { statusCode, policy, headers } = await open(path)
    assert.equal(statusCode, 200)
    assert.match(
      policy,
      /; frame-ancestors https:\/\/app\.example\.com https:\/\/other\.example\.com:8443$/,
    )
    assert.match(policy, /^default-src 'none'; script-src 'self';/)
    assert.ok(!policy.includes('unsafe'))
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-opener-policy'], undefined)
  }
  assert.match((await open(await insert({ frameAncestors: [] }))).policy, /frame-ancestors 'none'$/)
})

test('images come from the server and from where the logo is', async (t) => {
  const { open, insert } = await startPortal(t)
  const brand = { name: null, logoUrl: 'https://cdn.example.com:444/a/logo.svg', color: null }
  const { policy } = await open(await insert({ brand }))
  assert.match(policy, /; img-src 'self' https:\/\/cdn\.example\.com:444;/)
  assert.match((await open(await insert())).policy, /; img-src 'self';/)
})

test('a link that is used or over keeps its frame, to say so; one that never was has none', async (t) => {
  const { open, insert } = await startPortal(t)
  for (const fields of [
    { usedAtMs: startMs, sessionHash: 'b'.repeat(64) },
    { expiresAtMs: startMs },
    { revokedAtMs: startMs },
  ]) {
    assert.match((await open(await insert(fields))).policy, /frame-ancestors https:/)
  }
  const answers = new Set<string>()
  for (const path of [`portal_${'0'.repeat(32)}`, 'portal_x', 'nothing']) {
    const { statusCode, policy, body } = await open(path)
    assert.match(policy, /frame-ancestors 'none'$/)
    answers.add(`${statusCode} ${policy.replace(/'nonce-[\w-]+'/, '')} ${body}`)
  }
  assert.equal(answers.size, 1)
})

test('the page says whose it is, as text', async (t) => {
  const { open, insert } = await startPortal(t)
  const brand = { name: '"><b>$&{{nonce}}{{brand}}', logoUrl: null, color: '#4f46e5' }
  const { body } = await open(await insert({ brand }))
  assert.match(body, /&quot;name&quot;:&quot;\\&quot;&gt;&lt;b&gt;\$&amp;{{nonce}}{{brand}}&quot;,/)
  assert.match((await open('portal_x')).body, /content=""/)
})

test('to look at a link uses nothing up', async (t) => {
  const { open, insert } = await startPortal(t)
  const id = await insert()
  const [first, second] = [await open(id), await open(id)]
  assert.equal(first.body, second.body)
})

test('pages that were not built are missing with a word on how to build them', async (t) => {
  const { open, insert } = await startPortal(t, false)
  assert.match((await open(await insert())).body, /npm run build/)
})
