import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApiCall, textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { realPause } from './support/manual-clock.ts'
import { startReceiver, type ReceivedRequest } from './support/receiver.ts'
import { startServerProcess, testAdminKey } from './support/server-process.ts'

const events = 600
/** Counted in arrivals: some kills fall into a lane that flows, some into one that waits for a retry. */
const killAfter = [60, 150, 301, 450]
/** One event in so many is refused by its receiver at first. */
const refuseEvery = 100

test('kill -9 leaves a strict webhook in order, retries included', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-order-'))
  await using receiver = await startReceiver()
  const arrivals: { readonly number: number; readonly status: number }[] = []
  receiver.answer = (request) => {
    const number = numberIn(request)
    const isFirst = !arrivals.some((arrival) => arrival.number === number)
    const status = isFirst && number % refuseEvery === 0 ? 500 : 200
    arrivals.push({ number, status })
    return { status }
  }
  let server = await startServerProcess(dataDir)
  try {
    const call = createApiCall(server.url, testAdminKey)
    const workspace = textOf((await call('POST', '/v1/workspaces', { name: 'order' })).body.id)
    const webhook = { workspace, url: receiver.url, events: ['user.created'], ordering: 'strict' }
    const created = await call('POST', '/v1/webhooks', { ...webhook, retry_delays_s: [1, 1] })
    assert.equal(created.status, 201)
    const acknowledged: number[] = []
    const publishing = publishAll(() => server.url, workspace, acknowledged)
    for (const count of killAfter) {
      await eventually(`${count} arrivals`, () => arrivals.length >= count)
      await server.kill()
      await realPause(20)
      server = await startServerProcess(dataDir)
    }
    await publishing
    await eventually('every acknowledged event', () => {
      const arrived = new Set(
        arrivals.filter(({ status }) => status === 200).map(({ number }) => number),
      )
      return acknowledged.every((number) => arrived.has(number))
    })
    assertInOrder(arrivals)
    assert.equal(await server.stop(), 0)
  } finally {
    await server.kill()
    await rm(dataDir, { recursive: true, force: true })
  }
})

/** One after the other, so that their order is known. One whose answer was lost is not repeated. */
async function publishAll(
  urlNow: () => string,
  workspace: string,
  acknowledged: number[],
): Promise<void> {
  for (let number = 0; acknowledged.length < events; number += 1) {
    try {
      const call = createApiCall(urlNow(), testAdminKey)
      const event = { workspace, type: 'user.created', data: { number } }
      const { status } = await call('POST', '/v1/events', event)
      if (status === 202) acknowledged.push(number)
    } catch {
      await realPause(20)
    }
  }
}

/** No event arrives before all earlier ones have been taken; a kill may have one taken again. */
function assertInOrder(arrivals: readonly { number: number; status: number }[]): void {
  const numbers = [...new Set(arrivals.map(({ number }) => number))].toSorted((a, b) => a - b)
  const taken = new Set<number>()
  let ended = 0
  for (const { number, status } of arrivals) {
    const place = numbers.indexOf(number)
    assert.ok(place <= ended, `${number} came before ${numbers[ended]} was taken`)
    if (status === 200) taken.add(number)
    while (taken.has(numbers[ended] ?? -1)) ended += 1
  }
}

function numberIn({ body }: ReceivedRequest): number {
  return Number(JSON.parse(body.toString('utf8')).data.number)
}
