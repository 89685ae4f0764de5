// Everything here that knows Posthorn's API and settings.
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

export const eventType = 'bench.happened'

/** A server started for the benchmark: everything on, only the rate limit off. */
export interface PosthornServer {
  readonly port: number
  readonly adminKey: string
}

export function newAdminKey(): string {
  return `bench_${randomBytes(32).toString('base64url')}`
}

export function serverEnvironment(server: PosthornServer, dataDir: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: String(server.port),
    POSTHORN_DATA_DIR: dataDir,
    POSTHORN_ADMIN_KEY: server.adminKey,
    // Webhooks of the benchmark point at its own receiver.
    POSTHORN_ALLOW_HTTP: 'true',
    POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
    POSTHORN_RATE_LIMIT_PER_MINUTE: '0',
    POSTHORN_LOG_LEVEL: 'warn',
  }
}

export const publishPaths = { path: '/v1/events', batchPath: '/v1/events/batch' } as const

/** Resolves when the server says that it is ready; rejects when `ended` comes first. */
export async function waitUntilReady(
  { port }: PosthornServer,
  ended: Promise<unknown>,
): Promise<void> {
  let gone = false
  void ended.then(() => {
    gone = true
  })
  for (;;) {
    if (gone) throw new Error('Posthorn ended before it was ready')
    try {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`)
      await response.arrayBuffer()
      if (response.ok) return
    } catch {
      // It does not listen yet.
    }
    await delay(10)
  }
}

/** An event type with a schema, so that every event is checked against one. */
export async function createEventType(server: PosthornServer): Promise<void> {
  await post(server, '/v1/event-types', {
    name: eventType,
    description: 'An event of the benchmark',
    schema: {
      type: 'object',
      required: ['sent_us', 'serial', 'text'],
      properties: {
        sent_us: { type: 'integer' },
        serial: { type: 'string' },
        text: { type: 'string' },
      },
    },
  })
}

/** A workspace, its webhooks, and a key that may publish to it; resolves to the key. */
export async function createWorkspace(
  server: PosthornServer,
  name: string,
  webhookUrls: readonly string[],
): Promise<string> {
  const workspace = await post(server, '/v1/workspaces', { name })
  const id = String(workspace.id)
  for (const url of webhookUrls) {
    await post(server, '/v1/webhooks', { workspace: id, url, events: [eventType] })
  }
  const key = await post(server, `/v1/workspaces/${id}/keys`, { name, scopes: ['publish'] })
  return String(key.key)
}

/** Deliveries that this process has settled as successful since it started. */
export async function countSuccesses({ port, adminKey }: PosthornServer): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { authorization: `Bearer ${adminKey}` },
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`/metrics answered ${response.status}: ${text.slice(0, 300)}`)
  return text
    .split('\n')
    .filter((line) => line.startsWith('posthorn_deliveries_ended_total{status="success"}'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

async function post(
  { port, adminKey }: PosthornServer,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`)
  // Every answer of a successful POST is an object.
  return JSON.parse(text) as Record<string, unknown>
}
