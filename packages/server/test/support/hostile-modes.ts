import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { AttemptOutcome } from '../../src/domain/outcome.ts'
import type { RawReceiverOptions } from './raw-receiver.ts'

/** One way for a receiver to misbehave, and how an attempt at it has to end. */
export interface HostileMode {
  readonly receiver: RawReceiverOptions
  readonly expected: Expectation
  /** `https` for what happens before a word of HTTP is spoken. */
  readonly scheme?: 'http' | 'https'
  /** Absent: far away, so that something else than the deadline has to end it. */
  readonly timeoutMs?: number
  readonly requestBody?: Uint8Array
}

export type Expectation =
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly causes: readonly string[] }
  /** `kept` is left out where it hangs on the time that passed. */
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly truncated: boolean
      readonly kept?: number
    }

/** For those that never send a status: only the deadline ends them. */
const soon = { timeoutMs: 300, expected: { kind: 'timeout' } } as const
/** For those that send a status at once: it has come by then. */
const later = { timeoutMs: 1000 }
const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`
const someKilobytes = 'x'.repeat(64 * 1024)
const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024))

const reset: Expectation = { kind: 'unreachable', causes: ['reset'] }
const protocol: Expectation = { kind: 'unreachable', causes: ['protocol'] }
const tls: Expectation = { kind: 'unreachable', causes: ['tls'] }

function answered(status: number, kept: number, truncated: boolean): Expectation {
  return { kind: 'answered', status, kept, truncated }
}

/** Writes `bytes` every few milliseconds until the other side has had enough. */
function drip(socket: Socket, bytes: string): void {
  const timer = setInterval(() => socket.write(bytes), 5)
  socket.on('close', () => clearInterval(timer))
}

/** Writes `bytes` as fast as they are taken. */
function flood(socket: Socket, bytes: string): void {
  const pour = (): void => {
    while (socket.writable && socket.write(bytes));
  }
  socket.on('drain', pour)
  pour()
}

/** Calls back when the event loop has polled its sockets that often. */
function afterTurns(turns: number, callback: () => void): void {
  if (turns === 0) callback()
  else setImmediate(() => afterTurns(turns - 1, callback))
}

function answering(bytes: string | Uint8Array): RawReceiverOptions {
  return { onRequest: (socket) => socket.write(bytes) }
}

function dripping(first: string, bytes: string): RawReceiverOptions {
  return {
    onRequest(socket) {
      socket.write(first)
      drip(socket, bytes)
    },
  }
}

function flooding(first: string, bytes: string): RawReceiverOptions {
  return {
    onRequest(socket) {
      socket.write(first)
      flood(socket, bytes)
    },
  }
}

const stallers: Readonly<Record<string, HostileMode>> = {
  'never answers': { ...soon, receiver: { onRequest: () => {} } },
  'never reads': {
    ...soon,
    receiver: {
      onConnection(socket) {
        socket.pause()
        // Long after the deadline, so that it sees that it was left.
        setTimeout(() => socket.resume(), 1000).unref()
      },
    },
    requestBody: Buffer.alloc(1 << 24),
  },
  'drips its status line': { ...soon, receiver: dripping('HTTP/1.1 200 ', 'O') },
  'drips its headers': { ...soon, receiver: dripping(`${ok}x: `, 'y') },
  'drips white space before its answer': { ...soon, receiver: dripping('', '\r\n') },
  'hints for ever': {
    ...soon,
    receiver: dripping('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
  },
  'is processing for ever': { ...soon, receiver: dripping('', 'HTTP/1.1 102 Processing\r\n\r\n') },
  'drips its answer': {
    ...later,
    receiver: dripping(chunked, '1\r\nx\r\n'),
    expected: { kind: 'answered', status: 200, truncated: true },
  },
  'drips a failure': {
    ...later,
    receiver: dripping('HTTP/1.1 500 X\r\n\r\n', 'x'),
    expected: { kind: 'answered', status: 500, truncated: true },
  },
  'announces an answer and says nothing': {
    ...later,
    receiver: answering(`${ok}content-length: 5\r\n\r\n`),
    expected: answered(200, 0, true),
  },
  'never ends its last chunk': {
    ...later,
    receiver: answering(`${chunked}2\r\nok\r\n0\r\n`),
    expected: answered(200, 2, true),
  },
}

const flooders: Readonly<Record<string, HostileMode>> = {
  'never ends its answer': {
    receiver: flooding(`${ok}connection: close\r\n\r\n`, someKilobytes),
    expected: answered(200, 1024, true),
  },
  'never ends its failure': {
    receiver: flooding('HTTP/1.1 500 X\r\nconnection: close\r\n\r\n', someKilobytes),
    expected: answered(500, 16 * 1024, true),
  },
  'announces a gigabyte': {
    receiver: flooding(`${ok}content-length: 1000000000\r\n\r\n`, someKilobytes),
    expected: answered(200, 1024, true),
  },
  'sends one chunk without end': {
    receiver: flooding(`${chunked}fffffff\r\n`, someKilobytes),
    expected: answered(200, 1024, true),
  },
  'sends chunks of one byte without end': {
    receiver: flooding(chunked, '1\r\nx\r\n'.repeat(1000)),
    expected: answered(200, 1024, true),
  },
  'floods chunk extensions': {
    receiver: flooding(`${chunked}1;`, someKilobytes),
    expected: answered(200, 0, true),
  },
  'floods trailers': {
    receiver: flooding(`${chunked}2\r\nok\r\n0\r\n`, `t: ${'x'.repeat(1000)}\r\n`),
    expected: answered(200, 2, true),
  },
  'floods headers': {
    receiver: flooding(ok, `x: ${'y'.repeat(1000)}\r\n`),
    expected: protocol,
  },
  'floods tiny headers': {
    receiver: flooding(ok, 'a:\r\n'.repeat(1000)),
    expected: protocol,
  },
  'sends one header without end': {
    receiver: flooding(`${ok}set-cookie: `, someKilobytes),
    expected: protocol,
  },
  'floods hints': {
    receiver: flooding('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)),
    expected: protocol,
  },
  'sends a status line without end': {
    receiver: flooding('HTTP/1.1 200 ', someKilobytes),
    expected: protocol,
  },
  'sends a bomb of gzip': {
    receiver: {
      onRequest(socket) {
        socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
        socket.write(bomb)
      },
    },
    expected: answered(200, 1024, true),
  },
}

const quitters: Readonly<Record<string, HostileMode>> = {
  'hangs up at once': { receiver: { onConnection: (socket) => socket.destroy() }, expected: reset },
  'resets the connection at once': {
    receiver: { onConnection: (socket) => void socket.resetAndDestroy() },
    // The kernel may tell it before or after it tells of the connection.
    expected: { kind: 'unreachable', causes: ['connect', 'reset'] },
  },
  'hangs up after the request': {
    receiver: { onRequest: (socket) => socket.end() },
    expected: reset,
  },
  'resets the connection after the request': {
    receiver: { onRequest: (socket) => void socket.resetAndDestroy() },
    expected: reset,
  },
  'resets the connection amid its headers': {
    receiver: {
      onRequest: (socket) => socket.write(`${ok}content-le`, () => socket.resetAndDestroy()),
    },
    expected: reset,
  },
  'resets the connection amid its answer': {
    receiver: {
      onRequest(socket) {
        socket.write(`${ok}content-length: 100\r\n\r\nok`)
        // Not before the first part is read, or the kernel throws it away.
        afterTurns(10, () => socket.resetAndDestroy())
      },
    },
    expected: answered(200, 2, true),
  },
  'ends its answer too early': {
    receiver: { onRequest: (socket) => socket.end(`${ok}content-length: 100\r\n\r\nok`) },
    expected: answered(200, 2, true),
  },
  'ends amid a chunk': {
    receiver: { onRequest: (socket) => socket.end(`${chunked}64\r\nok`) },
    expected: answered(200, 2, true),
  },
}

const liars: Readonly<Record<string, HostileMode>> = {
  'speaks SSH': { receiver: answering('SSH-2.0-OpenSSH_9.9\r\n'), expected: protocol },
  'speaks HTTP/2': {
    receiver: answering(Buffer.from('000012040000000000000300000064', 'hex')),
    expected: protocol,
  },
  'sends random bytes': {
    receiver: answering(Buffer.from('deadbeef00ff17fe80', 'hex')),
    expected: protocol,
  },
  'switches protocols': {
    receiver: answering(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    ),
    expected: protocol,
  },
  'switches to no protocol': {
    receiver: answering('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    expected: protocol,
  },
  'continues what was not asked': {
    receiver: answering('HTTP/1.1 100 Continue\r\n\r\n'),
    expected: protocol,
  },
  'has a status that is no number': {
    receiver: answering('HTTP/1.1 abc OK\r\n\r\n'),
    expected: protocol,
  },
  'has a header without a colon': {
    receiver: answering(`${ok}bad header\r\n\r\n`),
    expected: protocol,
  },
  'has a null byte in a header': {
    receiver: answering(`${ok}x: a\0b\r\n\r\n`),
    expected: protocol,
  },
  'announces two lengths': {
    receiver: answering(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nok!`),
    expected: protocol,
  },
  'announces a length below zero': {
    receiver: answering(`${ok}content-length: -1\r\n\r\n`),
    expected: protocol,
  },
  'announces a length and chunks': {
    receiver: answering(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    expected: protocol,
  },
  'announces a chunk too large for any number': {
    receiver: answering(`${chunked}ffffffffffffffffff\r\nok`),
    expected: answered(200, 0, true),
  },
  'answers with a redirect': {
    receiver: answering(
      'HTTP/1.1 307 X\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n',
    ),
    expected: answered(307, 0, false),
  },
  'answers twice': {
    receiver: answering(`${ok}content-length: 2\r\n\r\nok${ok}content-length: 2\r\n\r\nno`),
    expected: answered(200, 2, false),
  },
}

const tlsModes: Readonly<Record<string, HostileMode>> = {
  'never shakes hands': {
    ...soon,
    scheme: 'https',
    receiver: { onConnection: (socket) => socket.resume() },
  },
  'drips its handshake': {
    ...soon,
    scheme: 'https',
    receiver: {
      onConnection(socket) {
        socket.resume()
        // A record of 16 KiB is announced.
        socket.write(Buffer.from('1603034000', 'hex'))
        drip(socket, '\0')
      },
    },
  },
  'answers a handshake in plain HTTP': {
    scheme: 'https',
    receiver: { onConnection: (socket) => socket.resume().end(`${ok}\r\n`) },
    expected: tls,
  },
  'hangs up during the handshake': {
    scheme: 'https',
    receiver: { onConnection: (socket) => socket.once('data', () => socket.end()) },
    expected: tls,
  },
  'floods the handshake': {
    scheme: 'https',
    receiver: { onConnection: (socket) => flood(socket, someKilobytes) },
    expected: tls,
  },
}

/** By what the receiver does. */
export const hostileModes: Readonly<Record<string, HostileMode>> = {
  ...stallers,
  ...flooders,
  ...quitters,
  ...liars,
  ...tlsModes,
}

/** Those that send as much as is taken. */
export const floodingModes: readonly HostileMode[] = Object.values(flooders)

/** What does not fit the expectation; null when all of it does. */
export function misfitOf(outcome: AttemptOutcome, expected: Expectation): string | null {
  return fits(outcome, expected)
    ? null
    : `${describe(outcome)} instead of ${JSON.stringify(expected)}`
}

function fits(outcome: AttemptOutcome, expected: Expectation): boolean {
  if (expected.kind === 'timeout') return outcome.kind === 'timeout'
  if (expected.kind === 'unreachable') {
    return outcome.kind === 'unreachable' && expected.causes.includes(outcome.cause)
  }
  return (
    outcome.kind === 'answered' &&
    outcome.status === expected.status &&
    outcome.truncated === expected.truncated &&
    (expected.kept === undefined || outcome.body.length === expected.kept)
  )
}

function describe(outcome: AttemptOutcome): string {
  if (outcome.kind !== 'answered') return JSON.stringify(outcome)
  return JSON.stringify({ ...outcome, headers: undefined, body: outcome.body.length })
}
