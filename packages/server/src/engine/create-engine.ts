import { RequestError } from '../domain/errors.ts'
import { deliveryIdOf } from '../domain/ids.ts'
import type { Finish } from '../domain/settlement.ts'
import { awaitTest } from './await-test.ts'
import { gaugesOf } from './engine-gauges.ts'
import type { EngineOptions } from './engine-options.ts'
import { connectParts } from './engine-parts.ts'
import { createLifecycle } from './engine-lifecycle.ts'
import type { Engine, TestRequest } from './engine.ts'
import type { EngineGauges } from './metrics.ts'

export function createEngine(options: EngineOptions): Engine & { readonly gauges: EngineGauges } {
  const { store, isWorker, clock, profiles } = options
  const parts = connectParts(options)
  const { catalog, refreshCatalog, publisher, dispatcher, inbox, others, waker, tests } = parts

  async function sendTest(request: TestRequest): Promise<Finish> {
    const webhook = catalog.webhook(request.webhookId)
    if (webhook === undefined) throw new RequestError('not_found', 'There is no such webhook.')
    const eventId = await publisher.publishTest(request, webhook)
    if (isWorker) return tests.outcomeOf(deliveryIdOf(eventId, 1))
    const timeoutMs = profiles.get(webhook.profile)?.timeoutMs ?? 0
    return awaitTest(store, clock, { ...webhook, eventId, timeoutMs })
  }

  return {
    ...createLifecycle(options, parts),
    catalog,
    publish: (requests) => publisher.publish(requests),
    prepare: (request) => publisher.prepare(request),
    sendTest,
    refreshCatalog,
    wakeInbox: () => inbox.wake(),
    expectRaised: () => inbox.expect(),
    wakeLane(laneId) {
      dispatcher.recheck(laneId)
      dispatcher.noteParked(laneId)
      others.hintOwner(laneId)
    },
    wakeAt: (dueAtMs) => waker.wakeAt(dueAtMs),
    noteErasure: (erasure) => parts.erasedSubjects.note(erasure),
    get isBehind() {
      return dispatcher.isBehind
    },
    failingSinceMs: (webhookId) => parts.health.failingSinceMs(webhookId),
    heldInLane: (laneId) => dispatcher.heldIn(laneId),
    gauges: gaugesOf(parts),
  }
}
