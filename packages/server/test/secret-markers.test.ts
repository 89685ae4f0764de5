import assert from 'node:assert/strict'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMasterKeys } from '../src/config/key-ring.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn, type PosthornProcess } from './support/posthorn-process.ts'
import { startReceiver } from './support/receiver.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { tlsFixture } from './support/tls-fixtures.ts'
import { startTlsReceiver } from './support/tls-receiver.ts'

/*
 * Secrets are planted wherever one can be given or made, everything is done with them that goes
 * well or wrong, and then nothing that Posthorn writes or answers may hold one of them: its log at
 * the finest level, its metrics, the files of its database, its answers. What is no secret is looked
 * for in the same way, and has to be found.
 */

const canary = 'canary-0d5b7e51-no-secret'

interface Exchange {
  readonly status: number
  readonly text: string
}

/** Everything that the server answered, apart from what shows a new secret this once. */
interface Client {
  /** @param key - null: none */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    key?: string | null,
  ) => Promise<Exchange>
  readonly answers: string[]
}

function createClient(url: string, adminKey: string): Client {
  const answers: string[] = []
  return {
    answers,
    async call(method, path, body, key = adminKey) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          'content-type': 'application/json',
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      answers.push(JSON.stringify([...response.headers]))
      return { status: response.status, text }
    },
  }
}

function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}

/** How a secret might stand somewhere: as it is, or in one of the usual encodings. */
function spellingsOf(secret: string | Buffer): Buffer[] {
  const bytes = Buffer.from(secret)
  const spellings = [bytes, Buffer.from(bytes.toString('hex'))]
  for (const shift of [0, 1, 2]) {
    const inner = bytes.subarray(shift, bytes.length - ((bytes.length - shift) % 3))
    spellings.push(Buffer.from(inner.toString('base64')))
  }
  const [, encoded] = secret.toString('latin1').split('whsec_')
  if (encoded !== undefined) spellings.push(Buffer.from(encoded, 'base64'), Buffer.from(encoded))
  return spellings
}

/** What gives a private key away: the number that it is, and every line of it in PEM. */
function secretsOfKey(pem: string): (string | Buffer)[] {
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' })
  const lines = pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'))
  return [Buffer.from(d, 'base64url'), ...lines]
}

/** All that is on disk, apart from the master key's own file. */
function filesIn(dataDir: string): [string, Buffer][] {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'master.key')
    .map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name))])
}

async function startServe(
  t: Parameters<typeof runPosthorn>[0],
  dataDir: string,
  adminKey: string,
): Promise<PosthornProcess & { readonly url: string }> {
  const server = runPosthorn(t, ['serve'], {
    cwd: dataDir,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      POSTHORN_DATA_DIR: dataDir,
      POSTHORN_ADMIN_KEY: adminKey,
      POSTHORN_ALLOW_HTTP: 'true',
      POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
      POSTHORN_LOG_LEVEL: 'trace',
    },
  })
  const port = await eventually(
    'posthorn serve to listen',
    () => /"port":(\d+),"msg":"listening"/.exec(server.stdout())?.[1],
  )
  return { ...server, url: `http://127.0.0.1:${port}` }
}

/** What an answer shows once: keys and secrets that the server made. */
function shownOnce({ status, text }: Exchange, secrets: Set<unknown>): Record<string, string> {
  assert.ok(status < 300, text)
  const body = JSON.parse(text)
  for (const name of ['key', 'secret']) if (name in body) secrets.add(body[name])
  return body
}

/** Exchanges a link. Its secret, and that of the session, are shown this once. */
async function openPortal(url: string, link: Exchange) {
  assert.equal(link.status, 201, link.text)
  const { id, url: leadsTo } = JSON.parse(link.text)
  const secret = new URL(leadsTo).hash.slice(1)
  const response = await fetch(`${url}/v1/portal-links/${id}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  })
  assert.equal(response.status, 201)
  const [cookie = ''] = (response.headers.getSetCookie()[0] ?? '').split(';', 1)
  const sessionSecret = cookie.split('=')[1] ?? ''
  assert.equal(sessionSecret.length, 43)
  const headers: Record<string, string> = { cookie, 'posthorn-session': id }
  return { id, secrets: [secret, sessionSecret], headers, answered: await response.text() }
}

/** What a session is told of itself, and whoever has none. */
async function ownSession(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${url}/v1/session`, { headers })
  return JSON.stringify([...response.headers]) + (await response.text())
}

test('no secret is in a log, a metric, a file or an answer', async (t) => {
  const dataDir = temporaryDirectory(t)
  await using receiver = await startReceiver()
  const adminKey = `admin-${randomBytes(24).toString('hex')}`
  await using tlsReceiver = await startTlsReceiver()
  const clientKey = tlsFixture('client-key')
  const otherKey = tlsFixture('other-client-key')
  const secrets = new Set<string | Buffer>([
    adminKey,
    ...[clientKey, otherKey].flatMap(secretsOfKey),
  ])
  const plant = (): string => {
    const secret = newSecret()
    secrets.add(secret)
    return secret
  }
  const server = await startServe(t, dataDir, adminKey)
  const { call, answers } = createClient(server.url, adminKey)
  const keep = async (...request: Parameters<typeof call>): Promise<Exchange> => {
    const answer = await call(...request)
    answers.push(answer.text)
    return answer
  }
  const readMasterKeys = (): void => {
    const text = readFileSync(join(dataDir, 'master.key'), 'utf8').trim()
    for (const { bytes } of parseMasterKeys(text) ?? []) {
      secrets.add(Buffer.from(bytes).toString('base64'))
    }
  }
  readMasterKeys()

  const workspace = JSON.parse((await keep('POST', '/v1/workspaces', { name: canary })).text).id
  const keys = `/v1/workspaces/${workspace}/keys`
  const made = shownOnce(
    await call('POST', keys, { name: 'x', scopes: ['admin', 'publish'] }),
    secrets,
  )
  const ofServer = shownOnce(
    await call('POST', '/v1/keys', { name: 'y', scopes: ['read'] }),
    secrets,
  )
  const wantedPortal = { workspace, capabilities: ['replay'], brand: { name: canary } }
  const operator = { name: 'ada', password: plant() }
  const added = await keep('POST', '/v1/operators', operator)
  const operatorPath = `/v1/operators/${JSON.parse(added.text).id}`
  assert.equal((await keep('POST', '/v1/session', operator, null)).status, 201)
  assert.equal((await keep('PATCH', operatorPath, { password: plant() })).status, 200)

  const { url } = receiver
  const wanted = { workspace, url, events: ['*'], name: canary }
  const webhooks: string[] = []
  for (const [profile, type] of [
    ['standard', '*'],
    ['encrata', 'credits.low'],
    ['graph8', 'campaign.created'],
  ]) {
    const answer = await call('POST', '/v1/webhooks', { ...wanted, profile, events: [type] })
    webhooks.push(shownOnce(answer, secrets)['id'] ?? '')
  }
  const given = shownOnce(
    await call('POST', '/v1/webhooks', { ...wanted, secret: plant() }),
    secrets,
  )
  const path = `/v1/webhooks/${given['id']}`
  webhooks.push(given['id'] ?? '')
  shownOnce(await call('POST', `${path}/secret/rotate`, { secret: plant() }), secrets)
  shownOnce(await call('POST', `${path}/secret/rotate`), secrets)
  await keep('POST', `${path}/secret/activate`)
  await keep('PATCH', path, { secret: plant() })

  const dressed = shownOnce(
    await call('POST', '/v1/webhooks', {
      ...wanted,
      url: tlsReceiver.url,
      custom_headers: { Authorization: `Bearer ${plant()}`, 'X-Api-Key': plant() },
      tls: {
        client_certificate: tlsFixture('client'),
        client_key: clientKey,
        ca: tlsFixture('authority'),
      },
    }),
    secrets,
  )
  const dressedPath = `/v1/webhooks/${dressed['id']}`
  webhooks.push(dressed['id'] ?? '')
  const redressed = { custom_headers: { Authorization: null, 'x-api-key': plant() } }
  assert.equal((await keep('PATCH', dressedPath, redressed)).status, 200)
  const failing = { ...wanted, custom_headers: { 'X-Api-Key': plant() } }
  webhooks.push(shownOnce(await call('POST', '/v1/webhooks', failing), secrets)['id'] ?? '')

  const portal = await openPortal(server.url, await call('POST', '/v1/portal-links', wantedPortal))
  for (const secret of portal.secrets) secrets.add(secret)
  answers.push(portal.answered)
  const portalPath = `/v1/portal-links/${portal.id}`

  // What is refused: the secret stands in the request, and must not stand in the answer or the log.
  const refused: [string, string, unknown?, (string | null)?][] = [
    ['POST', `${portalPath}/session`, { secret: plant() }],
    ['POST', `${portalPath}/session`, { secret: portal.secrets[0] }],
    ['POST', `${portalPath}/session`, { secret: [plant()] }],
    ['POST', `${portalPath}/session`, { secret: plant().repeat(9) }],
    ['POST', `${portalPath}/session`, { secret: plant(), of: plant() }],
    ['POST', '/v1/webhooks', { ...wanted, secret: `${plant()}\u0007` }],
    ['POST', '/v1/webhooks', { ...wanted, secret: plant().repeat(9) }],
    ['POST', '/v1/webhooks', { ...wanted, secret: [plant()] }],
    ['POST', '/v1/webhooks', { ...wanted, secret: plant(), secrets: plant() }],
    ['POST', '/v1/webhooks', { ...wanted, profile: 'graph8', events: [], secret: plant() }],
    ['POST', '/v1/webhooks', `{"secret":"${plant()}","url":`],
    ['PATCH', path, { secret: { of: plant() } }],
    ['POST', '/v1/webhooks', { ...wanted, custom_headers: { 'X-A': `${plant()}\r\n` } }],
    ['PATCH', dressedPath, { custom_headers: { [`Authorization: ${plant()}`]: 'x' } }],
    ['PATCH', dressedPath, { custom_headers: { 'X-A': [plant()], Host: plant() } }],
    ['PATCH', dressedPath, { custom_headers: `X-A: ${plant()}` }],
    ['PATCH', dressedPath, { custom_headers: { Host: plant() } }],
    ['PATCH', dressedPath, { custom_headers: { 'X-A': plant().repeat(200) } }],
    ['PATCH', dressedPath, { tls: { client_key: otherKey } }],
    ['PATCH', dressedPath, { tls: { client_key: plant() } }],
    ['PATCH', dressedPath, { tls: { client_certificate: otherKey } }],
    ['PATCH', dressedPath, { tls: clientKey }],
    ['PATCH', dressedPath, { tls: { key: clientKey, ca: plant() } }],
    ['POST', `${path}/secret/rotate`, { secret: plant(), overlap_s: -1 }],
    ['POST', '/v1/session', { name: 'ada', password: plant() }, null],
    ['POST', '/v1/session', { name: 'ada', password: [plant()] }, null],
    ['POST', '/v1/session', `{"name":"ada","password":"${plant()}`, null],
    ['POST', '/v1/operators', { name: 'ada', password: plant() }],
    ['POST', '/v1/operators', { name: 'eve', password: plant().repeat(9) }],
    ['POST', '/v1/operators', { name: 'eve', password: plant(), passwords: plant() }],
    ['PATCH', operatorPath, { password: { of: plant() } }],
    ['GET', '/v1/webhooks', undefined, `phk_${plant()}`],
    ['GET', `/v1/webhooks?key=${encodeURIComponent(plant())}`],
    ['GET', `/v1/webhooks/${encodeURIComponent(plant())}`],
    ['GET', '/v1/audit', undefined, ofServer['key'] ?? ''],
  ]
  for (const request of refused) {
    const { status } = await keep(...request)
    assert.ok(status >= 400 && status < 500, `${request[0]} ${request[1]}: ${status}`)
  }

  receiver.answer = ({ path: at }) => ({ status: at === '/hook' ? 500 : 200, body: canary })
  const published = await keep(
    'POST',
    '/v1/events',
    { type: 'user.created', data: {} },
    made['key'],
  )
  assert.equal(published.status, 202, published.text)
  await eventually('attempts', () => receiver.requests.length >= 3)
  await eventually('one that shows its certificate', () => tlsReceiver.callers.length >= 1)
  await keep('POST', `${path}/test`)
  await keep('POST', `${dressedPath}/test`)
  await keep('POST', '/v1/master-key/rotate')
  await eventually('everything to be sealed anew', async () => {
    return JSON.parse((await keep('GET', '/v1/master-key')).text).remaining === 0
  })
  readMasterKeys()
  const key = `/v1/keys/${ofServer['id']}`
  await keep('DELETE', key)
  await keep('GET', '/v1/keys', undefined, ofServer['key'])

  for (const headers of [portal.headers, {}]) answers.push(await ownSession(server.url, headers))
  await keep('GET', `/portal/${portal.id}`)
  await keep('GET', portalPath)
  await keep('GET', `/v1/portal-links?workspace=${workspace}`)
  await keep('DELETE', portalPath)
  answers.push(await ownSession(server.url, portal.headers))

  for (const webhook of webhooks) {
    await keep('GET', `/v1/webhooks/${webhook}`)
    const { text } = await keep('GET', `/v1/webhooks/${webhook}/deliveries`)
    for (const { id } of JSON.parse(text).deliveries) {
      await keep('GET', `/v1/deliveries/${id}?workspace=${workspace}`)
    }
  }
  for (const at of ['webhooks', 'events', 'audit', 'workspaces'].map((name) => `/v1/${name}`)) {
    await keep('GET', `${at}?limit=100${at === '/v1/workspaces' ? '' : `&workspace=${workspace}`}`)
  }
  for (const at of [
    keys,
    '/v1/keys',
    '/v1/operators',
    '/v1/audit',
    '/metrics',
    '/openapi.json',
    '/docs',
    '/readyz',
  ]) {
    await keep('GET', at)
  }
  await keep('DELETE', path)
  await keep('PATCH', dressedPath, { tls: null })

  const written = filesIn(dataDir)
  server.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  const places: [string, Buffer][] = [
    ...written.map(([name, bytes]): [string, Buffer] => [`${name} of the running server`, bytes]),
    ...filesIn(dataDir),
    ['the log', Buffer.from(server.stdout() + server.stderr())],
    ['an answer', Buffer.from(answers.join('\n'))],
  ]
  const files = places.map(([name]) => name)
  assert.ok(files.includes('posthorn.sqlite') && files.some((name) => /-wal of the/.test(name)))
  assert.ok(secrets.size > 20)
  for (const [place, bytes] of places) {
    for (const secret of secrets) {
      const found = spellingsOf(secret).some((spelling) => bytes.includes(spelling))
      assert.ok(!found, `a secret is in ${place}`)
    }
  }
  const holdsCanary = places.filter(([, bytes]) => bytes.includes(canary)).map(([name]) => name)
  assert.ok(holdsCanary.includes('an answer') && holdsCanary.includes('posthorn.sqlite'))
})
