import assert from 'node:assert/strict'
import type { StoreTest } from './open-store.ts'
import { sampleAudit, sampleOperator, startMs } from './samples.ts'

/** People who sign in with a name and a password. */
export function testOperators(test: StoreTest): void {
  test('an operator comes back as it was written, and is on record', async ({ store }) => {
    const operator = sampleOperator({ name: 'Zoë', passwordChangedAtMs: startMs + 1 })
    const audit = sampleAudit({ actor: { kind: 'operator', id: operator.id } })
    assert.equal(await store.insertOperator(operator, audit), 'inserted')
    const { version, operators } = await store.catalogChanges(0)
    assert.deepEqual([version, operators], [1, [operator]])
    assert.deepEqual(await store.listAudit(null, { before: null, limit: 10 }), [audit])
  })

  test('a change of an operator is told to every node, once', async ({ store }) => {
    const operator = sampleOperator()
    await store.insertOperator(operator, sampleAudit())
    const renamed = { ...operator, name: 'Grace', passwordHash: 'new', updatedAtMs: startMs + 1 }
    assert.equal(await store.updateOperator(renamed, startMs, sampleAudit()), 'updated')
    assert.deepEqual((await store.catalogChanges(1)).operators, [renamed])
    assert.deepEqual((await store.catalogChanges(2)).operators, [])
  })

  test('a change that is based on an older one writes nothing', async ({ store }) => {
    const operator = sampleOperator()
    await store.insertOperator(operator, sampleAudit())
    const late = { ...operator, passwordHash: 'late', updatedAtMs: startMs + 2 }
    assert.equal(await store.updateOperator(late, startMs - 1, sampleAudit()), 'changed')
    assert.deepEqual((await store.catalogChanges(0)).operators, [operator])
    assert.equal((await store.listAudit(null, { before: null, limit: 10 })).length, 1)
  })

  test('two operators have no name in common, in whatever capitals', async ({ store }) => {
    const ada = sampleOperator({ name: 'Ada' })
    const grace = sampleOperator({ name: 'Grace' })
    await store.insertOperator(ada, sampleAudit())
    await store.insertOperator(grace, sampleAudit())
    const twin = sampleOperator({ name: 'ADA' })
    assert.equal(await store.insertOperator(twin, sampleAudit()), 'name-taken')
    const renamed = { ...grace, name: 'aDa', updatedAtMs: startMs + 1 }
    assert.equal(await store.updateOperator(renamed, startMs, sampleAudit()), 'name-taken')
    const spelled = { ...ada, name: 'ada', updatedAtMs: startMs + 1 }
    assert.equal(await store.updateOperator(spelled, startMs, sampleAudit()), 'updated')
    const { version, operators } = await store.catalogChanges(0)
    assert.deepEqual([version, operators], [3, [grace, spelled]])
  })

  test('a name is free again when its operator is deleted', async ({ store }) => {
    const ada = sampleOperator({ name: 'Ada' })
    await store.insertOperator(ada, sampleAudit())
    const gone = { ...ada, passwordHash: '', updatedAtMs: startMs + 1, deletedAtMs: startMs + 1 }
    assert.equal(await store.updateOperator(gone, startMs, sampleAudit()), 'updated')
    const next = sampleOperator({ name: 'ada' })
    assert.equal(await store.insertOperator(next, sampleAudit()), 'inserted')
    assert.deepEqual((await store.catalogChanges(0)).operators, [gone, next])
  })
}
