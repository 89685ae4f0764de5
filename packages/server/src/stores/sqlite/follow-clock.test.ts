import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import { commit, journalOne, retried, sampleWebhook, startMs } from '../contract/samples.ts'
import type { Store } from '../store.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const hourMs = 60 * 60 * 1000
const threeDaysMs = 72 * hourMs

async function scheduleIn(store: Store, delayMs: number): Promise<void> {
  const delivery = await journalOne(store, sampleWebhook())
  await commit(store, [], [retried(delivery, startMs + delayMs)])
}

async function nextDueAtMs(store: Store): Promise<number | null> {
  return (await store.claimDue(0, 1)).nextDueAtMs
}

test('a clock that is put back takes with it what waits, and nothing that is due', async (t) => {
  const store = await openSqliteStore({ directory: temporaryDirectory(t), nowMs: () => startMs })
  t.after(() => store.close())
  await scheduleIn(store, hourMs)
  await store.heartbeat(startMs + 2000)
  const nowMs = startMs + 2000 - threeDaysMs
  await scheduleIn(store, -threeDaysMs)
  await store.heartbeat(nowMs)
  const { deliveries, nextDueAtMs: rest } = await store.claimDue(nowMs, 10)
  assert.equal(deliveries.length, 1)
  assert.equal(rest, startMs + hourMs - threeDaysMs)
  await store.heartbeat(nowMs + 2000)
  assert.equal(await nextDueAtMs(store), rest)
})

test('a clock that is put right by less than a second, or forward, changes nothing', async (t) => {
  const store = await openSqliteStore({ directory: temporaryDirectory(t), nowMs: () => startMs })
  t.after(() => store.close())
  await scheduleIn(store, hourMs)
  await store.heartbeat(startMs - 999)
  await store.heartbeat(startMs + threeDaysMs)
  assert.equal(await nextDueAtMs(store), startMs + hourMs)
})

test('a clock that is put back between two runs is followed as well, with the records of profiles', async (t) => {
  const directory = temporaryDirectory(t)
  const first = await openSqliteStore({ directory, nowMs: () => startMs })
  await scheduleIn(first, hourMs)
  const key = { profile: 'p', workspaceId: sampleWebhook().workspaceId, kind: 'k', id: '1' }
  const record = { ...key, parentId: null, data: '{}', dueAtMs: startMs + hourMs }
  await first.changeRecords([{ kind: 'insert', record }], [])
  await first.close()
  const nowMs = startMs - threeDaysMs
  const second = await openSqliteStore({ directory, nowMs: () => nowMs })
  t.after(() => second.close())
  assert.equal(await nextDueAtMs(second), nowMs + hourMs)
  const claim = { nowMs: nowMs + hourMs, untilMs: nowMs + 2 * hourMs, limit: 10 }
  assert.equal((await second.claimRecords('p', claim)).records.length, 1)
})
