import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DyingMethods } from './testing/dying-thread.ts'
import { WorkerClient } from './worker-client.ts'

const dyingThread = new URL('./testing/dying-thread.ts', import.meta.url)

test('what was under way when the thread died is of unknown outcome, and nothing follows', async () => {
  const client = new WorkerClient<DyingMethods>(dyingThread, null)
  await client.opened
  assert.equal(await client.call('echo', ['first']), 'first')
  const underWay = [client.call('die', []), client.call('echo', ['second'])]
  for (const result of await Promise.allSettled(underWay)) {
    assert.equal(result.status, 'rejected')
    assert.equal(result.reason.outcome, 'unknown')
  }
  await assert.rejects(client.call('echo', ['third']), { name: 'StoreError', outcome: 'refused' })
  await client.close()
})

test('a call that cannot be posted is refused, and the next one goes through', async () => {
  const client = new WorkerClient<DyingMethods>(dyingThread, null)
  const unclonable = () => 'a function'
  await assert.rejects(client.call('echo', [unclonable]), {
    name: 'StoreError',
    outcome: 'refused',
  })
  assert.equal(await client.call('echo', [1]), 1)
  await client.close()
})

test('calls made before the end are answered', async () => {
  const client = new WorkerClient<DyingMethods>(dyingThread, null)
  const answers = [1, 2, 3].map((value) => client.call('echo', [value]))
  const closing = client.close()
  assert.deepEqual(await Promise.all(answers), [1, 2, 3])
  await closing
  await assert.rejects(client.call('echo', [4]), { outcome: 'refused' })
})
