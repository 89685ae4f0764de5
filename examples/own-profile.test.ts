import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { Stripe } from 'stripe'
import {
  createApiCall,
  textOf,
  type ApiCall,
  type JsonNode,
} from '../packages/server/test/support/api-client.ts'
import { eventually } from '../packages/server/test/support/eventually.ts'
import { runPosthorn } from '../packages/server/test/support/posthorn-process.ts'
import { startReceiver } from '../packages/server/test/support/receiver.ts'
import { temporaryDirectory } from '../packages/server/test/support/temporary-directory.ts'
import { startExample } from './support/example-process.ts'
import { codeBlocks, readPages, root } from './support/pages.ts'
import { runBlock } from './support/run-block.ts'

const adminKey = 'admin-key-of-a-test-server-0123456789'
const folder = join(root, 'examples/own-profile')

interface Acme {
  readonly url: string
  /** With the operator's key. */
  readonly operator: ApiCall
  /** With a key of one of Acme's customers. */
  readonly customer: ApiCall
  readonly workspace: string
}

/** `posthorn serve` with the example's configuration, and a first customer. */
async function startAcme(t: TestContext): Promise<Acme> {
  const child = runPosthorn(t, ['serve'], {
    cwd: folder,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      POSTHORN_DATA_DIR: temporaryDirectory(t),
      POSTHORN_ADMIN_KEY: adminKey,
      POSTHORN_ALLOW_HTTP: 'true',
      POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
    },
  })
  const port = await eventually(
    'posthorn serve to listen',
    () => /"port":(\d+),"msg":"listening"/.exec(child.stdout())?.[1],
  )
  const url = `http://127.0.0.1:${port}`
  const operator = createApiCall(url, adminKey)
  const made = await operator('POST', '/v1/workspaces', {
    name: 'First customer',
    default_profile: 'acme',
  })
  const workspace = textOf(made.body.id)
  const key = await operator('POST', `/v1/workspaces/${workspace}/keys`, {
    name: 'customer',
    scopes: ['manage'],
  })
  return { url, operator, customer: createApiCall(url, textOf(key.body.key)), workspace }
}

async function createWebhook({ customer }: Acme, url: string): Promise<JsonNode> {
  const events = ['invoice.paid', 'customer.created']
  const { status, body } = await customer('POST', '/acme/v1/webhooks', { url, events })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

const invoice = { invoice_id: 'inv_7', total_cents: 4900 }

test('a product takes Posthorn up with its own profile, from the webhook to the verified event', async (t) => {
  const acme = await startAcme(t)
  await using recorder = await startReceiver()
  const recorded = await createWebhook(acme, recorder.url)
  const secret = textOf(recorded.secret)
  assert.match(secret, /^acme_[0-9a-f]{64}$/)
  assert.equal('profile' in recorded, false)

  const publish = (type: string, data: object) =>
    acme.operator('POST', '/v1/events', { workspace: acme.workspace, type, data })
  assert.equal((await publish('invoice.paid', invoice)).status, 202)
  const request = await eventually('the event', () => recorder.requests[0])
  const signature = String(request.headers['acme-signature'])
  const event: unknown = new Stripe('none').webhooks.constructEvent(request.body, signature, secret)
  const { id, data } = Object(event)
  assert.deepEqual(data, invoice)
  assert.equal(request.headers['acme-event'], 'invoice.paid')
  assert.equal(request.headers['acme-event-id'], id)
  assert.equal(request.headers['user-agent'], 'Acme-Webhooks/1.0')

  const misfit = await publish('invoice.paid', { invoice_id: 'inv_8' })
  assert.deepEqual(
    [misfit.status, misfit.body.error?.message],
    [400, '`data.total_cents` is missing.'],
  )
})

test('the receiver that Acme’s customers write takes what Acme sends, and nothing else', async (t) => {
  const acme = await startAcme(t)
  await using recorder = await startReceiver()
  const { id, secret } = await createWebhook(acme, recorder.url)
  await using receiver = await startExample([process.execPath, 'own-profile/receiver.ts'], {
    ACME_SECRET: textOf(secret),
  })
  const path = `/acme/v1/webhooks/${textOf(id)}`
  assert.equal((await acme.customer('PATCH', path, { url: receiver.url })).status, 200)
  const tested = await acme.customer('POST', `${path}/test`)
  assert.equal(tested.body.status, 'success')
  await receiver.logged(/^Received: ping evt_test_\w+$/)

  // The old secret goes on to verify while the new one takes over.
  const rotated = await acme.customer('POST', `${path}/secret/rotate`)
  assert.match(textOf(rotated.body.secret), /^acme_/)
  assert.equal((await acme.customer('POST', `${path}/test`)).body.status, 'success')
  await receiver.logged(/^Received: ping/, 2)

  for (const header of [
    '',
    't=1,v1=00',
    `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`,
  ]) {
    const { status } = await fetch(receiver.url, {
      method: 'POST',
      headers: { 'acme-signature': header },
      body: '{}',
    })
    assert.equal(status, 401, header)
  }
  assert.equal(receiver.lines(/^Received/).length, 2)
})

test('Acme’s API is Acme’s alone: its webhooks, its types, its limits', async (t) => {
  const acme = await startAcme(t)
  const { customer, operator, workspace } = acme
  const own = await createWebhook(acme, 'https://example.com/hook')
  const standard = await customer('POST', '/v1/webhooks', {
    url: 'https://example.com/hook',
    events: ['user.created'],
    profile: 'standard',
  })
  const ids = async (call: ApiCall, path: string): Promise<unknown[]> =>
    Object.values((await call('GET', path)).body.data ?? {}).map((webhook) => webhook?.id)
  assert.deepEqual(await ids(customer, '/acme/v1/webhooks'), [own.id])
  assert.deepEqual(await ids(customer, '/v1/webhooks'), [standard.body.id, own.id])
  for (const [method, path] of [
    ['GET', `/acme/v1/webhooks/${textOf(standard.body.id)}`],
    ['DELETE', `/acme/v1/webhooks/${textOf(standard.body.id)}`],
    ['GET', '/acme/v1/events'],
    ['GET', '/api/webhooks'],
  ] as const) {
    assert.equal((await customer(method, path)).status, 404, path)
  }
  const types = await customer('GET', '/acme/v1/event-types')
  assert.deepEqual(
    Object.values(types.body.data ?? {}).map((type) => type?.name),
    ['customer.created', 'invoice.overdue', 'invoice.paid'],
  )
  const foreign = { url: 'https://example.com/hook', events: ['user.created'] }
  assert.equal((await customer('POST', '/acme/v1/webhooks', foreign)).status, 400)
  const listed = await operator('GET', `/v1/webhooks?workspace=${workspace}&profile=acme`)
  assert.deepEqual(Object.values(listed.body.data ?? {})[0]?.profile, 'acme')
  const { headers } = await customer('GET', '/acme/v1/webhooks')
  assert.equal(headers.get('x-ratelimit-limit'), '120')
})

function pageBlocks(language: string): string[] {
  const page = readPages().find(({ path }) => path === 'docs/profiles/your-own.md')
  assert.ok(page)
  return codeBlocks(page)
    .filter((block) => block.language === language)
    .map(({ code }) => code)
}

test('the commands of the page make a customer, a key, a webhook and an event', async (t) => {
  const { url } = await startAcme(t)
  const environment: Record<string, string> = { ACME_URL: url, ADMIN_KEY: adminKey }
  const [start = '', ...commands] = pageBlocks('sh')
  assert.match(
    start,
    /^POSTHORN_CONFIG=examples\/own-profile\/posthorn\.config\.ts posthorn serve$/m,
  )
  const answers: JsonNode[] = []
  for (const command of commands) {
    const answer: JsonNode = JSON.parse(await runBlock(command, environment))
    answers.push(answer)
    environment['WORKSPACE'] ??= textOf(answer.id)
    if (answer.key !== undefined) environment['ACME_KEY'] = textOf(answer.key)
  }
  const [, , webhook, event] = answers
  assert.equal(answers.length, 4)
  assert.match(textOf(webhook?.secret), /^acme_/)
  assert.equal(event?.type, 'invoice.paid')
})

test('the page shows the configuration that is tested here', () => {
  const shown = pageBlocks('ts').find((code) => code.includes('stripeStyle'))
  const file = readFileSync(join(folder, 'posthorn.config.ts'), 'utf8')
  assert.equal(shown, file.slice(file.indexOf('import')))
})
