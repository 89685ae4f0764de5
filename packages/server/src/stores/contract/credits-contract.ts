import assert from 'node:assert/strict'
import type { CreditChange } from '../../domain/credits.ts'
import type { Id } from '../../domain/ids.ts'
import type { CreditRecord } from '../credit-store.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import { newId, sampleAudit, startMs } from './samples.ts'

/** Balances, and what their changes raise. */
export function testCredits(test: StoreTest): void {
  test('a workspace has no balance until one is set, which raises nothing', async ({ store }) => {
    const workspaceId = newId()
    assert.equal(await store.getCredits(workspaceId), null)
    assert.deepEqual(await adjust(store, workspaceId, 5), { kind: 'no-balance' })
    const credits = { balance: 0, threshold: 10, updatedAtMs: startMs }
    assert.deepEqual(await set(store, workspaceId, 0, 10), { kind: 'changed', credits, raised: [] })
    assert.deepEqual(await store.getCredits(workspaceId), credits)
    assert.equal(await store.getCredits(newId()), null)
    assert.deepEqual(await typesRaised(store), [])
  })

  test('a threshold that is left out stays, and null takes it away', async ({ store }) => {
    const workspaceId = newId()
    const thresholds: (number | null | undefined)[] = []
    for (const threshold of [undefined, 7, undefined, null, undefined]) {
      await set(store, workspaceId, 100, threshold)
      thresholds.push((await store.getCredits(workspaceId))?.threshold)
    }
    assert.deepEqual(thresholds, [null, 7, 7, null, null])
  })

  test('what a change raises is written with it, low before exhausted', async ({ store }) => {
    const workspaceId = newId()
    await set(store, workspaceId, 12, 10)
    await adjust(store, workspaceId, -2)
    await adjust(store, workspaceId, -1)
    await adjust(store, workspaceId, -9)
    await set(store, workspaceId, 10)
    const record = recordOf()
    const change = { kind: 'adjust', change: -10 } as const
    const result = await store.changeCredits(workspaceId, change, record)
    assert.deepEqual(result, {
      kind: 'changed',
      credits: { balance: 0, threshold: 10, updatedAtMs: startMs },
      raised: ['credits.low', 'credits.exhausted'],
    })
    const events = (await store.readInbox(0, 10)).map(({ event }) => event)
    assert.deepEqual(
      events.map(({ type, data }) => [type, Buffer.from(data).toString()]),
      [
        ['credits.low', '{"credits_remaining":9,"threshold":10}'],
        ['credits.exhausted', '{"credits_remaining":0}'],
        ['credits.low', '{"credits_remaining":0,"threshold":10}'],
        ['credits.exhausted', '{"credits_remaining":0}'],
      ],
    )
    assert.ok(events.every((event) => event.workspaceId === workspaceId))
    assert.deepEqual(
      events.slice(2).map(({ id }) => id),
      [record.eventIds['credits.low'], record.eventIds['credits.exhausted']],
    )
  })

  test('what cannot be spent or kept changes nothing', async ({ store }) => {
    const workspaceId = newId()
    await set(store, workspaceId, 3, 2)
    const credits = await store.getCredits(workspaceId)
    assert.deepEqual(await adjust(store, workspaceId, -4), { kind: 'overdrawn', credits })
    assert.deepEqual(await adjust(store, workspaceId, Number.MAX_SAFE_INTEGER), {
      kind: 'too-many',
      credits,
    })
    assert.deepEqual(await store.getCredits(workspaceId), credits)
    assert.deepEqual(await typesRaised(store), [])
  })

  test('every balance up to the greatest is kept exactly', async ({ store }) => {
    const workspaceId = newId()
    for (const balance of [1, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      await set(store, workspaceId, balance, balance)
      const credits = await store.getCredits(workspaceId)
      assert.deepEqual([credits?.balance, credits?.threshold], [balance, balance])
    }
  })

  test('many changes at once are made one after the other', async ({ store }) => {
    const workspaceId = newId()
    await set(store, workspaceId, 40, 20)
    const results = await Promise.all(
      Array.from({ length: 50 }, () => adjust(store, workspaceId, -1)),
    )
    assert.equal(results.filter(({ kind }) => kind === 'overdrawn').length, 10)
    assert.equal((await store.getCredits(workspaceId))?.balance, 0)
    assert.deepEqual(await typesRaised(store), ['credits.low', 'credits.exhausted'])
  })

  test('one of many first balances is the first', async ({ store }) => {
    const workspaceId = newId()
    await Promise.all([30, 10].map((balance) => set(store, workspaceId, balance, 20)))
    const credits = await store.getCredits(workspaceId)
    assert.deepEqual(await typesRaised(store), credits?.balance === 10 ? ['credits.low'] : [])
  })

  test('a change is on record where it should be', async ({ store }) => {
    const workspaceId = newId()
    const entries = [sampleAudit({ workspaceId }), sampleAudit({ workspaceId })]
    for (const audit of entries) {
      const change = { kind: 'set', balance: 5, threshold: null } as const
      await store.changeCredits(workspaceId, change, { ...recordOf(), audit })
    }
    await adjust(store, workspaceId, -1)
    const page = { before: null, limit: 10 }
    assert.deepEqual(await store.listAudit(workspaceId, page), entries.toReversed())
  })

  test('balance and events outlive a restart', async ({ store, restart }) => {
    const workspaceId = newId()
    await set(store, workspaceId, 5, 5)
    await set(store, workspaceId, 4)
    const credits = await store.getCredits(workspaceId)
    const successor = await restart()
    assert.deepEqual(await successor.getCredits(workspaceId), credits)
    assert.deepEqual(await typesRaised(successor), ['credits.low'])
  })
}

function recordOf(): CreditRecord {
  const eventIds = { 'credits.low': newId(), 'credits.exhausted': newId() }
  return { atMs: startMs, audit: null, eventIds }
}

function set(store: Store, workspaceId: Id, balance: number, threshold?: number | null) {
  return change(store, workspaceId, { kind: 'set', balance, threshold })
}

function adjust(store: Store, workspaceId: Id, by: number) {
  return change(store, workspaceId, { kind: 'adjust', change: by })
}

function change(store: Store, workspaceId: Id, wanted: CreditChange) {
  return store.changeCredits(workspaceId, wanted, recordOf())
}

async function typesRaised(store: Store): Promise<string[]> {
  return (await store.readInbox(0, 100)).map(({ event }) => event.type)
}
