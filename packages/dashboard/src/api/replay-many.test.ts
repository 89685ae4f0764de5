import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PosthornError, type ListedDelivery } from '@posthorn/sdk/client'
import { replayMany } from './replay-many.ts'

const deliveries = Array.from({ length: 20 }, (_, n): ListedDelivery => ({
  id: `del_${String(n).padStart(2, '0')}`,
  event_id: 'evt_1',
  event_type: 'user.created',
  webhook_id: 'hook_1',
  status: n % 2 === 0 ? 'pending' : 'failed',
  status_code: null,
  attempts: 1,
  created_at: '2026-01-15T12:00:00Z',
  next_attempt_at: null,
}))

test('many deliveries are sent again, oldest first, and what is refused is told apart', async () => {
  const asked: string[] = []
  const seen: number[] = []
  const { replayed, refused, left } = await replayMany(deliveries.toReversed(), {
    retry: async ({ id, status }) => {
      asked.push(id)
      if (id === 'del_03')
        throw new PosthornError('conflict', 'Its webhook is paused.', { status: 409 })
      return { id: status === 'pending' ? id : `${id}_again` }
    },
    onProgress: (done) => seen.push(done),
    signal: new AbortController().signal,
  })
  assert.deepEqual(
    asked,
    deliveries.map(({ id }) => id),
  )
  assert.deepEqual(
    refused.map(({ delivery, reason }) => [delivery.id, reason]),
    [['del_03', 'Its webhook is paused.']],
  )
  assert.equal(replayed.filter(({ kind }) => kind === 'due').length, 10)
  assert.equal(replayed.filter(({ kind }) => kind === 'again').length, 9)
  assert.deepEqual(left, [])
  assert.equal(seen.at(-1), 20)
})

test('it ends when somebody stops it, and when there is no server any more', async () => {
  const controller = new AbortController()
  const stopped = await replayMany(deliveries, {
    retry: async ({ id }) => {
      if (id === 'del_05') controller.abort()
      return { id }
    },
    onProgress: () => undefined,
    signal: controller.signal,
  })
  assert.ok(stopped.left.length > 8)
  assert.equal(stopped.left.length + stopped.replayed.length, 20)
  const alone = await replayMany(deliveries, {
    retry: () => Promise.reject(new PosthornError('network_error', 'No answer.')),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  })
  assert.equal(alone.refused[0]?.reason, 'The server cannot be reached.')
  assert.ok(alone.refused.length <= 4)
  assert.equal(alone.left.length + alone.refused.length, 20)
})
