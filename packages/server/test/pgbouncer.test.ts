import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { startNodeGroup } from './support/node-group.ts'
import { startPgBouncer } from './support/pgbouncer.ts'
import { startReceiver, type ReceivedRequest, type Receiver } from './support/receiver.ts'
import { testAdminKey } from './support/server-process.ts'

const numberIn = ({ body }: ReceivedRequest): number =>
  Number(/"n":(\d+)/.exec(body.toString())?.[1])

const numbersAt = ({ requests }: Receiver): number[] => requests.map(numberIn)

test('two nodes behind PgBouncer in transaction mode deliver all, again what fails, and in order where asked', async () => {
  await using group = await startNodeGroup()
  await using pooler = await startPgBouncer(group.server)
  await using receiver = await startReceiver()
  await using inOrder = await startReceiver()
  const database = new URL(group.database.url).pathname.slice(1)
  const environment = {
    DATABASE_URL: pooler.urlOf(database),
    POSTHORN_DATABASE_POOLING: 'transaction',
  }
  const [one, other] = await Promise.all([group.start(environment), group.start(environment)])
  const calls = [createApiCall(one.url, testAdminKey), createApiCall(other.url, testAdminKey)]
  const call = createApiCall(one.url, testAdminKey)
  const created = await call('POST', '/v1/workspaces', { name: 'Test', open_catalogue: true })
  const workspace = textOf(created.body.id)
  const getWorkspace = async () =>
    await createApiCall(other.url, testAdminKey)('GET', `/v1/workspaces/${workspace}`)
  await eventually(
    'the other node to know of it',
    async () => (await getWorkspace()).status === 200,
  )
  for (const webhook of [
    { url: receiver.url, events: ['*'], retry_delays_s: [1] },
    { url: inOrder.url, events: ['*'], ordering: 'strict' },
  ]) {
    const answer = await call('POST', '/v1/webhooks', { workspace, ...webhook })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
  }
  // The first attempt of some fails, so retries are scheduled, claimed and settled, too.
  receiver.answer = (request) => {
    const isFirst = numbersAt(receiver).filter((n) => n === numberIn(request)).length === 1
    return { status: isFirst && numberIn(request) % 10 === 0 ? 503 : 200 }
  }
  const numbers = Array.from({ length: 60 }, (_, n) => n)
  for (const n of numbers) {
    const event = { workspace, type: 'user.created', data: { n } }
    assert.equal((await calls[n % 2]?.('POST', '/v1/events', event))?.status, 202)
  }
  await eventually('all of them', async () => {
    return (await group.server.query('SELECT FROM posthorn.queue', database)).length === 0
  })
  assert.deepEqual(numbersAt(inOrder), numbers)
  const twice = numbers.filter((n) => n % 10 === 0)
  assert.deepEqual(
    numbersAt(receiver).toSorted((a, b) => a - b),
    [...numbers, ...twice].toSorted((a, b) => a - b),
  )
})
