import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { type RawReceiverOptions, startRawReceiver } from '../../test/support/raw-receiver.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import { mostAnswerBytes, type OutgoingRequest, type Sender } from '../domain/sender.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import type { DnsQuery } from './dns-query.ts'
import { createSender, type SenderOptions } from './undici-sender.ts'

const guard = createAddressGuard({ allowNetworks: loopbackNetworks })
const hanging = { timeout: 30_000 }
const empty = 'HTTP/1.1 204 No Content\r\n\r\n'

interface SetupOptions extends Partial<SenderOptions> {
  readonly receiver?: RawReceiverOptions
}

async function setUp(context: TestContext, { receiver, ...options }: SetupOptions = {}) {
  const started = await startRawReceiver(receiver ?? { onRequest: (socket) => socket.write(empty) })
  const sender = createSender({ rules: { allowHttp: true, guard, allowPorts: [] }, ...options })
  context.after(async () => {
    await sender.close()
    await started.close()
  })
  return { sender, receiver: started }
}

function post(sender: Sender, url: string, rest: Partial<OutgoingRequest> = {}) {
  const body = Buffer.from('{"a":1}')
  return sender.send({ url, headers: [], body, timeoutMs: 20_000, ...rest })
}

function answering(status: number, headers: string, body: string): RawReceiverOptions {
  const head = `HTTP/1.1 ${status} X\r\n${headers}content-length: ${body.length}\r\n\r\n`
  return { onRequest: (socket) => socket.write(head + body, 'latin1') }
}

/** A name server that knows a single name. */
function naming(hostname: string, addresses: () => readonly string[]): DnsQuery {
  const query = (asked: string) =>
    asked === hostname
      ? Promise.resolve(
          addresses().map((address) => ({
            address,
            family: address.includes(':') ? (6 as const) : (4 as const),
            ttlS: 0,
          })),
        )
      : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))
  return Object.assign(query, { cancel: () => {} })
}

test(
  'the request goes out as given, with host, connection and content-length',
  hanging,
  async (t) => {
    const { sender, receiver } = await setUp(t)
    const outcome = await post(sender, `${receiver.origin}/hook?a=b%20c`, {
      headers: ['Content-Type', 'application/json', 'X-Webhook-Signature', 'abc=', 'x-a', ''],
    })
    assert.deepEqual(receiver.requests, [
      [
        'POST /hook?a=b%20c HTTP/1.1',
        `host: 127.0.0.1:${receiver.port}`,
        'connection: keep-alive',
        'Content-Type: application/json',
        'X-Webhook-Signature: abc=',
        'x-a: ',
        'content-length: 7',
        '',
        '{"a":1}',
      ].join('\r\n'),
    ])
    assert.deepEqual(outcome, {
      kind: 'answered',
      status: 204,
      headers: '',
      body: new Uint8Array(0),
      truncated: false,
      retryAfter: null,
    })
  },
)

test('an empty body is announced as empty', hanging, async (t) => {
  const { sender, receiver } = await setUp(t)
  await post(sender, receiver.origin, { body: new Uint8Array(0) })
  assert.match(receiver.requests[0] ?? '', /\r\ncontent-length: 0\r\n\r\n$/)
})

test('of a success, 1 KiB of the body is kept and no header', hanging, async (t) => {
  const { sender, receiver } = await setUp(t, {
    receiver: answering(200, 'x-a: b\r\n', 'x'.repeat(3000)),
  })
  const outcome = await post(sender, receiver.origin)
  const body = Buffer.from('x'.repeat(1024))
  const expected = { kind: 'answered', status: 200, headers: '', body, truncated: true }
  assert.deepEqual(outcome, { ...expected, retryAfter: null })
})

test(
  'of a failure, 16 KiB of the body, the headers and Retry-After are kept',
  hanging,
  async (t) => {
    const { sender, receiver } = await setUp(t, {
      receiver: answering(503, 'X-Reason: caf\xe9\r\nretry-after: 120\r\n', 'x'.repeat(20_000)),
    })
    assert.deepEqual(await post(sender, receiver.origin), {
      kind: 'answered',
      status: 503,
      headers: 'X-Reason: café\nretry-after: 120\ncontent-length: 20000',
      body: Buffer.from('x'.repeat(16 * 1024)),
      truncated: true,
      retryAfter: '120',
    })
  },
)

test(
  'an answer that is there to be read is kept up to the length that was asked for',
  hanging,
  async (t) => {
    const long = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251))
    const onRequest = (socket: Socket): void => {
      socket.write(`HTTP/1.1 200 X\r\ncontent-length: ${long.length}\r\n\r\n`)
      for (let at = 0; at < long.length; at += 10_007) socket.write(long.subarray(at, at + 10_007))
    }
    const { sender, receiver } = await setUp(t, { receiver: { onRequest } })
    for (const maxAnswerBytes of [long.length, long.length - 1, 100_000]) {
      const outcome = await post(sender, receiver.origin, { maxAnswerBytes })
      assert.equal(outcome.kind, 'answered')
      if (outcome.kind !== 'answered') return
      assert.equal(outcome.truncated, maxAnswerBytes < long.length)
      assert.equal(Buffer.compare(outcome.body, long.subarray(0, maxAnswerBytes)), 0)
    }
  },
)

test('a failure is kept as ever, and no answer of any length is read', hanging, async (t) => {
  const { sender, receiver } = await setUp(t, { receiver: answering(500, '', 'x'.repeat(20_000)) })
  const failed = await post(sender, receiver.origin, { maxAnswerBytes: mostAnswerBytes })
  assert.equal(failed.kind === 'answered' && failed.body.length, 16 * 1024)
  const refused = await post(sender, receiver.origin, { maxAnswerBytes: mostAnswerBytes + 1 })
  assert.equal(refused.kind, 'unsendable')
})

test('at most 4 KiB of headers are kept', hanging, async (t) => {
  const headers = Array.from({ length: 10 }, (_, index) => `x-${index}: ${'y'.repeat(1000)}\r\n`)
  const { sender, receiver } = await setUp(t, { receiver: answering(500, headers.join(''), '') })
  const outcome = await post(sender, receiver.origin)
  assert.equal(outcome.kind === 'answered' && outcome.headers.length, 4096)
})

test('a body that comes in pieces is put together', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.write('HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n')
    for (const piece of ['one ', 'two ', 'three']) {
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`)
    }
    socket.write('0\r\n\r\n')
  }
  const { sender, receiver } = await setUp(t, { receiver: { onRequest } })
  const outcome = await post(sender, receiver.origin)
  assert.equal(outcome.kind, 'answered')
  if (outcome.kind !== 'answered') return
  assert.equal(Buffer.from(outcome.body).toString(), 'one two three')
  assert.equal(outcome.truncated, false)
})

test('a connection is used again, and closed when it is idle', hanging, async (t) => {
  const { sender, receiver } = await setUp(t, { idleMs: 1500 })
  for (let index = 0; index < 5; index++) await post(sender, receiver.origin)
  assert.equal(receiver.accepted(), 1)
  await receiver.drained()
  assert.equal((await post(sender, receiver.origin)).kind, 'answered')
  assert.equal(receiver.accepted(), 2)
})

test('no more connections wait than there is room for', hanging, async (t) => {
  const { sender, receiver } = await setUp(t, { maxIdle: 0 })
  for (let index = 0; index < 3; index++) {
    await post(sender, receiver.origin)
    await receiver.drained()
  }
  assert.equal(receiver.accepted(), 3)
})

test('a receiver that closes after each answer gets every request', hanging, async (t) => {
  const onRequest = (socket: Socket): void => {
    socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok')
  }
  const { sender, receiver } = await setUp(t, { receiver: { onRequest } })
  for (let index = 0; index < 10; index++) {
    const outcome = await post(sender, receiver.origin)
    assert.equal(outcome.kind === 'answered' && outcome.status, 200)
  }
  assert.equal(receiver.requests.length, 10)
})

test('an answer that nobody asked for is not taken for the next one', hanging, async (t) => {
  const onRequest = (socket: Socket, _request: string, index: number): void => {
    const answer = `HTTP/1.1 20${index} X\r\ncontent-length: 0\r\n\r\n`
    socket.write(index === 0 ? `${answer}HTTP/1.1 299 X\r\ncontent-length: 0\r\n\r\n` : answer)
  }
  const { sender, receiver } = await setUp(t, { receiver: { onRequest } })
  const statuses = []
  for (let index = 0; index < 3; index++) {
    const outcome = await post(sender, receiver.origin)
    statuses.push(outcome.kind === 'answered' && outcome.status)
  }
  assert.deepEqual(statuses, [200, 201, 202])
})

test('a request that stalls does not hold up others to the same origin', hanging, async (t) => {
  const onRequest = (socket: Socket, request: string): void => {
    if (!request.startsWith('POST /stall')) socket.write(empty)
  }
  const { sender, receiver } = await setUp(t, { receiver: { onRequest } })
  let isStalled = true
  const stalled = Array.from({ length: 20 }, () => post(sender, `${receiver.origin}/stall`))
  for (const outcome of stalled) void outcome.then(() => (isStalled = false))
  for (let index = 0; index < 20; index++) {
    assert.equal((await post(sender, `${receiver.origin}/quick`)).kind, 'answered')
  }
  assert.ok(isStalled)
  await sender.close()
  await Promise.all(stalled)
})

test('many requests at once are all answered', hanging, async (t) => {
  const { sender, receiver } = await setUp(t)
  const sent = Array.from({ length: 500 }, () => post(sender, receiver.origin))
  for (const outcome of await Promise.all(sent)) assert.equal(outcome.kind, 'answered')
  assert.equal(receiver.requests.length, 500)
})

test('a port where nobody listens refuses the connection', hanging, async (t) => {
  const { sender, receiver } = await setUp(t)
  await receiver.close()
  const outcome = await post(sender, receiver.origin)
  assert.deepEqual(outcome, {
    kind: 'unreachable',
    cause: 'connect',
    detail: 'Connection refused',
  })
})

test('a name is dialled at its vetted address, and stays the Host', hanging, async (t) => {
  const query = naming('hooks.example.com', () => ['127.0.0.1'])
  const { sender, receiver } = await setUp(t, { query })
  const outcome = await post(sender, `http://hooks.example.com:${receiver.port}/`)
  assert.equal(outcome.kind, 'answered')
  assert.match(receiver.requests[0] ?? '', new RegExp(`host: hooks.example.com:${receiver.port}`))
})

test('when the first address does not answer, the next vetted one is tried', hanging, async (t) => {
  const query = naming('hooks.example.com', () => ['127.0.0.2', '127.0.0.1'])
  const { sender, receiver } = await setUp(t, { query })
  const outcome = await post(sender, `http://hooks.example.com:${receiver.port}/`)
  assert.equal(outcome.kind, 'answered')
})

test('localhost is dialled where loopback is open', hanging, async (t) => {
  const { sender, receiver } = await setUp(t)
  const outcome = await post(sender, `http://localhost:${receiver.port}/`)
  assert.equal(outcome.kind, 'answered')
})

test('a name that does not exist is told so', hanging, async (t) => {
  const { sender } = await setUp(t, { query: naming('hooks.example.com', () => []) })
  assert.deepEqual(await post(sender, 'http://other.example.com/'), {
    kind: 'unreachable',
    cause: 'dns',
    detail: 'Could not resolve host: the name does not exist',
  })
})

test('a name that leads to a private address is blocked', hanging, async (t) => {
  const cases = [
    [['10.0.0.1'], 'resolves to 10.0.0.1, which is not public'],
    [
      ['127.0.0.1', '169.254.169.254'],
      'resolves to 169.254.169.254, which is a metadata service of a cloud',
    ],
  ] as const
  for (const [answer, detail] of cases) {
    const { sender, receiver } = await setUp(t, {
      query: naming('hooks.example.com', () => answer),
    })
    const outcome = await post(sender, `http://hooks.example.com:${receiver.port}/`)
    assert.deepEqual(outcome, { kind: 'blocked', detail: `hooks.example.com ${detail}` })
    assert.equal(receiver.accepted(), 0)
  }
})

test('without loopback no spelling of loopback is ever dialled', hanging, async (t) => {
  const closed = createAddressGuard({ allowNetworks: [] })
  const rules = { allowHttp: true, guard: closed, allowPorts: [] }
  const query = naming('rebind.example.com', () => ['127.0.0.1'])
  const { sender, receiver } = await setUp(t, { rules, query })
  const hosts = ['127.0.0.1', '2130706433', '127.1', 'localhost', '[::ffff:127.0.0.1]', '0']
  for (const host of [...hosts, '0x7f.1', '１２７.0.0.1', 'rebind.example.com']) {
    const outcome = await post(sender, `http://${host}:${receiver.port}/`)
    assert.equal(outcome.kind, 'blocked', host)
  }
  assert.equal(receiver.accepted(), 0)
})

test(
  'a look-up that hangs ends at the deadline, or where a connection has to be there',
  hanging,
  async (t) => {
    const query: DnsQuery = Object.assign(() => new Promise<never>(() => {}), { cancel: () => {} })
    const byDeadline = await setUp(t, { query })
    const byConnection = await setUp(t, { query, connectTimeoutMs: 100 })
    const url = 'http://hooks.example.com/'
    const timeout = { kind: 'timeout' }
    assert.deepEqual(await post(byDeadline.sender, url, { timeoutMs: 100 }), timeout)
    assert.deepEqual(await post(byConnection.sender, url, { timeoutMs: 600_000 }), timeout)
  },
)

test('what cannot be sent is an outcome', hanging, async (t) => {
  const { sender, receiver } = await setUp(t)
  const headerLists = [
    ['x'],
    ['x y', 'z'],
    ['x', 'a\r\nhost: evil'],
    ['x', 'snow ☃'],
    ['', ''],
    ['Host', 'evil.example.com'],
    ['content-length', '3'],
    ['Connection', 'close'],
    ['transfer-encoding', 'chunked'],
    ['expect', '100-continue'],
    ['upgrade', 'websocket'],
  ]
  for (const headers of headerLists) {
    const outcome = await post(sender, receiver.origin, { headers })
    assert.equal(outcome.kind, 'unsendable', headers.join())
  }
  const urls = [
    '',
    'x',
    'file:///etc/passwd',
    'http://u:p@example.com/',
    `http://a.com/${'x'.repeat(3000)}`,
  ]
  for (const url of urls) assert.equal((await post(sender, url)).kind, 'unsendable', url)
  assert.equal((await post(sender, 'http://example.com:25/')).kind, 'blocked')
  assert.equal(receiver.requests.length, 0)
  assert.equal((await post(sender, receiver.origin)).kind, 'answered')
})

test('no time at all is a timeout', hanging, async (t) => {
  const { sender, receiver } = await setUp(t, { receiver: { onRequest: () => {} } })
  for (const timeoutMs of [0, -1, Number.NaN]) {
    assert.deepEqual(await post(sender, receiver.origin, { timeoutMs }), { kind: 'timeout' })
  }
})

test(
  'closing ends what is under way, closes every socket and refuses what comes',
  hanging,
  async (t) => {
    const hang = new Promise<never>(() => {})
    const query = Object.assign(() => hang, { cancel: () => {} })
    const onRequest = (socket: Socket, request: string): void => {
      if (request.startsWith('POST /answered')) socket.write('HTTP/1.1 200 OK\r\n\r\nendless')
      else if (request.startsWith('POST /quick')) socket.write(empty)
    }
    const { sender, receiver } = await setUp(t, { receiver: { onRequest }, query })
    await post(sender, `${receiver.origin}/quick`)
    const pending = [
      post(sender, `${receiver.origin}/stall`),
      post(sender, `${receiver.origin}/stall`),
      post(sender, 'http://hooks.example.com/'),
    ]
    await sender.close()
    const stopped: AttemptOutcome = {
      kind: 'unreachable',
      cause: 'reset',
      detail: 'Interrupted because Posthorn is stopping',
    }
    for (const outcome of await Promise.all(pending)) assert.deepEqual(outcome, stopped)
    assert.deepEqual(await post(sender, receiver.origin), stopped)
    await receiver.drained()
    await sender.close()
  },
)
