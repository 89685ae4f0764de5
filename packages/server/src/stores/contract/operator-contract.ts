import assert from 'node:assert/strict'
import type { Operator } from '../../domain/operator.ts'
import type { StoreTest } from './open-store.ts'
import { newId, sampleAudit, sampleKey, sampleOperator, startMs } from './samples.ts'

const guard = { ifUpdatedAtMs: startMs, hasOperatorKey: true }
const guardWithoutKey = { ...guard, hasOperatorKey: false }

function removed(operator: Operator): Operator {
  return { ...operator, passwordHash: '', updatedAtMs: startMs + 1, deletedAtMs: startMs + 1 }
}

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
    assert.equal(await store.updateOperator(renamed, guard, sampleAudit()), 'updated')
    assert.deepEqual((await store.catalogChanges(1)).operators, [renamed])
    assert.deepEqual((await store.catalogChanges(2)).operators, [])
  })

  test('a change that is based on an older one writes nothing', async ({ store }) => {
    const operator = sampleOperator()
    await store.insertOperator(operator, sampleAudit())
    const late = { ...operator, passwordHash: 'late', updatedAtMs: startMs + 2 }
    const before = { ...guard, ifUpdatedAtMs: startMs - 1 }
    assert.equal(await store.updateOperator(late, before, sampleAudit()), 'changed')
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
    assert.equal(await store.updateOperator(renamed, guard, sampleAudit()), 'name-taken')
    const spelled = { ...ada, name: 'ada', updatedAtMs: startMs + 1 }
    assert.equal(await store.updateOperator(spelled, guard, sampleAudit()), 'updated')
    const { version, operators } = await store.catalogChanges(0)
    assert.deepEqual([version, operators], [3, [grace, spelled]])
  })

  test('a name is free again when its operator is deleted', async ({ store }) => {
    const ada = sampleOperator({ name: 'Ada' })
    await store.insertOperator(ada, sampleAudit())
    const gone = removed(ada)
    assert.equal(await store.updateOperator(gone, guard, sampleAudit()), 'updated')
    const next = sampleOperator({ name: 'ada' })
    assert.equal(await store.insertOperator(next, sampleAudit()), 'inserted')
    assert.deepEqual((await store.catalogChanges(0)).operators, [gone, next])
  })

  test('of two operators who remove each other at once, one stays', async ({ store }) => {
    const both = [sampleOperator(), sampleOperator()]
    for (const operator of both) await store.insertOperator(operator, sampleAudit())
    const results = await Promise.all(
      both.map((one) => store.updateOperator(removed(one), guardWithoutKey, sampleAudit())),
    )
    assert.deepEqual(results.toSorted(), ['last-way-in', 'updated'])
    const { operators } = await store.catalogChanges(0)
    assert.equal(operators.filter(({ deletedAtMs }) => deletedAtMs === null).length, 1)
    assert.equal((await store.listAudit(null, { before: null, limit: 10 })).length, 3)
  })

  test('the last operator goes only while a key of the server may do everything', async ({
    store,
  }) => {
    const ada = sampleOperator()
    await store.insertOperator(ada, sampleAudit())
    const scopes = ['admin'] as const
    for (const key of [
      sampleKey({ scopes: ['read', 'manage'] }),
      sampleKey({ scopes, workspaceId: newId() }),
      sampleKey({ scopes, expiresAtMs: startMs + 1 }),
      sampleKey({ scopes, revokedAtMs: startMs }),
    ]) {
      await store.insertKey(key, sampleAudit(), [])
    }
    const remove = () => store.updateOperator(removed(ada), guardWithoutKey, sampleAudit())
    assert.equal(await remove(), 'last-way-in')
    await store.insertKey(sampleKey({ scopes }), sampleAudit(), [])
    assert.equal(await remove(), 'updated')
  })
}
