import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pino } from 'pino'
import { createApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { readEnvironment } from '../src/config/read-environment.ts'
import { loadSecrets } from '../src/config/secrets.ts'
import { textOf, type JsonNode } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { startReceiver } from './support/receiver.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

const url = 'https://yourapp.com/webhook'

async function createWebhook(app: TestApp, fields: object): Promise<JsonNode> {
  const { status, body } = await app.call('POST', '/v1/webhooks', { url, ...fields })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

async function refusalOf(app: TestApp, fields: object): Promise<readonly [number, string, string]> {
  const { status, body } = await app.call('POST', '/v1/webhooks', { url, ...fields })
  const { details, message } = body.error ?? {}
  return [status, textOf(details?.field ?? ''), textOf(message)]
}

test('a webhook of any profile is made under that profile’s rules', async () => {
  await using app = await startTestApp()
  const encrata = await createWebhook(app, { profile: 'encrata', events: ['lookup.completed'] })
  assert.match(textOf(encrata.secret), /^whsec_[0-9a-f]{64}$/)
  assert.equal(encrata.profile, 'encrata')
  const refusals = [
    [{ profile: 'encrata', events: ['user.created'] }, 'events[0]', /catalogue of encrata/],
    [{ profile: 'encrata', events: ['*'] }, 'events[0]', /catalogue of encrata/],
    [{ profile: 'encrata', events: ['test'] }, 'events[0]', /catalogue of encrata/],
    [
      { profile: 'encrata', events: ['credits.low'], secret: 'mine' },
      'secret',
      /makes its own secrets/,
    ],
    [
      { profile: 'encrata', events: ['credits.low'], url: 'http://yourapp.com' },
      'url',
      /must use HTTPS/,
    ],
    [{ profile: 'graph9', events: ['*'] }, 'profile', /has to be one of "standard", "encrata"/],
  ] as const
  for (const [fields, field, message] of refusals) {
    const [status, where, why] = await refusalOf(app, fields)
    assert.deepEqual([status, where], [400, field], why)
    assert.match(why, message)
  }
})

test('a profile’s limit of active webhooks counts those of /v1 too, and its own API sees them', async () => {
  await using app = await startTestApp()
  for (let made = 0; made < 9; made += 1) {
    await createWebhook(app, { profile: 'graph8', events: ['*'] })
  }
  const own = await app.call('POST', '/api/v1/webhooks', { url, events: ['*'] })
  assert.equal(own.status, 201)
  const [status, , message] = await refusalOf(app, { profile: 'graph8', events: ['*'] })
  assert.equal(status, 409)
  assert.match(message, /10 active webhooks/)
  const switchedOff = await createWebhook(app, { profile: 'graph8', events: ['*'], active: false })
  const path = `/v1/webhooks/${textOf(switchedOff.id)}`
  assert.equal((await app.call('PATCH', path, { active: true })).status, 409)
  const listed = await app.call('GET', '/api/v1/webhooks')
  assert.equal(Object.values(listed.body.data ?? {}).length, 11)
  // Those of other profiles are nobody else's business.
  await createWebhook(app, { events: ['*'] })
  assert.equal(
    Object.values((await app.call('GET', '/api/v1/webhooks')).body.data ?? {}).length,
    11,
  )
})

test('the workspace’s default profile counts where none is named', async () => {
  await using app = await startTestApp()
  const path = `/v1/workspaces/${app.workspace}`
  assert.equal((await app.admin('PATCH', path, { default_profile: 'graph8' })).status, 200)
  assert.equal((await createWebhook(app, { events: ['*'] })).profile, 'graph8')
  const plain = await createWebhook(app, { events: ['*'], profile: 'standard' })
  assert.equal('profile' in plain, false)
  assert.equal((await app.admin('PATCH', path, { default_profile: 'graph9' })).status, 400)
})

test('the list can be of one profile', async () => {
  await using app = await startTestApp()
  for (const profile of ['standard', 'graph8', 'encrata']) {
    await createWebhook(app, { profile, events: [profile === 'encrata' ? 'credits.low' : '*'] })
  }
  const profilesIn = async (query: string): Promise<unknown[]> =>
    Object.values((await app.call('GET', `/v1/webhooks${query}`)).body.data ?? {}).map(
      (webhook) => webhook?.profile ?? 'standard',
    )
  assert.deepEqual(await profilesIn(''), ['encrata', 'graph8', 'standard'])
  assert.deepEqual(await profilesIn('?profile=graph8'), ['graph8'])
  assert.deepEqual(await profilesIn('?profile=standard'), ['standard'])
  assert.deepEqual(await profilesIn('?profile=none'), [])
})

test('change, test, deliveries and rotation of another profile’s webhook work through /v1', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await createWebhook(app, {
    url: receiver.url,
    profile: 'encrata',
    events: ['lookup.completed'],
  })
  const path = `/v1/webhooks/${textOf(created.id)}`
  const changed = await app.call('PATCH', path, { events: ['credits.low'], name: 'CRM' })
  assert.deepEqual([changed.status, changed.body.profile], [200, 'encrata'])
  assert.equal((await app.call('PATCH', path, { events: ['user.created'] })).status, 400)
  assert.equal((await app.call('PATCH', path, { secret: 'mine' })).status, 400)

  const tested = await app.call('POST', `${path}/test`)
  assert.deepEqual([tested.status, tested.body.status], [200, 'success'])
  const [request] = receiver.requests
  assert.ok(request)
  const body = JSON.parse(request.body.toString('utf8'))
  assert.deepEqual(Object.keys(body), ['event', 'data', 'created_at'])
  assert.equal(
    request.headers['x-encrata-signature'],
    createHmac('sha256', textOf(created.secret)).update(request.body).digest('hex'),
  )
  const rotated = await app.call('POST', `${path}/secret/rotate`, { overlap_s: 0 })
  assert.match(textOf(rotated.body.secret), /^whsec_[0-9a-f]{64}$/)
  assert.equal((await app.call('POST', `${path}/secret/rotate`, { secret: 'brought' })).status, 400)
  assert.equal(
    (await app.call('POST', '/v1/events', { type: 'credits.low', data: { n: 1 } })).status,
    202,
  )
  await eventually('the event', () => receiver.requests.length === 2)
  assert.equal(
    receiver.requests[1]?.headers['x-encrata-signature'],
    createHmac('sha256', textOf(rotated.body.secret))
      .update(receiver.requests[1]?.body ?? '')
      .digest('hex'),
  )
  await eventually('both to have arrived', async () => {
    const { body: log } = await app.call('GET', `${path}/deliveries`)
    const statuses = Object.values(log.deliveries ?? {}).map((delivery) => textOf(delivery?.status))
    return statuses.join() === 'success,success'
  })
  assert.equal((await app.call('DELETE', path)).status, 200)
})

test('every type of every profile is known and listed, and published without set-up', async () => {
  await using app = await startTestApp()
  const listed = await app.call('GET', '/v1/event-types?limit=100')
  const types = Object.values(listed.body.data ?? {})
  const profiles = new Map(types.map((type) => [textOf(type?.name), type?.profile]))
  assert.equal(profiles.get('user.created'), 'standard')
  assert.equal(profiles.get('lookup.completed'), 'encrata')
  assert.equal(profiles.get('campaign.created'), 'graph8')
  assert.equal(profiles.get('endgrate.data'), 'endgrate')
  for (const type of types) assert.equal(type?.origin, 'profile')
  const events = [...profiles.keys()].map((type) => ({ type, data: {} }))
  const published = await app.call('POST', '/v1/events/batch', { events })
  assert.equal(published.status, 202, JSON.stringify(published.body))
  const got = await app.call('GET', '/v1/event-types/lookup.completed')
  assert.equal(got.body.profile, 'encrata')
})

test('a type of a profile that is not enabled is not known', async () => {
  await using app = await startTestApp({ environment: { POSTHORN_PROFILES: 'encrata' } })
  const publish = (type: string) => app.call('POST', '/v1/events', { type, data: {} })
  assert.equal((await publish('lookup.completed')).status, 202)
  assert.equal((await publish('campaign.created')).status, 400)
  assert.equal((await app.call('GET', '/api/v1/webhooks')).status, 404)
})

test('a webhook whose profile is not enabled any more gets nothing, says why, and is back with it', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const webhook = await createWebhook(app, {
    url: receiver.url,
    profile: 'graph8',
    events: ['campaign.created'],
  })
  const path = `/v1/webhooks/${textOf(webhook.id)}`
  await app.admin('POST', '/v1/event-types', { name: 'campaign.created' })

  await app.restart({ POSTHORN_PROFILES: 'standard' })
  const shown = await app.call('GET', path)
  assert.equal(shown.body.active, false)
  assert.equal(shown.body.disabled_reason, 'Its profile is not enabled on this server')
  const active = await app.call('GET', '/v1/webhooks?active=true')
  assert.deepEqual(active.body.data, [])
  const published = await app.call('POST', '/v1/events', { type: 'campaign.created', data: {} })
  assert.equal(published.status, 202)
  const readDelivery = async () => {
    const { body } = await app.call('GET', `/v1/events/${textOf(published.body.id)}`)
    return Object.values(body.deliveries ?? {})[0]
  }
  const delivery = await eventually('the delivery to end', async () => {
    const found = await readDelivery()
    return found !== undefined && textOf(found.status) !== 'pending' && found
  })
  assert.deepEqual(
    [delivery.status, delivery.attempts, delivery.error],
    ['failed', 0, 'The webhook’s profile is not enabled'],
  )
  const deliveryPath = `/v1/deliveries/${textOf(delivery.id)}`
  assert.equal((await app.call('GET', deliveryPath)).status, 200)
  const replay = `/v1/events/${textOf(published.body.id)}/replay`
  for (const [method, place, body] of [
    ['PATCH', path, { name: 'CRM' }],
    ['PATCH', path, { active: true }],
    ['POST', `${path}/test`],
    ['POST', `${path}/secret/rotate`],
    ['POST', `${deliveryPath}/retry`],
    ['POST', replay, { webhooks: [webhook.id] }],
  ] as const) {
    const { status, body: answer } = await app.call(method, place, body)
    assert.equal(status, 409, place)
    assert.match(
      textOf(answer.error?.message),
      /The profile "graph8" of this webhook is not enabled/,
    )
  }
  assert.equal((await app.call('POST', replay)).status, 202)
  assert.equal(receiver.requests.length, 0)

  await app.restart({ POSTHORN_PROFILES: 'all' })
  assert.equal((await app.call('GET', path)).body.active, true)
  assert.equal((await app.call('POST', `${deliveryPath}/retry`)).status, 202)
  await eventually('the retry', () => receiver.requests.length === 1)
})

test('a retry that comes due while its profile is not enabled ends as canceled', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const webhook = await createWebhook(app, {
    url: receiver.url,
    profile: 'graph8',
    events: ['*'],
    retry_delays_s: [1],
  })
  await app.call('POST', '/v1/events', { type: 'campaign.created', data: {} })
  await eventually('the first attempt', () => receiver.requests.length === 1)
  await app.restart({ POSTHORN_PROFILES: 'standard' })
  const path = `/v1/webhooks/${textOf(webhook.id)}/deliveries`
  const ended = await eventually('the end', async () => {
    const [found] = Object.values((await app.call('GET', path)).body.deliveries ?? {})
    return found !== undefined && textOf(found.status) === 'failed' && found
  })
  assert.equal(ended.attempts, 1)
  assert.equal((await app.call('DELETE', path.replace('/deliveries', ''))).status, 200)
})

test('a server that cannot start for its profiles opens nothing', async (t) => {
  const dataDir = temporaryDirectory(t)
  const environment = readEnvironment({
    POSTHORN_DATA_DIR: dataDir,
    POSTHORN_PROFILES: 'nobody',
    POSTHORN_MASTER_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  })
  const { config } = await loadConfig('serve', environment, dataDir)
  const secrets = loadSecrets(environment, dataDir)
  const before = readdirSync(dataDir)
  await assert.rejects(createApp({ config, secrets, log: pino({ level: 'silent' }) }), {
    name: 'ConfigError',
    message: /^POSTHORN_PROFILES names "nobody", which is not built in/,
  })
  assert.deepEqual(readdirSync(dataDir), before)
})

test('schemas of an operator’s profile are kept to when events are published', async () => {
  await using app = await startTestApp()
  const file = join(app.dataDir, 'posthorn.config.ts')
  writeFileSync(
    file,
    `const schema = { type: 'object', required: ['total'], properties: { total: { type: 'number' } } }
export default { profiles: [
  { name: 'acme', extends: 'standard', eventTypes: [{ name: 'invoice.paid', schema }, 'invoice.void'] },
  { name: 'other', extends: 'standard', eventTypes: [{ name: 'invoice.paid', schema: { required: ['id'] } }] },
] }`,
  )
  await app.restart({ POSTHORN_CONFIG: file })
  const publish = (type: string, data: object) => app.call('POST', '/v1/events', { type, data })
  assert.equal((await publish('invoice.paid', { total: 1, id: 1 })).status, 202)
  assert.equal((await publish('invoice.void', {})).status, 202)
  for (const data of [{}, { total: '1', id: 1 }, { total: 1 }]) {
    const { status, body } = await publish('invoice.paid', data)
    assert.deepEqual([status, body.error?.details?.field], [400, 'data'])
  }
  const listed = await app.call('GET', '/v1/event-types/invoice.paid')
  assert.deepEqual(listed.body.schema?.required, ['total'])
  // What is added counts instead of what is documented.
  await app.admin('POST', '/v1/event-types', { name: 'invoice.paid' })
  assert.equal((await publish('invoice.paid', {})).status, 202)
})
