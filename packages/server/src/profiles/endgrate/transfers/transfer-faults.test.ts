import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ManagementContext } from '../../../management/management-context.ts'
import { newId } from '../../../stores/contract/samples.ts'
import type { Store } from '../../../stores/store.ts'
import { StoreError } from '../../../stores/store-error.ts'
import type { ProfileWorker } from '../../profile-worker.ts'
import { objectIdOf } from '../object-id.ts'
import { insertSession, sessionKey, type Session } from '../session-record.ts'
import { getTransfer, transferKey, type Transfer } from '../transfer-record.ts'
import { createEndgrateWorker } from './endgrate-worker.ts'
import { startTransfer } from './start-transfer.ts'
import { pageOf, sourceUrl, startTransferBench, type Question } from './testing/transfer-bench.ts'

/** No profile of this name is mounted: the test runs its worker, and nobody else does. */
const profile = 'acme'
const source = { url: sourceUrl, secret: `whsec_${'A'.repeat(32)}` }

/** The same numbers from 0 to 1 in every run; what they meet depends on the machine all the same. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const random = createRandom(7)

/** Some writes are refused, and some are made although they look as if they had failed. */
function unreliable(store: Store): Store {
  const risky = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    const dice = random()
    if (dice < 0.15) throw new StoreError('refused', 'the disk is full')
    const result = await write()
    if (dice < 0.3) throw new StoreError('unknown', 'the connection was lost')
    return result
  }
  return {
    ...store,
    claimRecords: (...claim) => risky(() => store.claimRecords(...claim)),
    changeRecords: (...change) => risky(() => store.changeRecords(...change)),
  }
}

function newSession(workspaceId: string): Session {
  return {
    id: objectIdOf(newId()),
    workspaceId,
    kind: 'pull',
    keyId: newId(),
    createdAtMs: 0,
    expiresAtMs: null,
    webhookIds: [],
    laneId: newId(),
    schema: [],
    sync: true,
    webhookConcurrency: false,
    continuous: false,
    options: '{}',
    nextLookAtMs: null,
    configuredAtMs: null,
    streams: [],
  }
}

/** Five pages of three records; now and then the source fails, never twice in a row. */
function createSource(): (question: Question) => ReturnType<typeof pageOf> | { kind: 'timeout' } {
  const failed = new Set<string>()
  return ({ transfer_id: id, cursor }) => {
    if (!failed.delete(id) && random() < 0.2) {
      failed.add(id)
      return { kind: 'timeout' }
    }
    const [, page = '0'] = (cursor ?? '').split(' ')
    const first = Number(page) * 3
    const records = [first, first + 1, first + 2].map((n) => `${id} ${n}`)
    return pageOf(records, { cursor: `p ${Number(page) + 1}`, more: Number(page) < 4 })
  }
}

/** What was published of a transfer, in order: its records, and `end`. */
async function publishedOf({ store }: ManagementContext, transfer: Transfer): Promise<string[]> {
  const { workspaceId, sessionId } = transfer
  const page = { types: null, after: null, limit: 1000 }
  const events = await store.listEventsOfChannel(workspaceId, sessionId, page)
  return events.flatMap(({ type, data }) => {
    const body = JSON.parse(Buffer.from(data).toString('utf8'))
    if (body.transfer_id !== transfer.id) return []
    if (type === 'endgrate.completed') return ['end']
    const ids = body.transfer_data.map(({ id }: { id: string }) => id)
    return body.completed === true ? [...ids, 'last'] : ids
  })
}

test('whatever fails, and whenever a worker dies, each record is published once and in order', async (t) => {
  const bench = await startTransferBench(t, { hasSource: false })
  const { context } = bench.app
  const { engine, store } = context
  const workspace = engine.catalog.workspaces()[0] ?? assert.fail()
  const { id: workspaceId } = workspace
  const session = newSession(workspaceId)
  await store.changeRecords([insertSession(profile, session)], [])
  bench.answer = createSource()
  const order = {
    session: sessionKey(profile, workspaceId, session.id),
    direction: 'pull',
    params: '{}',
    synchronous: false,
    transferData: null,
    webhooks: [],
    initiator: { workspace, profile, keyId: session.keyId, key: 'unused' },
  } as const
  const transfers: Transfer[] = []
  for (let count = 0; count < 6; count += 1) {
    // Two types, so that transfers end at once and change their session at once.
    const endgrateType = `crm-${count % 2}`
    transfers.push(await startTransfer(context, { ...order, endgrateType }, source))
  }

  const management = { ...context, store: unreliable(store) }
  const start = (): ProfileWorker => {
    const options = { profile, management, sender: bench.sender, onError: () => undefined }
    const started = createEndgrateWorker(options, source)
    started.start()
    return started
  }
  let worker = start()
  t.after(() => worker.stop())
  await bench.until(
    'all transfers to have ended',
    async () => {
      if (random() < 0.02) {
        await worker.stop()
        worker = start()
      }
      for (const { id } of transfers) {
        const stored = await getTransfer(store, transferKey(profile, workspaceId, id))
        if (stored?.transfer.state === 'running') return false
      }
      return true
    },
    500,
  )
  const { id: sessionId } = session
  await bench.until('all of it to be in the journal', async () => {
    const page = { types: ['endgrate.completed'], after: null, limit: 100 }
    const ends = await store.listEventsOfChannel(workspaceId, sessionId, page)
    return ends.length >= transfers.length
  })
  for (const transfer of transfers) {
    const records = Array.from({ length: 15 }, (_, n) => `${transfer.id} ${n}`)
    assert.deepEqual(await publishedOf(context, transfer), [...records, 'last', 'end'])
  }
})
