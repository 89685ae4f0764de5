import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { eventually } from '../../test/support/eventually.ts'
import {
  floodingModes,
  hostileModes,
  misfitOf,
  type HostileMode,
} from '../../test/support/hostile-modes.ts'
import { type RawReceiver, startRawReceiver } from '../../test/support/raw-receiver.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { Sender } from '../domain/sender.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import { createSender } from './undici-sender.ts'

const guard = createAddressGuard({ allowNetworks: loopbackNetworks })
const rules = { allowHttp: true, guard, allowPorts: [] }
/** Much longer than any deadline here: what waits for this hangs. */
const hanging = { timeout: 60_000 }
const farAway = 600_000
const ok = 'HTTP/1.1 200 OK\r\n'

function senderFor(context: TestContext): Sender {
  const sender = createSender({ rules, idleMs: 100 })
  context.after(() => sender.close())
  return sender
}

function attack(
  sender: Sender,
  { port }: RawReceiver,
  { scheme = 'http', timeoutMs = farAway, requestBody }: HostileMode,
): Promise<AttemptOutcome> {
  return sender.send({
    url: `${scheme}://127.0.0.1:${port}/hook`,
    headers: ['content-type', 'application/json', 'accept-encoding', 'identity'],
    body: requestBody ?? Buffer.from('{"a":1}'),
    timeoutMs,
  })
}

/** One request to a receiver of that kind, and then its connection is gone. */
async function suffer(context: TestContext, mode: Omit<HostileMode, 'expected'>) {
  const receiver = await startRawReceiver(mode.receiver)
  context.after(() => receiver.close())
  const outcome = await attack(senderFor(context), receiver, {
    ...mode,
    expected: { kind: 'timeout' },
  })
  await receiver.drained()
  return outcome
}

for (const [what, mode] of Object.entries(hostileModes)) {
  test(`a receiver that ${what} costs one attempt and its connection`, hanging, async (t) => {
    assert.equal(misfitOf(await suffer(t, mode), mode.expected), null)
  })
}

test('all of them at once, three times over, leave no socket behind', hanging, async (t) => {
  // Among so many, a status takes longer to come.
  const modes = Object.values(hostileModes).map((mode) =>
    mode.timeoutMs === undefined ? mode : { ...mode, timeoutMs: mode.timeoutMs * 5 },
  )
  assert.ok(modes.length >= 20)
  const sender = senderFor(t)
  const receivers = await Promise.all(modes.map(({ receiver }) => startRawReceiver(receiver)))
  t.after(() => Promise.all(receivers.map((receiver) => receiver.close())))
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.all(
      receivers.map((receiver, index) => attack(sender, receiver, modes[index] ?? assert.fail())),
    )
    const misfits = outcomes.map((outcome, index) =>
      misfitOf(outcome, modes[index]?.expected ?? assert.fail()),
    )
    assert.deepEqual(
      misfits.filter((misfit) => misfit !== null),
      [],
    )
    await eventually('the end of all sockets', () => openSockets() === 0)
  }
})

test('of what receivers pour out, nothing stays in memory', hanging, async (t) => {
  const sender = senderFor(t)
  let pouredBytes = 0
  const sufferFloods = async (): Promise<void> => {
    for (const mode of floodingModes) {
      const onConnection = (socket: Socket): void => {
        socket.on('close', () => (pouredBytes += socket.bytesWritten))
      }
      const receiver = await startRawReceiver({ ...mode.receiver, onConnection })
      await attack(sender, receiver, {
        ...mode,
        timeoutMs: mode.timeoutMs === undefined ? farAway : 100,
      })
      await receiver.drained()
      await receiver.close()
    }
  }
  await sufferFloods()
  pouredBytes = 0
  const usedBefore = bytesInUse()
  for (let round = 0; round < 5; round++) await sufferFloods()
  const grown = bytesInUse() - usedBefore
  assert.ok(pouredBytes > 10 * 1024 * 1024)
  assert.ok(grown < pouredBytes / 4, `${grown} of ${pouredBytes} bytes stayed`)
})

test('a receiver that hints once and then answers has answered', hanging, async (t) => {
  const answer = `HTTP/1.1 103 Early Hints\r\n\r\n${ok}content-length: 2\r\n\r\nok`
  const outcome = await suffer(t, {
    receiver: { onRequest: (socket) => socket.write(answer) },
  })
  const expected = { kind: 'answered', status: 200, kept: 2, truncated: false } as const
  assert.equal(misfitOf(outcome, expected), null)
})

test('a gzip bomb stays as it is', hanging, async (t) => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024))
  const onRequest = (socket: Socket): void => {
    socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
    socket.write(bomb)
  }
  const outcome = await suffer(t, { receiver: { onRequest } })
  const kept = outcome.kind === 'answered' ? outcome.body : []
  assert.deepEqual(Buffer.from(kept), bomb.subarray(0, 1024))
})

test('a redirect is an answer like any other', hanging, async (t) => {
  const target = await startRawReceiver({})
  t.after(() => target.close())
  for (const status of [300, 301, 302, 303, 304, 307, 308]) {
    const answer = `HTTP/1.1 ${status} X\r\nlocation: ${target.origin}/\r\ncontent-length: 0\r\n\r\n`
    const outcome = await suffer(t, {
      receiver: { onRequest: (socket) => socket.write(answer) },
    })
    const expected = { kind: 'answered', status, kept: 0, truncated: false } as const
    assert.equal(misfitOf(outcome, expected), null)
  }
  assert.equal(target.accepted(), 0)
})

test('an answer before the request is read counts', hanging, async (t) => {
  const onConnection = (socket: Socket): void => {
    socket.write(`${ok}content-length: 2\r\nconnection: close\r\n\r\nok`)
    socket.resume()
  }
  const outcome = await suffer(t, { receiver: { onConnection } })
  // The answer may come before there is a request: then it answers nothing.
  const expected =
    outcome.kind === 'answered'
      ? ({ kind: 'answered', status: 200, kept: 2, truncated: false } as const)
      : ({ kind: 'unreachable', causes: ['protocol'] } as const)
  assert.equal(misfitOf(outcome, expected), null)
})

/** Both ends of every connection; the receivers are in this process too. */
function openSockets(): number {
  const resources = process.getActiveResourcesInfo()
  return resources.filter((name) => name === 'TCPSocketWrap' || name === 'TLSWrap').length
}

setFlagsFromString('--expose-gc')
// What V8 puts there under that flag.
const collectGarbage = runInNewContext('gc') as () => void

function bytesInUse(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
