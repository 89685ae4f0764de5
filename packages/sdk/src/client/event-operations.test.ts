import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { listen } from '../../test/listen.ts'
import { type ConnectionOptions, createPosthornClient, type PosthornClient } from '../client.ts'

interface Status {
  readonly status: number
  readonly retryAfter?: string
}

type Answer = Status | 'hang up' | 'stall'

const event = { type: 'user.created', data: { n: 1 } }

/** A client of a server that gives these answers in turn, and what was sent to it. */
async function clientOf(
  context: TestContext,
  answers: Answer[],
  options: Partial<ConnectionOptions> = {},
): Promise<{ client: PosthornClient; bodies: string[] }> {
  const bodies: string[] = []
  const url = await listen(context, (request, response) => {
    void text(request).then((body) => {
      bodies.push(body)
      const answer = answers.shift() ?? 'hang up'
      if (answer === 'hang up') request.socket.destroy()
      else if (answer !== 'stall') reply(response, answer)
    })
  })
  return { client: createPosthornClient({ url, key: 'key', ...options }), bodies }
}

function reply(response: ServerResponse, { status, retryAfter }: Status): void {
  const error = { code: 'unavailable', message: 'Try again.' }
  response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
  response.end(JSON.stringify(status === 202 ? { id: 'evt_1' } : { error }))
}

test('a publish that is turned away or cut off is sent again, under one id', async (context) => {
  const answers: Answer[] = [{ status: 503, retryAfter: '0' }, 'hang up', { status: 202 }]
  const { client, bodies } = await clientOf(context, answers)
  assert.equal((await client.events.publish(event)).id, 'evt_1')
  const [first = '', ...repeats] = bodies
  assert.deepEqual(repeats, [first, first])
  assert.match(JSON.parse(first).id, /^[0-9a-f-]{36}$/)
})

test('an id of the caller’s own is kept, and every event of a batch has one', async (context) => {
  const answers: Answer[] = [{ status: 202 }, { status: 429 }, { status: 202 }]
  const { client, bodies } = await clientOf(context, answers)
  await client.events.publish({ ...event, id: 'order-7' })
  await client.events.publishBatch([event, { ...event, id: 'order-8' }], { workspace: 'ws_1' })
  const [single = '', batch = '', repeat] = bodies
  assert.equal(JSON.parse(single).id, 'order-7')
  assert.equal(repeat, batch)
  const { events, workspace } = JSON.parse(batch)
  assert.equal(workspace, 'ws_1')
  assert.match(events[0].id, /^[0-9a-f-]{36}$/)
  assert.equal(events[1].id, 'order-8')
})

test('retries end, and the last error is told', async (context) => {
  const answers: Answer[] = [{ status: 503 }, { status: 503 }, { status: 202 }]
  const { client, bodies } = await clientOf(context, answers, { retries: 1 })
  await assert.rejects(client.events.publish(event), { code: 'unavailable', status: 503 })
  assert.equal(bodies.length, 2)
})

test('other calls are not tried again', async (context) => {
  const { client, bodies } = await clientOf(context, [{ status: 503 }, 'hang up'])
  await assert.rejects(client.events.replay('evt_1'), { code: 'unavailable' })
  await assert.rejects(client.deliveries.retry('del_1'), {
    code: 'network_error',
    status: undefined,
  })
  assert.equal(bodies.length, 2)
})

test('a Retry-After beyond the deadline is not waited for', async (context) => {
  const answers: Answer[] = [{ status: 503, retryAfter: '60' }]
  const { client, bodies } = await clientOf(context, answers, { timeoutMs: 30_000 })
  await assert.rejects(client.events.publish(event), { code: 'unavailable', retryAfterS: 60 })
  assert.equal(bodies.length, 1)
})

test('a server that says nothing is given up on', async (context) => {
  const { client } = await clientOf(context, ['stall'], { timeoutMs: 50 })
  await assert.rejects(client.events.publish(event), { name: 'PosthornError', code: 'timeout' })
})

test('a redirect is an error: following it would turn a publish into a list', async (context) => {
  const { client } = await clientOf(context, [{ status: 301 }])
  await assert.rejects(client.events.publish(event), { status: 301 })
})
