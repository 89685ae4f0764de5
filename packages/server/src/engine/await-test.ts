import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import { deliveryIdOf, type Id } from '../domain/ids.ts'
import type { Finish } from '../domain/settlement.ts'
import type { DeliveryDetail, DeliveryStore } from '../stores/delivery-store.ts'

export interface AwaitedTest {
  readonly workspaceId: Id
  readonly eventId: Id
  readonly laneId: Id
  /** An attempt takes so long at most. */
  readonly timeoutMs: number
}

const lookEveryMs = 50
/** For a worker to come to it. */
const patienceMs = 10_000

/** How a test ended that another node sends. Throws `unavailable` when none has sent it in time. */
export async function awaitTest(
  store: Pick<DeliveryStore, 'getDelivery'>,
  clock: Clock,
  test: AwaitedTest,
): Promise<Finish> {
  const id = deliveryIdOf(test.eventId, 1)
  const giveUpAtMs = clock.monotonicMs() + test.timeoutMs + patienceMs
  while (clock.monotonicMs() < giveUpAtMs) {
    const found = await store.getDelivery(test.workspaceId, id)
    const finish = found === null ? null : finishOf(found, test.laneId)
    if (finish !== null) return finish
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, lookEveryMs)
    })
  }
  throw new RequestError('unavailable', 'No server that sends has taken the test: try again.')
}

function finishOf(found: DeliveryDetail, laneId: Id): Finish | null {
  const { id, event, webhookId, attempts, body, retryOf, status, finishedAtMs } = found
  if (status === 'pending' || finishedAtMs === null) return null
  const delivery = { id, event, webhookId, laneId, attempts: 0, body, retryOf }
  const { reason, lastAttempt } = found
  const attempt = status === 'canceled' ? null : lastAttempt
  return { kind: 'finish', delivery, status, attempts, attempt, reason, finishedAtMs }
}
