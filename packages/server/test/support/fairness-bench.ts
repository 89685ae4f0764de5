import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Id } from '../../src/domain/ids.ts'
import type { Workspace } from '../../src/domain/workspace.ts'
import type { PublishRequest } from '../../src/engine/engine.ts'
import { createWebhook } from '../../src/management/create-webhook.ts'
import { createWorkspace } from '../../src/management/create-workspace.ts'
import { bytesOf } from '../../src/stores/contract/samples.ts'
import { realPause } from './manual-clock.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { startTestApp, type TestApp } from './test-app.ts'

/** One receiver for webhooks that answer and for those that never do, so that all share an origin. */
export interface HalfDeafReceiver {
  readonly answers: string
  readonly stalls: string
  /** What came to {@link stalls}. */
  readonly stalled: () => number
  /** Publishes this many events, one after the other, to who answers: milliseconds to arrival. */
  latencies(app: TestApp, workspaces: readonly Workspace[], count: number): Promise<number[]>
}

export async function startHalfDeafReceiver(t: TestContext): Promise<HalfDeafReceiver> {
  const begun = new Map<string, number>()
  let passed: number[] = []
  let stalled = 0
  let published = 0
  const server = createServer((request, response) => {
    if (request.url === '/stalls') {
      stalled += 1
      request.resume()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const [mark = ''] = /mark-\d+/.exec(Buffer.concat(chunks).toString()) ?? []
      passed.push(performance.now() - (begun.get(mark) ?? 0))
      begun.delete(mark)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo
  return {
    answers: `http://127.0.0.1:${port}/answers`,
    stalls: `http://127.0.0.1:${port}/stalls`,
    stalled: () => stalled,
    async latencies({ context }, workspaces, count) {
      passed = []
      for (let index = 0; index < count; index += 1) {
        published += 1
        const mark = `mark-${published}`
        begun.set(mark, performance.now())
        const workspace = workspaces[index % workspaces.length]
        await context.engine.publish([eventOf(workspace?.id ?? '', 'answer', `{"n":"${mark}"}`)])
        await realPause(2)
      }
      while (passed.length < count) await realPause(2)
      return passed
    },
  }
}

/** A server whose webhooks are of a profile with this timeout, and one retry in an hour. */
export function startHastyApp(
  t: TestContext,
  { timeoutMs, maxInFlight }: { readonly timeoutMs: number; readonly maxInFlight: number },
): Promise<TestApp> {
  const file = join(temporaryDirectory(t), 'posthorn.config.ts')
  const profile = { name: 'hasty', extends: 'standard', timeoutMs, retry: ['1h'] }
  writeFileSync(file, `export default ${JSON.stringify({ profiles: [profile] })}`)
  return startTestApp({
    environment: { POSTHORN_CONFIG: file, POSTHORN_MAX_IN_FLIGHT: String(maxInFlight) },
  })
}

export async function addWorkspaces({ context }: TestApp, count: number): Promise<Workspace[]> {
  const workspaces: Workspace[] = []
  for (let index = 0; index < count; index += 1) {
    workspaces.push(await createWorkspace(context, { name: 'Test', openCatalogue: true }, null))
  }
  return workspaces
}

/** One in each workspace. */
export async function addWebhooks(
  { context }: TestApp,
  workspaces: readonly Workspace[],
  { url, type }: { readonly url: string; readonly type: string },
): Promise<void> {
  for (const workspace of workspaces) {
    await createWebhook(
      context,
      {
        workspace,
        profile: 'hasty',
        url,
        eventTypes: [type],
        secret: null,
        channels: [],
        name: null,
        description: '',
        active: true,
        retryDelaysMs: null,
      },
      null,
    )
  }
}

export function eventOf(workspaceId: Id, type: string, data: string): PublishRequest {
  return {
    workspaceId,
    type,
    data: bytesOf(data),
    channels: [],
    subject: null,
    occurredAtMs: null,
    idempotency: null,
  }
}

/** The value that this share of the others does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
