import assert from 'node:assert/strict'
import type { Id } from '../../domain/ids.ts'
import type { ProfileRecord, RecordChange } from '../profile-store.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import { newId, onlyOne, raisedEvent, startMs } from './samples.ts'

type NewRecord = Omit<ProfileRecord, 'version'>

const everything = { before: null, limit: 100 }
const farMs = startMs + 1_000_000

/** What profiles keep of their own. */
export function testProfileRecords(test: StoreTest): void {
  test('a record comes back as it was written, under its own key alone', async ({ store }) => {
    const record = sampleRecord({ parentId: 'parent', dueAtMs: startMs, data: '{ "é": 1.0 }' })
    assert.equal(await store.getRecord(record), null)
    await insert(store, record)
    assert.deepEqual(await store.getRecord(record), { ...record, version: 1 })
    for (const other of [
      { profile: 'other' },
      { workspaceId: newId() },
      { kind: 'transfer' },
      { id: record.id.toUpperCase() },
    ]) {
      assert.equal(await store.getRecord({ ...record, ...other }), null)
    }
  })

  test('a change raises the version, and comes too late for any other', async ({ store }) => {
    const record = sampleRecord({ parentId: 'parent', dueAtMs: startMs })
    await insert(store, record)
    const change = { kind: 'update', key: record, data: '[2]', dueAtMs: null } as const
    assert.equal(await changeOne(store, { ...change, ifVersion: 1 }), 'written')
    const changed = { ...record, data: '[2]', dueAtMs: null, version: 2 }
    assert.deepEqual(await store.getRecord(record), changed)
    for (const late of [
      { ...change, data: '[3]', ifVersion: 1 },
      { kind: 'delete', key: record, ifVersion: 1 },
      { kind: 'keep', key: record, ifVersion: 3 },
      { kind: 'keep', key: { ...record, id: 'unknown' }, ifVersion: 1 },
      { kind: 'insert', record },
    ] as const) {
      assert.equal(await changeOne(store, late), 'changed', late.kind)
      assert.deepEqual(await store.getRecord(record), changed, late.kind)
    }
    assert.equal(await changeOne(store, { kind: 'keep', key: record, ifVersion: 2 }), 'written')
    assert.deepEqual(await store.getRecord(record), changed)
    assert.equal(await changeOne(store, { kind: 'delete', key: record, ifVersion: 2 }), 'written')
    assert.equal(await store.getRecord(record), null)
  })

  test('changes and what they raise are written all together or not at all', async ({ store }) => {
    const [one, other, third] = [sampleRecord(), sampleRecord(), sampleRecord()]
    await insert(store, one, other)
    const update = { kind: 'update', key: one, ifVersion: 1, data: '[2]', dueAtMs: null } as const
    const added = { kind: 'insert', record: third } as const
    const events = [raisedEvent(), raisedEvent()]
    for (const wrong of [
      { kind: 'delete', key: other, ifVersion: 9 },
      { kind: 'keep', key: other, ifVersion: 9 },
      { kind: 'insert', record: other },
    ] as const) {
      assert.equal(await store.changeRecords([update, added, wrong], events), 'changed')
    }
    assert.deepEqual(await store.getRecord(one), { ...one, version: 1 })
    assert.equal(await store.getRecord(third), null)
    assert.deepEqual(await store.readInbox(0, 10), [])

    const deletion = { kind: 'delete', key: other, ifVersion: 1 } as const
    assert.equal(await store.changeRecords([update, added, deletion], events), 'written')
    assert.equal((await store.getRecord(one))?.data, '[2]')
    assert.equal((await store.getRecord(third))?.version, 1)
    assert.equal(await store.getRecord(other), null)
    assert.deepEqual(
      (await store.readInbox(0, 10)).map(({ event }) => event),
      events,
    )
  })

  test('of many changes of one version, one is written', async ({ store }) => {
    const record = sampleRecord()
    await insert(store, record)
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.changeRecords(
          [{ kind: 'update', key: record, ifVersion: 1, data: `${n}`, dueAtMs: null }],
          [raisedEvent()],
        ),
      ),
    )
    assert.equal(results.filter((result) => result === 'written').length, 1)
    onlyOne(await store.readInbox(0, 10))
    const { data, version } = (await store.getRecord(record)) ?? {}
    assert.deepEqual({ data, version }, { data: `${results.indexOf('written')}`, version: 2 })
  })

  test('records are listed from the greatest id on, all of them or those of a parent', async ({
    store,
  }) => {
    const workspaceId = newId()
    const ofParent = (parentId: string | null, count: number) =>
      Array.from({ length: count }, () => sampleRecord({ workspaceId, parentId }))
    const one = ofParent('one', 3)
    const other = ofParent('other', 2)
    const own = ofParent(null, 1)
    const range = { profile: 'acme', workspaceId, kind: 'session', parentId: null }
    const foreign = [
      sampleRecord({ parentId: 'one' }),
      sampleRecord({ workspaceId, parentId: 'one', kind: 'transfer' }),
      sampleRecord({ workspaceId, parentId: 'one', profile: 'other' }),
    ]
    await insert(store, ...one, ...other, ...own, ...foreign)
    const list = async (parentId: string | null, page: object = {}) => {
      const records = await store.listRecords({ ...range, parentId }, { ...everything, ...page })
      return records.map(({ id }) => id)
    }
    const idsOf = (records: readonly NewRecord[]) => records.map(({ id }) => id).toReversed()
    const all = idsOf([...one, ...other, ...own])
    assert.deepEqual(await list(null), all)
    assert.deepEqual(await list('one'), idsOf(one))
    assert.deepEqual(await list('none'), [])
    assert.deepEqual(await list(null, { limit: 2 }), all.slice(0, 2))
    assert.deepEqual(await list(null, { before: all[1] ?? '' }), all.slice(2))
    assert.deepEqual(await list('one', { before: one[2]?.id, limit: 1 }), [one[1]?.id])

    const children = { kind: 'delete-children', range: { ...range, parentId: 'one' } } as const
    assert.equal(await changeOne(store, children), 'written')
    assert.deepEqual(await list(null), idsOf([...other, ...own]))
    for (const record of foreign) assert.ok(await store.getRecord(record))
  })

  test('what is due is claimed once, earliest first, until the claim runs out', async ({
    store,
  }) => {
    const dueAt = (dueAtMs: number | null) => sampleRecord({ dueAtMs })
    const late = dueAt(startMs + 5)
    const early = dueAt(startMs + 1)
    const later = dueAt(startMs + 50)
    await insert(store, late, early, later, dueAt(null), sampleRecord({ profile: 'other' }))
    const claim = (nowMs: number, limit = 10) =>
      store.claimRecords('acme', { nowMs, untilMs: farMs, limit })

    const none = await claim(startMs)
    assert.deepEqual(none, { records: [], nextDueAtMs: startMs + 1 })
    const first = await claim(startMs + 5, 1)
    const claimed = { dueAtMs: farMs, version: 2 }
    assert.deepEqual(first, { records: [{ ...early, ...claimed }], nextDueAtMs: startMs + 5 })
    assert.deepEqual(await store.getRecord(early), { ...early, ...claimed })
    const second = await claim(startMs + 5)
    assert.deepEqual(second, { records: [{ ...late, ...claimed }], nextDueAtMs: startMs + 50 })
    assert.deepEqual((await claim(startMs + 5)).records, [])
    const again = await claim(farMs)
    assert.deepEqual(
      new Set(again.records.map(({ id, version }) => `${id} ${version}`)),
      new Set([`${late.id} 3`, `${early.id} 3`, `${later.id} 2`]),
    )
    assert.deepEqual(
      await store.claimRecords('nobody', { nowMs: farMs, untilMs: farMs, limit: 1 }),
      {
        records: [],
        nextDueAtMs: null,
      },
    )
  })

  test('two claims at once never take the same record', async ({ store }) => {
    await insert(store, ...Array.from({ length: 10 }, () => sampleRecord({ dueAtMs: startMs })))
    const claims = await Promise.all(
      Array.from({ length: 4 }, () =>
        store.claimRecords('acme', { nowMs: startMs, untilMs: farMs, limit: 3 }),
      ),
    )
    const ids = claims.flatMap(({ records }) => records.map(({ id }) => id))
    assert.equal(ids.length, 10)
    assert.equal(new Set(ids).size, 10)
  })

  test('records and claims outlive a restart', async ({ store, restart }) => {
    const record = sampleRecord({ dueAtMs: startMs })
    await insert(store, record)
    await store.claimRecords('acme', { nowMs: startMs, untilMs: farMs, limit: 1 })
    const successor = await restart()
    assert.deepEqual(await successor.getRecord(record), { ...record, dueAtMs: farMs, version: 2 })
  })
}

const workspaceOfAll: Id = newId()

function sampleRecord(fields: Partial<NewRecord> = {}): NewRecord {
  return {
    profile: 'acme',
    workspaceId: workspaceOfAll,
    kind: 'session',
    id: newId(),
    parentId: null,
    data: '{}',
    dueAtMs: null,
    ...fields,
  }
}

async function insert(store: Store, ...records: readonly NewRecord[]): Promise<void> {
  const changes = records.map((record) => ({ kind: 'insert', record }) as const)
  assert.equal(await store.changeRecords(changes, []), 'written')
}

function changeOne(store: Store, change: RecordChange): Promise<'written' | 'changed'> {
  return store.changeRecords([change], [])
}
