// The raw limit: undici's `dispatch` in a loop, every request signed, nothing stored, nobody asked.
//   node loop.ts <settings as JSON>
// Prints a line when it is warm and has set the receiver to zero, and a RawResult at the end.
import { randomUUID } from 'node:crypto'
import { setImmediate, setTimeout as delay } from 'node:timers/promises'

import { Pool } from 'undici'
import type { Dispatcher } from 'undici'

import { importSecret, signedHeaders } from '../signing.ts'

export interface RawSettings {
  readonly receiverPort: number
  readonly connections: number
  readonly webhooks: number
  readonly warmUpSeconds: number
  readonly seconds: number
  /** Deliveries a second; null: as fast as they are answered. */
  readonly rate: number | null
}

export interface RawResult {
  readonly delivered: number
  readonly failed: number
  readonly seconds: number
  readonly cpuSeconds: number
}

// The runner hands over exactly RawSettings.
const settings = JSON.parse(process.argv[2] ?? '{}') as RawSettings
const origin = `http://127.0.0.1:${settings.receiverPort}`
const pool = new Pool(origin, { connections: settings.connections, pipelining: 1 })
const key = importSecret(Buffer.alloc(32, 7))
const type = 'user.created'
const text = 'the quick brown fox jumps over the lazy dog while five wizards box '
  .repeat(10)
  .slice(0, 427)

let delivered = 0
let failed = 0
let onWire = 0
let sent = 0
let onFinish = (): void => {}

class Handler implements Dispatcher.DispatchHandler {
  private status = 0

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.status = statusCode
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    finish(this.status >= 200 && this.status < 300)
  }

  onResponseError(): void {
    finish(false)
  }
}

function finish(ok: boolean): void {
  if (ok) delivered++
  else failed++
  onWire--
  onFinish()
}

function send(sentAtMs: number): void {
  const id = randomUUID()
  const microseconds = Math.round(sentAtMs * 1000)
  const body = `{"id":"${id}","type":"${type}","created_at":"${new Date(sentAtMs).toISOString()}","data":{"sent_us":${microseconds},"serial":"${String(sent).padStart(16, '0')}","text":"${text}"}}`
  pool.dispatch(
    {
      method: 'POST',
      path: `/w/${sent++ % settings.webhooks}`,
      headers: signedHeaders(key, { id, type }, body),
      body,
    },
    new Handler(),
  )
  onWire++
}

function wallMs(): number {
  return performance.timeOrigin + performance.now()
}

/** Every answer sends the next request. Resolves when the last one is answered. */
function sendClosed(endMs: number): Promise<void> {
  return new Promise((resolve) => {
    onFinish = () => {
      const nowMs = wallMs()
      if (nowMs < endMs) send(nowMs)
      else if (onWire === 0) resolve()
    }
    for (let free = settings.connections; free > 0; free--) send(wallMs())
  })
}

/** Sends what is due, at most one request on each connection. Resolves when the last is answered. */
async function sendOpen(rate: number, endMs: number): Promise<void> {
  const startMs = wallMs()
  const finished = (): Promise<void> =>
    new Promise((resolve) => {
      onFinish = resolve
    })
  for (let count = 0; ; count++) {
    while (onWire >= settings.connections) await finished()
    const dueMs = startMs + (count * 1000) / rate
    if (dueMs >= endMs) break
    // A timer is a millisecond late at best; turning the event loop is not.
    while (dueMs > wallMs()) await (dueMs - wallMs() > 2 ? delay(1) : setImmediate())
    send(dueMs)
  }
  while (onWire > 0) await finished()
}

function runFor(seconds: number): Promise<void> {
  const endMs = wallMs() + seconds * 1000
  return settings.rate === null ? sendClosed(endMs) : sendOpen(settings.rate, endMs)
}

await runFor(settings.warmUpSeconds)
await (await fetch(`${origin}/reset`, { method: 'POST' })).arrayBuffer()
delivered = 0
failed = 0
console.log(JSON.stringify({ warm: true }))

const cpuBefore = process.cpuUsage()
const startedAtMs = performance.now()
await runFor(settings.seconds)
const { user, system } = process.cpuUsage(cpuBefore)
const result: RawResult = {
  delivered,
  failed,
  seconds: (performance.now() - startedAtMs) / 1000,
  cpuSeconds: (user + system) / 1e6,
}
console.log(JSON.stringify(result))
await pool.close()
