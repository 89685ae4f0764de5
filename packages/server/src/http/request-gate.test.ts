import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ManualClock } from '../../test/support/manual-clock.ts'
import type { ApiKey } from '../domain/api-key.ts'
import type { ErrorContext } from '../domain/errors.ts'
import { createRequestLimiter } from './request-gate.ts'
import type { RequestLimits } from './surface.ts'

const nowS = 1_800_000_000

const twoWindows: RequestLimits = {
  countedBy: 'workspace',
  windows: [
    { requests: 2, seconds: 1, limitHeader: 'X-RateLimit-Limit-Second' },
    { requests: 5, seconds: 60, limitHeader: 'X-RateLimit-Limit-Minute' },
  ],
}

type CallerKey = Pick<ApiKey, 'id' | 'workspaceId'>

interface Setup {
  readonly clock: ManualClock
  readonly ask: (key?: Partial<CallerKey>) => Promise<LightMyRequestResponse>
}

function setUp(t: TestContext, limits: RequestLimits): Setup {
  const clock = new ManualClock(nowS * 1000)
  const limit = createRequestLimiter(limits, clock)
  const app: FastifyInstance = fastify({ logger: false })
  app.get('/:workspaceId/:id', (request, reply) => {
    // The path above has these two.
    const names = request.params as CallerKey
    // A limiter looks at nothing else of a key.
    limit(names as ApiKey, reply)
    return 'fine'
  })
  app.setErrorHandler((error: Error & ErrorContext, _request, reply) =>
    reply.code(429).send({ message: error.message, retryAfterS: error.retryAfterS }),
  )
  t.after(() => app.close())
  return {
    clock,
    ask: ({ workspaceId = 'w', id = 'k' } = {}) => app.inject(`/${workspaceId}/${id}`),
  }
}

function toldBy({ statusCode, headers }: LightMyRequestResponse): unknown {
  return [
    statusCode,
    headers['x-ratelimit-limit-second'],
    headers['x-ratelimit-limit-minute'],
    headers['x-ratelimit-remaining'],
    Number(headers['x-ratelimit-reset']) - nowS,
  ]
}

test('of two windows the one that is nearer its end is told, and both limits always', async (t) => {
  const { clock, ask } = setUp(t, twoWindows)
  assert.deepEqual(toldBy(await ask()), [200, '2', '5', '1', 1])
  assert.deepEqual(toldBy(await ask()), [200, '2', '5', '0', 1])
  assert.deepEqual(toldBy(await ask()), [429, '2', '5', '0', 1])
  await clock.advance(1000)
  assert.deepEqual(toldBy(await ask()), [200, '2', '5', '1', 2])
  await clock.advance(1000)
  // One is left in the minute too.
  assert.deepEqual(toldBy(await ask()), [200, '2', '5', '1', 3])
  await clock.advance(1000)
  assert.deepEqual(toldBy(await ask()), [200, '2', '5', '0', 60])
})

test('what is refused for being too fast does not count for the minute', async (t) => {
  const { clock, ask } = setUp(t, twoWindows)
  for (let n = 0; n < 20; n += 1) await ask()
  await clock.advance(1000)
  const codes = [await ask(), await ask()].map(({ statusCode }) => statusCode)
  assert.deepEqual(codes, [200, 200])
})

test('a minute that is spent is waited for, with the time of its own refill', async (t) => {
  const { clock, ask } = setUp(t, twoWindows)
  for (let n = 0; n < 5; n += 1) {
    assert.equal((await ask()).statusCode, 200)
    await clock.advance(900)
  }
  const refused = await ask()
  assert.equal(refused.statusCode, 429)
  assert.deepEqual(refused.json(), {
    message: 'This workspace may make 5 requests a minute. Try again in 8 s.',
    retryAfterS: 8,
  })
  await clock.advance(8000)
  assert.equal((await ask()).statusCode, 200)
})

test('keys of a workspace share what is counted by workspace, and nothing else', async (t) => {
  const { ask } = setUp(t, twoWindows)
  const codes = []
  for (const key of [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { workspaceId: 'other' }]) {
    codes.push((await ask(key)).statusCode)
  }
  assert.deepEqual(codes, [200, 200, 429, 200])
})

test('what is counted by key is each key’s own', async (t) => {
  const { ask } = setUp(t, { ...twoWindows, countedBy: 'key' })
  const codes = []
  for (const id of ['a', 'a', 'b', 'a']) codes.push((await ask({ id })).statusCode)
  assert.deepEqual(codes, [200, 200, 200, 429])
})
