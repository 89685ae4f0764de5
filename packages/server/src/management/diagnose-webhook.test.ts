import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { startReceiver } from '../../test/support/receiver.ts'
import { stringAt } from '../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../test/support/test-app.ts'

async function diagnose(app: TestApp, id: string) {
  const { status, body } = await app.call('POST', `/v1/webhooks/${id}/diagnose`)
  assert.equal(status, 200)
  const checks = Object.values(body.checks ?? {})
  const results = checks.map((check) => `${stringAt(check, 'name')} ${stringAt(check, 'result')}`)
  return { results, log: stringAt(checks[4], 'finding') }
}

test('a webhook that gets nothing is told why, step by step', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const webhook = { url: receiver.url, events: ['user.deleted'] }
  const made = await app.call('POST', '/v1/webhooks', webhook)
  const id = stringAt(made.body, 'id')
  const healthy = ['address passed', 'certificate skipped', 'answer passed', 'active passed']

  const idle = await diagnose(app, id)
  assert.deepEqual(idle.results, [...healthy, 'log failed'])
  assert.match(idle.log, /No event was published/)

  await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  assert.match((await diagnose(app, id)).log, /none of the types that it asks for/)

  await app.call('POST', '/v1/events', { type: 'user.deleted', data: {} })
  await eventually('the delivery to be in the log', async () => {
    const { results, log } = await diagnose(app, id)
    return results[4] === 'log passed' && /1 arrived/.test(log)
  })

  receiver.answer = { status: 500, body: 'no' }
  await app.call('POST', '/v1/events', { type: 'user.deleted', data: {} })
  await eventually('the failure to be in the log', async () => {
    const { results, log } = await diagnose(app, id)
    return results[2] === 'answer failed' && /1 are tried again\. The latest: HTTP 500/.test(log)
  })

  await app.call('PATCH', `/v1/webhooks/${id}`, { active: false })
  assert.equal((await diagnose(app, id)).results[3], 'active failed')
  await receiver[Symbol.asyncDispose]()
  assert.equal((await diagnose(app, id)).results[0], 'address failed')
})

test('a webhook of a profile that is switched off is not tried, and says so', async () => {
  await using app = await startTestApp()
  const session = { url: 'https://example.com/', profile: 'endgrate', events: ['endgrate.data'] }
  const made = await app.call('POST', '/v1/webhooks', session)
  await app.restart({ POSTHORN_PROFILES: 'standard' })
  const { results } = await diagnose(app, stringAt(made.body, 'id'))
  assert.deepEqual(results.slice(0, 4), [
    'address skipped',
    'certificate skipped',
    'answer skipped',
    'active failed',
  ])
})
