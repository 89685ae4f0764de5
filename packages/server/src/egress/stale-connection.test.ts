import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { startRawReceiver } from '../../test/support/raw-receiver.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import { ConnectionPool } from './connection-pool.ts'
import { Dialer } from './dialer.ts'
import { Resolver } from './resolver.ts'

const hanging = { timeout: 30_000 }
const answer = 'HTTP/1.1 204 No Content\r\n\r\n'

/** Answers the first request; the second, on the same connection, meets `close`. */
async function setUp(t: TestContext, close: (socket: Socket, index: number) => void) {
  const receiver = await startRawReceiver({
    onRequest(socket, _request, index) {
      if (index === 0) socket.write(answer)
      else close(socket, index)
    },
  })
  const clock = { nowMs: 0 }
  const monotonicMs = (): number => clock.nowMs
  const guard = createAddressGuard({ allowNetworks: loopbackNetworks })
  const query = Object.assign(() => Promise.resolve([]), { cancel: () => {} })
  const onRefused = (): void => {}
  const dialer = new Dialer({
    guard,
    resolver: new Resolver({ guard, query, onRefused, monotonicMs }),
    onRefused,
    timeoutMs: 20_000,
    extraCertificates: [],
  })
  const pool = new ConnectionPool({ dialer, monotonicMs, idleMs: 20_000, maxIdle: 10 })
  t.after(async () => {
    pool.end({ kind: 'timeout' })
    await dialer.close()
    await receiver.close()
  })
  const post = (deadlineMs = 1000): Promise<AttemptOutcome> =>
    new Promise((settle) => {
      const url = `${receiver.origin}/hook`
      const request = { url, headers: [], body: Buffer.from('{}'), timeoutMs: deadlineMs }
      const delivery = { request, path: '/hook', deadlineMs, settle, isResent: false }
      pool.acquire(receiver.origin, null).send(delivery)
    })
  assert.deepEqual((await post()).kind, 'answered')
  return { receiver, post, clock }
}

function assertAnswered(outcome: AttemptOutcome): void {
  assert.equal(outcome.kind === 'answered' && outcome.status, 204, JSON.stringify(outcome))
}

const closings = {
  'closes it': (socket: Socket) => socket.end(),
  'resets it': (socket: Socket) => socket.resetAndDestroy(),
}

for (const [how, close] of Object.entries(closings)) {
  test(
    `a receiver that ${how} as a request comes gets it on another connection`,
    hanging,
    async (t) => {
      const { receiver, post } = await setUp(t, (socket, index) => {
        if (index === 1) close(socket)
        else socket.write(answer)
      })
      assertAnswered(await post())
      assert.equal(receiver.accepted(), 2)
      const [, second, third] = receiver.requests
      assert.equal(receiver.requests.length, 3)
      assert.equal(third, second)
      assertAnswered(await post())
      assert.equal(receiver.accepted(), 2)
    },
  )
}

test('a request is sent twice at the most', hanging, async (t) => {
  const { receiver, post } = await setUp(t, (socket) => socket.end())
  const outcome = await post()
  assert.equal(outcome.kind === 'unreachable' && outcome.cause, 'reset')
  assert.deepEqual([receiver.requests.length, receiver.accepted()], [3, 2])
})

test('other idle connections are not tried: they may be as old', hanging, async (t) => {
  const { receiver, post } = await setUp(t, (socket, index) => {
    // The second and the third request come at once; both connections are idle after them.
    if (index === 3) socket.end()
    else socket.write(answer)
  })
  for (const outcome of await Promise.all([post(), post()])) assertAnswered(outcome)
  assert.equal(receiver.accepted(), 2)
  assertAnswered(await post())
  assert.equal(receiver.accepted(), 3)
})

test('when a part of the answer has come, that was the try', hanging, async (t) => {
  const { receiver, post } = await setUp(t, (socket) => socket.end('H'))
  assert.equal((await post()).kind, 'unreachable')
  assert.equal(receiver.requests.length, 2)
})

test('after a hint of an answer, that was the try', hanging, async (t) => {
  const { receiver, post } = await setUp(t, (socket) => {
    socket.end('HTTP/1.1 103 Early Hints\r\n\r\n')
  })
  assert.equal((await post()).kind, 'unreachable')
  assert.equal(receiver.requests.length, 2)
})

test('on a connection that is new, an early end is the outcome', hanging, async (t) => {
  const { receiver, post } = await setUp(t, (socket, index) => {
    if (index === 1) socket.end(`${answer.slice(0, -2)}connection: close\r\n\r\n`)
    else socket.end()
  })
  assertAnswered(await post())
  const outcome = await post()
  assert.equal(outcome.kind === 'unreachable' && outcome.cause, 'reset')
  assert.equal(receiver.requests.length, 3)
})

test('sending once more does not move the deadline', hanging, async (t) => {
  const { receiver, post, clock } = await setUp(t, (socket, index) => {
    if (index === 1) {
      clock.nowMs = 900
      socket.end()
    } else {
      clock.nowMs = 1001
    }
  })
  assert.deepEqual(await post(1000), { kind: 'timeout' })
  assert.equal(receiver.requests.length, 3)
})
