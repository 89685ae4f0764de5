import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type RawReceiverOptions, startRawReceiver } from '../../test/support/raw-receiver.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import { createSender } from './undici-sender.ts'

const guard = createAddressGuard({ allowNetworks: loopbackNetworks })
/** Much longer than any deadline here: what waits for this hangs. */
const hanging = { timeout: 30_000 }
const farAway = 600_000
/** For those that never send a status: only the deadline ends them. */
const soon = { timeoutMs: 300 }
/** For those that send one at once: it has come by then. */
const later = { timeoutMs: 1000 }
const ok = 'HTTP/1.1 200 OK\r\n'

interface Attack extends RawReceiverOptions {
  readonly timeoutMs?: number
  readonly body?: Uint8Array
}

/** Sends one request to the attacker, and waits until its connection is gone. */
async function suffer(context: TestContext, attack: Attack): Promise<AttemptOutcome> {
  const receiver = await startRawReceiver(attack)
  const sender = createSender({ rules: { allowHttp: true, guard, allowPorts: [] }, idleMs: 100 })
  context.after(async () => {
    await sender.close()
    await receiver.close()
  })
  const outcome = await sender.send({
    url: `${receiver.origin}/hook`,
    headers: ['content-type', 'application/json', 'accept-encoding', 'identity'],
    body: attack.body ?? Buffer.from('{"a":1}'),
    timeoutMs: attack.timeoutMs ?? farAway,
  })
  await receiver.drained()
  return outcome
}

function assertUnreachable(outcome: AttemptOutcome, cause: string): void {
  assert.equal(outcome.kind, 'unreachable', JSON.stringify(outcome))
  if (outcome.kind === 'unreachable') assert.equal(outcome.cause, cause)
}

/** Status, length of the body that was kept, and whether there was more. */
function assertAnswered(outcome: AttemptOutcome, expected: [number, number, boolean]): void {
  assert.equal(outcome.kind, 'answered')
  if (outcome.kind !== 'answered') return
  assert.deepEqual([outcome.status, outcome.body.length, outcome.truncated], expected)
}

/** Writes `bytes` every few milliseconds until the other side has had enough. */
function drip(socket: Socket, bytes: string): void {
  const timer = setInterval(() => socket.write(bytes), 5)
  socket.on('close', () => clearInterval(timer))
}

/** Calls back when the event loop has polled its sockets that often. */
function afterTurns(turns: number, callback: () => void): void {
  if (turns === 0) callback()
  else setImmediate(() => afterTurns(turns - 1, callback))
}

/** Writes `bytes` as fast as they are taken. */
function flood(socket: Socket, bytes: string): void {
  const pour = (): void => {
    while (socket.writable && socket.write(bytes));
  }
  socket.on('drain', pour)
  pour()
}

test('a receiver that never answers', hanging, async (t) => {
  const outcome = await suffer(t, { ...soon, onRequest: () => {} })
  assert.deepEqual(outcome, { kind: 'timeout' })
})

test('a receiver that never reads', hanging, async (t) => {
  const onConnection = (socket: Socket): void => {
    socket.pause()
    // Long after the deadline, so that it sees that it was left.
    setTimeout(() => socket.resume(), 2000)
  }
  const outcome = await suffer(t, { ...soon, onConnection, body: Buffer.alloc(1 << 24) })
  assert.deepEqual(outcome, { kind: 'timeout' })
})

test('a receiver that drips its headers', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}x: `)
    drip(socket, 'y')
  }
  assert.deepEqual(await suffer(t, { ...soon, onRequest }), { kind: 'timeout' })
})

test('a receiver that announces hints for ever', hanging, async (t) => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
  const outcome = await suffer(t, { ...soon, onRequest: (socket) => drip(socket, hint) })
  assert.deepEqual(outcome, { kind: 'timeout' })
})

test('a receiver that hints once and then answers', hanging, async (t) => {
  const answer = `HTTP/1.1 103 Early Hints\r\n\r\n${ok}content-length: 2\r\n\r\nok`
  assertAnswered(await suffer(t, { onRequest: (socket) => socket.write(answer) }), [200, 2, false])
})

test('a receiver whose answer never ends', hanging, async (t) => {
  for (const [status, kept] of [
    [200, 1024],
    [500, 16 * 1024],
  ] as const) {
    const onRequest = (socket: Socket): void => {
      socket.write(`HTTP/1.1 ${status} X\r\nconnection: close\r\n\r\n`)
      flood(socket, 'x'.repeat(64 * 1024))
    }
    // The deadline is far away: the amount ends it.
    const outcome = await suffer(t, { onRequest })
    assertAnswered(outcome, [status, kept, true])
  }
})

test('a receiver whose answer is announced as a gigabyte', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}content-length: 1000000000\r\n\r\n`)
    flood(socket, 'x'.repeat(64 * 1024))
  }
  assertAnswered(await suffer(t, { onRequest }), [200, 1024, true])
})

test('a receiver that drips its answer', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`)
    drip(socket, '1\r\nx\r\n')
  }
  const outcome = await suffer(t, { ...later, onRequest })
  assert.equal(outcome.kind === 'answered' && outcome.truncated && outcome.status, 200)
})

test('a receiver that floods chunk extensions', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n1;`)
    flood(socket, 'x'.repeat(64 * 1024))
  }
  assertAnswered(await suffer(t, { ...later, onRequest }), [200, 0, true])
})

test('a receiver that floods trailers', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n`)
    flood(socket, `t: ${'x'.repeat(1000)}\r\n`)
  }
  assertAnswered(await suffer(t, { onRequest }), [200, 2, true])
})

test('a receiver with huge headers', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(ok)
    flood(socket, `x: ${'y'.repeat(1000)}\r\n`)
  }
  assertUnreachable(await suffer(t, { onRequest }), 'protocol')
})

test('a receiver that resets the connection amid its headers', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}content-le`, () => socket.resetAndDestroy())
  }
  assertUnreachable(await suffer(t, { onRequest }), 'reset')
})

test('a receiver that resets the connection amid its answer', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}content-length: 100\r\n\r\nok`)
    // Not before the first part is read, or the kernel throws it away.
    afterTurns(10, () => socket.resetAndDestroy())
  }
  assertAnswered(await suffer(t, { onRequest }), [200, 2, true])
})

test('a receiver that ends its answer too early', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.end(`${ok}content-length: 100\r\n\r\nok`)
  }
  assertAnswered(await suffer(t, { onRequest }), [200, 2, true])
})

test('a receiver that hangs up: at once, or after the request', hanging, async (t) => {
  const attacks: RawReceiverOptions[] = [
    { onConnection: (socket) => socket.destroy() },
    { onRequest: (socket) => socket.end() },
    { onRequest: (socket) => socket.resetAndDestroy() },
  ]
  for (const attack of attacks) {
    assertUnreachable(await suffer(t, attack), 'reset')
  }
})

test('a receiver that resets the connection at once', hanging, async (t) => {
  const onConnection = (socket: Socket): void => {
    socket.resetAndDestroy()
  }
  const outcome = await suffer(t, { onConnection })
  // The kernel may tell it before or after it tells of the connection.
  assert.equal(outcome.kind, 'unreachable')
})

test('a receiver that does not speak HTTP/1.1', hanging, async (t) => {
  const answers = [
    'SSH-2.0-OpenSSH_9.9\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 abc OK\r\n\r\n',
    `${ok}bad header\r\n\r\n`,
    `${ok}x: a\0b\r\n\r\n`,
    `${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ]
  for (const answer of answers) {
    const onRequest = (socket: Socket): void => {
      socket.write(answer)
    }
    assertUnreachable(await suffer(t, { onRequest }), 'protocol')
  }
})

test('a gzip bomb stays as it is', hanging, async (t) => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024))
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
    socket.write(bomb)
  }
  const outcome = await suffer(t, { onRequest })
  assertAnswered(outcome, [200, 1024, true])
  const kept = outcome.kind === 'answered' ? outcome.body : []
  assert.deepEqual(Buffer.from(kept), bomb.subarray(0, 1024))
})

test('a redirect is an answer like any other', hanging, async (t) => {
  let victim = 0
  const target = await startRawReceiver({ onConnection: () => victim++ })
  t.after(() => target.close())
  for (const status of [301, 302, 303, 307, 308]) {
    const answer = `HTTP/1.1 ${status} X\r\nlocation: ${target.origin}/\r\ncontent-length: 0\r\n\r\n`
    const outcome = await suffer(t, { onRequest: (socket) => socket.write(answer) })
    assertAnswered(outcome, [status, 0, false])
  }
  assert.equal(victim, 0)
})

test('an answer before the request is read counts', hanging, async (t) => {
  const onConnection = (socket: Socket): void => {
    socket.write(`${ok}content-length: 2\r\nconnection: close\r\n\r\nok`)
    socket.resume()
  }
  const outcome = await suffer(t, { onConnection })
  // The answer may come before there is a request: then it answers nothing.
  if (outcome.kind === 'answered') assertAnswered(outcome, [200, 2, false])
  else assertUnreachable(outcome, 'protocol')
})
