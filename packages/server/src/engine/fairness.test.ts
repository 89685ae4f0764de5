import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  numberedEvents,
  requestOf,
  startTestEngine,
  type TestEngine,
} from '../../test/support/test-engine.ts'
import { holdOnTheWire, type Wire } from '../../test/support/test-sender.ts'
import type { Id } from '../domain/ids.ts'
import { answered, sampleAudit, sampleWorkspace, startMs } from '../stores/contract/samples.ts'

const hangingUrl = 'https://hangs.example/hook'
const onceAnHour = { retry: { delaysMs: [3_600_000], jitter: 0 } }

/** What is sent to {@link hangingUrl} hangs until the test ends it; everything else is answered. */
function hangSome({ sender }: TestEngine): Wire {
  const wire = holdOnTheWire()
  sender.answer = ({ url, ...request }) =>
    url.startsWith(hangingUrl) ? wire.answer({ url, ...request }) : answered(200)
  return wire
}

async function addHanging(running: TestEngine, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await running.addWebhook({ url: `${hangingUrl}/${index}`, eventTypes: ['hang'] })
  }
}

async function addWorkspace({ store, engine }: TestEngine): Promise<Id> {
  const workspace = sampleWorkspace({ openCatalogue: true })
  await store.insertWorkspace(workspace, sampleAudit())
  await engine.refreshCatalog()
  return workspace.id
}

/** Long enough for whatever may begin to have begun. */
async function turnsOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await realPause(1)
}

/** Attempts that hang are seen to take long. */
async function passASecond(clock: ManualClock): Promise<void> {
  for (let step = 0; step < 6; step += 1) await clock.advance(250)
}

test('webhooks that never answer leave a quarter of the attempts to those that do', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlight: 16, maxWorkspacePercent: 100 },
    profile: onceAnHour,
  })
  await addHanging(running, 20)
  await running.addWebhook({ eventTypes: ['a'] })
  const wire = hangSome(running)
  await running.publish(numberedEvents(1), 'a')
  await eventually('an answer', () => running.counts.ended === 1)

  await running.publish(numberedEvents(10), 'hang')
  await turnsOfTheLoop()
  assert.equal(wire.open.length, 12)
  await running.publish(numberedEvents(50), 'a')

  await eventually('those for the one that answers', () => running.counts.ended === 51)
  assert.equal(wire.open.length, 12)
})

test('once they are known to hang, they leave half of the attempts to those nothing is known of', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    limits: { maxInFlight: 16, maxWorkspacePercent: 100 },
    profile: onceAnHour,
  })
  await addHanging(running, 20)
  const wire = hangSome(running)
  await running.publish(numberedEvents(10), 'hang')
  await turnsOfTheLoop()
  await passASecond(clock)
  // Each of the twenty has its turn before one of them has its second.
  wire.end({ kind: 'timeout' })
  await turnsOfTheLoop()
  assert.equal(new Set(running.sender.requests.slice(0, 20).map(({ url }) => url)).size, 20)
  await passASecond(clock)
  wire.end({ kind: 'timeout' })
  await turnsOfTheLoop()
  assert.equal(wire.open.length, 8)

  await running.addWebhook({ eventTypes: ['new'] })
  await running.publish(numberedEvents(1), 'new')
  await eventually('its first event', () => running.sender.requests.at(-1)?.url.includes('/hooks'))
})

test('an answer that takes long is as slow as none, and a prompt one makes up for it', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    limits: { maxInFlight: 4, maxWorkspacePercent: 100 },
  })
  await addHanging(running, 1)
  const wire = hangSome(running)
  await running.publish(numberedEvents(20), 'hang')
  await turnsOfTheLoop()
  assert.equal(wire.open.length, 3)

  await passASecond(clock)
  wire.end(answered(200))
  await turnsOfTheLoop()
  assert.equal(wire.open.length, 2)

  wire.end(answered(200))
  await turnsOfTheLoop()
  assert.equal(wire.open.length, 4)
  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await asTimePasses({ clock, stepMs: 5 }, 'all', () => running.counts.ended === 20)
})

test('a workspace has no more on the wire than its part, and others go on', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlight: 20, maxWorkspacePercent: 50 },
  })
  const workspaceId = await addWorkspace(running)
  await addHanging(running, 20)
  await running.addWebhook({ workspaceId })
  const wire = hangSome(running)
  await running.publish(numberedEvents(10), 'hang')
  await turnsOfTheLoop()
  assert.equal(wire.open.length, 10)

  await running.engine.publish(
    numberedEvents(50).map((data) => requestOf(workspaceId, 'user.created', data)),
  )
  await eventually('all of the other workspace', () => running.counts.ended === 50)

  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await eventually('what had waited', () => running.counts.ended === 250)
})

test('workspaces take turns, however many webhooks they have', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlight: 1 },
  })
  const small = await addWorkspace(running)
  for (let index = 0; index < 5; index += 1) {
    await running.addWebhook({ url: `https://large.example/${index}` })
  }
  await running.addWebhook({ workspaceId: small, url: 'https://small.example' })
  const publish = async (count: number): Promise<void> => {
    const requests = numberedEvents(count).flatMap((data) => [
      requestOf(running.workspaceId, 'a', data),
      requestOf(small, 'a', data),
    ])
    await running.engine.publish(requests)
  }
  await publish(1)
  await eventually('first answers of all', () => running.counts.ended === 6)

  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await publish(10)
  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await eventually('all of both', () => running.counts.ended === 66)

  // The first one went out before everybody had something to send.
  const turns = running.sender.requests.slice(7, 23).map(({ url }) => new URL(url).host)
  assert.equal(turns.filter((host) => host === 'small.example').length, 8)
  const large = running.sender.requests.slice(7, 17).filter(({ url }) => url.includes('large'))
  assert.equal(new Set(large.map(({ url }) => url)).size, 5)
})

test('deliveries for webhooks that hang leave half of the memory to the others', async (t) => {
  const clock = new ManualClock(startMs)
  const parked = new Set<string>()
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    limits: { maxHeld: 100, maxHeldPerLane: 40, maxInFlightPerLane: 1, maxWorkspacePercent: 100 },
    profile: onceAnHour,
    wrapStore: (store) => ({
      commit(batch) {
        for (const { targets, event } of batch.publishes) {
          if (targets.some(({ state }) => state === 'parked')) parked.add(event.type)
        }
        return store.commit(batch)
      },
    }),
  })
  await addHanging(running, 5)
  await running.addWebhook({ eventTypes: ['a'] })
  const wire = hangSome(running)
  await running.publish(numberedEvents(1), 'a')
  await asTimePasses({ clock, stepMs: 5 }, 'an answer', () => running.counts.ended === 1)
  await running.publish(numberedEvents(40), 'hang')
  assert.equal(running.engine.gauges.held, 75)
  assert.ok(parked.has('hang'))

  // Memory is theirs no longer than it takes to see that they hang.
  await passASecond(clock)
  // Half of it, and one or two that stay with the lane that was seen last.
  assert.ok(running.engine.gauges.held <= 52)
  await running.publish(numberedEvents(40), 'a')
  await asTimePasses({ clock, stepMs: 5 }, 'the other ones', () => running.counts.ended === 41)
  assert.ok(!parked.has('a'))

  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await asTimePasses({ clock, stepMs: 5 }, 'what hung', () => running.counts.ended === 241)
})

test('what was sent is found until its end is durable', async (t) => {
  const gate = Promise.withResolvers<void>()
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      async commit(batch) {
        if (batch.settlements.length > 0) await gate.promise
        return store.commit(batch)
      },
    }),
  })
  const { id, laneId } = await running.addWebhook()
  await running.publish(numberedEvents(1))
  await eventually('the attempt', () => running.sender.requests.length === 1)
  await turnsOfTheLoop()

  assert.equal(running.engine.gauges.inFlight, 0)
  assert.deepEqual(
    running.engine.heldInLane(laneId).map(({ webhookId }) => webhookId),
    [id],
  )
  gate.resolve()
  await eventually('its end', () => running.counts.ended === 1)
  assert.deepEqual(running.engine.heldInLane(laneId), [])
})

test('lanes that nothing is sent to any more are forgotten', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({ directory: temporaryDirectory(t), clock })
  for (let index = 0; index < 100; index += 1) await running.addWebhook()
  await running.publish(numberedEvents(2))
  await asTimePasses({ clock, stepMs: 5 }, 'all', () => running.counts.ended === 200)
  assert.equal(running.engine.gauges.lanes, 100)

  const { gauges } = running.engine
  await asTimePasses({ clock, stepMs: 2000 }, 'forgotten lanes', () => gauges.lanes === 0)
  await running.publish(numberedEvents(1))
  await asTimePasses({ clock, stepMs: 5 }, 'all again', () => running.counts.ended === 300)
})
