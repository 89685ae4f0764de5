import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn } from './support/posthorn-process.ts'
import { startReceiver } from './support/receiver.ts'
import { stringAt } from './support/string-at.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const speedup = 100
/** [seed] graph8's delays before each retry. */
const delaysMs = [10_000, 60_000, 300_000].map((delayMs) => delayMs / speedup)
/** Timers may fire within the millisecond before. */
const earlyMs = 2

test('in real time, sped up: graph8 sends once and retries after 10, 60 and 300 seconds, never earlier', async (t) => {
  const dev = runPosthorn(t, ['dev'], {
    cwd: temporaryDirectory(t),
    env: { PORT: '0', POSTHORN_DEV_SPEEDUP: String(speedup) },
  })
  const [, origin = '', key = ''] = await eventually('posthorn dev to print where it is', () =>
    /Inbox +(http:\S+)\/inbox[^]*Key +(\S+)[^]*Ctrl-C stops it/.exec(dev.stdout()),
  )
  const call = createApiCall(origin, key)
  await using receiver = await startReceiver()
  const sentAtMs: number[] = []
  receiver.answer = () => {
    sentAtMs.push(performance.now())
    return { status: 500 }
  }
  const wanted = { url: receiver.url, events: ['campaign.created'] }
  const created = await call('POST', '/api/v1/webhooks', wanted)
  assert.equal(created.status, 201, JSON.stringify(created.body))
  const published = await call('POST', '/v1/events', { type: 'campaign.created', data: {} })
  assert.equal(published.status, 202)

  const path = `/api/v1/webhooks/${stringAt(created.body.data, 'id')}/deliveries?status=failed`
  const delivery = await eventually('the delivery to have failed', async () => {
    const [first] = Object.values((await call('GET', path)).body.data ?? {})
    return first
  })
  assert.partialDeepStrictEqual(delivery, { attempts: 4, max_attempts: 3, response_code: 500 })
  assert.equal(sentAtMs.length, 4)
  const gapsMs = sentAtMs.slice(1).map((atMs, index) => atMs - (sentAtMs[index] ?? 0))
  for (const [index, gapMs] of gapsMs.entries()) {
    assert.ok(gapMs >= (delaysMs[index] ?? 0) - earlyMs, `${index}: ${gapMs} ms`)
  }
})
