import assert from 'node:assert/strict'
import { Webhook } from 'standardwebhooks'
import { createApiCall, textOf, type ApiCall } from './api-client.ts'
import { eventually } from './eventually.ts'
import { startReceiver, type Receiver, type ReceivedRequest } from './receiver.ts'
import { startServerProcess, testAdminKey } from './server-process.ts'

export interface RestoreDrill {
  readonly dataDir: string
  readonly environment?: Readonly<Record<string, string>>
  /** Makes a backup of the running server and restores it; answers with what the next server gets. */
  backUpAndRestore(): Promise<Pick<RestoreDrill, 'dataDir' | 'environment'>>
}

const publishers = 8
const before = 400
const afterwards = 100

/**
 * One webhook answers and one does not, events are published without a pause, and in the middle a
 * backup is made. The server is then lost, and another one goes on with what was restored.
 */
export async function drillRestore(drill: RestoreDrill): Promise<void> {
  await using receiver = await startReceiver()
  receiver.answer = ({ path }) => (path.endsWith('/stalls') ? 'stall' : { status: 200 })
  const lost = await startServerProcess(drill.dataDir, { environment: drill.environment ?? {} })
  const scene = await setUp(lost.url, receiver)
  const { workspace, secret } = scene
  const load = startLoad(lost.url, workspace)
  await eventually('events before the backup', () => load.acknowledged.size >= before)
  const promised = new Map(load.acknowledged)
  const restored = await drill.backUpAndRestore()
  const enough = load.acknowledged.size + afterwards
  await eventually('events after the backup', () => load.acknowledged.size >= enough)
  await load.stop()
  await lost.kill()

  const seen = receiver.requests.length
  receiver.answer = { status: 200 }
  const next = await startServerProcess(restored.dataDir, {
    environment: restored.environment ?? {},
  })
  try {
    const arrived = (): ReceivedRequest[] =>
      receiver.requests.slice(seen).filter(({ path }) => path.endsWith('/stalls'))
    await eventually('what was pending', () => {
      const ids = idsOf(arrived())
      return [...promised].every(([number, id]) => ids.get(number) === id)
    })
    const read = (id: string): ReturnType<ApiCall> =>
      createApiCall(next.url, testAdminKey)('GET', `/v1/events/${id}?workspace=${workspace}`)
    await assertAllThere(read, promised)
    assertSigned(arrived(), secret)
    await assertGoesOn(next.url, scene)
    assert.equal(await next.stop(), 0)
  } finally {
    await next.kill()
  }
}

interface Scene {
  readonly workspace: string
  /** The webhook whose receiver does not answer before the restore. */
  readonly stalls: string
  readonly secret: string
}

async function setUp(url: string, receiver: Receiver): Promise<Scene> {
  const call = createApiCall(url, testAdminKey)
  const workspace = textOf((await call('POST', '/v1/workspaces', { name: 'drill' })).body.id)
  const create = (path: string, more = {}): ReturnType<ApiCall> => {
    const webhook = { workspace, url: receiver.url + path, events: ['user.created'], ...more }
    return call('POST', '/v1/webhooks', webhook)
  }
  await create('/answers')
  // Should the drill take long enough for attempts to time out, they are soon made again.
  const { id, secret } = (await create('/stalls', { retry_delays_s: Array(12).fill(1) })).body
  return { workspace, stalls: textOf(id), secret: textOf(secret) }
}

/** Numbers of events, with the ids that they were acknowledged with. */
type Acknowledged = ReadonlyMap<number, string>

function startLoad(
  url: string,
  workspace: string,
): { readonly acknowledged: Acknowledged; stop(): Promise<void> } {
  const call = createApiCall(url, testAdminKey)
  const acknowledged = new Map<number, string>()
  let next = 0
  let isOver = false

  async function publishUntilOver(): Promise<void> {
    while (!isOver) {
      const number = next++
      const event = { workspace, type: 'user.created', data: { number } }
      const { status, body } = await call('POST', '/v1/events', event)
      if (status === 202) acknowledged.set(number, textOf(body.id))
    }
  }

  const publishing = Promise.all(Array.from({ length: publishers }, publishUntilOver))
  return {
    acknowledged,
    async stop() {
      isOver = true
      await publishing
    },
  }
}

/** By number, as in what was acknowledged. */
function idsOf(requests: readonly ReceivedRequest[]): Acknowledged {
  return new Map(
    requests.map(({ body }) => {
      const { id, data } = JSON.parse(body.toString())
      return [Number(data.number), String(id)]
    }),
  )
}

async function assertAllThere(
  read: (id: string) => ReturnType<ApiCall>,
  promised: Acknowledged,
): Promise<void> {
  for (const [number, id] of promised) {
    const { status, body } = await read(id)
    assert.equal(status, 200, id)
    assert.equal(body.data?.number, number)
  }
}

/** The secret was unsealed with the restored master key. */
function assertSigned([first]: readonly ReceivedRequest[], secret: string): void {
  assert.ok(first !== undefined)
  const headers = Object.entries(first.headers).map(([name, value]) => [name, String(value)])
  new Webhook(secret).verify(first.body.toString(), Object.fromEntries(headers))
}

/** Listings find what came after the restore behind what was there. */
async function assertGoesOn(url: string, { workspace, stalls }: Scene): Promise<void> {
  const call = createApiCall(url, testAdminKey)
  const event = { workspace, type: 'user.created', data: { number: -1 } }
  const id = textOf((await call('POST', '/v1/events', event)).body.id)
  await eventually('a new event, delivered and in the log of the webhook', async () => {
    const path = `/v1/webhooks/${stalls}/deliveries?status=success&limit=10`
    return JSON.stringify((await call('GET', path)).body).includes(id)
  })
}
