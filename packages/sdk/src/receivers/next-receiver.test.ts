import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, secret, signedDelivery, type UserEvents } from '../../test/signed-delivery.ts'
import { nextReceiver } from './next-receiver.ts'

const url = 'https://receiver.test/webhooks'

test('a route handler takes what is signed and refuses what is not', async () => {
  const ids: string[] = []
  const POST = nextReceiver<UserEvents>({
    secret,
    handle: (received) => {
      ids.push(received.data.id)
    },
  })
  const delivery = await signedDelivery()
  assert.equal((await POST(new Request(url, delivery))).status, 200)
  assert.equal((await POST(new Request(url, { ...delivery, body: '{}' }))).status, 401)
  assert.deepEqual(ids, [event.data.id])
})

test('work that was put off is handed to after', async () => {
  const tasks: Promise<unknown>[] = []
  // The signature of `after` in `next/server`.
  const after = <Result>(task: Promise<Result> | (() => Result | Promise<Result>)): void => {
    tasks.push(typeof task === 'function' ? Promise.resolve(task()) : task)
  }
  let calls = 0
  const POST = nextReceiver({ secret, answerFirst: true, waitUntil: after, handle: () => calls++ })
  assert.equal((await POST(new Request(url, await signedDelivery()))).status, 200)
  assert.equal(tasks.length, 1)
  await Promise.all(tasks)
  assert.equal(calls, 1)
})
