import { createHmac, randomFillSync } from 'node:crypto'
import type { TestContext } from 'node:test'
import { registerInbox } from '../../src/dev/inbox/register-inbox.ts'
import { createIdGenerator } from '../../src/domain/ids.ts'
import { systemClock } from '../../src/engine/system-clock.ts'
import { createHttpServer } from '../../src/http/create-http-server.ts'

export interface InboxServer {
  readonly origin: string
  /** Events that were asked for by the page's button. */
  readonly examples: { count: number }
  /** What the look-up of the next attempt gives. */
  readonly next: { attemptAtMs: number | null }
  /** Sends a signed request and waits for the answer. */
  deliver(event: DeliveredEvent): Promise<Response>
  setBehaviour(behaviour: unknown): Promise<Response>
  close(): Promise<void>
}

export interface DeliveredEvent {
  readonly id: string
  readonly type?: string
  /** JSON text. */
  readonly data?: string
}

const keyBytes = Buffer.alloc(32, 7)
const secret = `whsec_${keyBytes.toString('base64')}`

/** An inbox on a port of its own, ended with the test. */
export async function startInboxServer(t: TestContext): Promise<InboxServer> {
  const app = createHttpServer({
    surfaces: [],
    ids: createIdGenerator({
      nowMs: () => Date.now(),
      fillRandom: (bytes) => void randomFillSync(bytes),
    }),
    log: { error: () => {} },
    maxBodyBytes: 64 * 1024,
    phase: () => 'serving',
  })
  const examples = { count: 0 }
  const next: { attemptAtMs: number | null } = { attemptAtMs: null }
  registerInbox(app, {
    clock: systemClock,
    secrets: () => [secret],
    nextAttemptAtMs: async () => next.attemptAtMs,
    publishExample: async () => void examples.count++,
    isLocalOnly: true,
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const close = async (): Promise<void> => app.close()
  t.after(close)
  return {
    origin,
    examples,
    next,
    close,
    deliver: (event) => fetch(`${origin}/inbox/hook`, signedRequest(event)),
    setBehaviour: (behaviour) =>
      fetch(`${origin}/inbox/behaviour`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(behaviour),
      }),
  }
}

function signedRequest({ id, type = 'user.created', data = '{}' }: DeliveredEvent): RequestInit {
  const body = `{"id":"${id}","type":"${type}","created_at":"2026-01-15T12:30:00Z","data":${data}}`
  const timestamp = Math.floor(Date.now() / 1000)
  const standard = createHmac('sha256', keyBytes).update(`${id}.${timestamp}.${body}`)
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'X-Event-Type': type,
      'X-Webhook-Signature': createHmac('sha256', secret).update(body).digest('hex'),
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${standard.digest('base64')}`,
    },
    body,
  }
}
