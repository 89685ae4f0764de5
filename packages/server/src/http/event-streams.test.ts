import { fastify } from 'fastify'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import type { PortalSession } from '../domain/portal-link.ts'
import { addEventStreams } from './event-streams.ts'

test('portals leave streams for others, of however many workspaces they are', async (t) => {
  const app = fastify()
  t.after(() => app.close())
  addEventStreams(app)
  app.get<{ Params: { workspaceId: string } }>('/stream/:workspaceId', (request, reply) => {
    // Of who asks, streams look at these two alone.
    request.caller = { kind: 'portal', workspaceId: request.params.workspaceId } as PortalSession
    app.eventStreams.open(reply, new ManualClock(0), async () => [])
  })
  app.get('/stream', (_request, reply) =>
    app.eventStreams.open(reply, new ManualClock(0), async () => []),
  )
  const statusOf = async (url: string) =>
    (await app.inject({ url, payloadAsStream: true })).statusCode
  const counts = { 200: 0, 500: 0 }
  for (let n = 0; n < 100; n += 1) {
    const status = await statusOf(`/stream/${n % 20}`)
    assert.ok(status === 200 || status === 500)
    counts[status] += 1
  }
  assert.deepEqual(counts, { 200: 48, 500: 52 })
  assert.equal(await statusOf('/stream'), 200)
  app.eventStreams.close()
})

test('a reader within this process that is slow is not read for, and misses nothing once it is not', async (t) => {
  const clock = new ManualClock(0)
  const app = fastify()
  t.after(() => app.close())
  addEventStreams(app)
  let told = 0
  const filler = 'x'.repeat(10_000)
  app.get('/stream', (_request, reply) =>
    app.eventStreams.open(reply, clock, async () => [
      { event: 'event', data: { n: (told += 1), filler } },
    ]),
  )
  const answer = await app.inject({ url: '/stream', payloadAsStream: true })
  const seconds = 100
  for (let passed = 0; passed < seconds; passed++) {
    await clock.advance(1000)
    await realPause(0)
  }
  const buffered = told
  assert.ok(buffered > 0 && buffered < seconds / 2, `${buffered} were told`)

  let text = ''
  answer
    .stream()
    .setEncoding('utf8')
    .on('data', (chunk: string) => (text += chunk))
  await asTimePasses({ clock, stepMs: 1000 }, 'what comes after', () =>
    text.includes(`"n":${buffered + 5},`),
  )
  const numbers = Array.from(text.matchAll(/"n":(\d+)/g), ([, n]) => Number(n))
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  )
  answer.stream().destroy()
})
