import type { Sender } from '../../src/domain/sender.ts'
import type { Store } from '../../src/stores/store.ts'

/** Where a server can be killed by itself, at a moment that a kill from outside seldom meets. */
export const faultPoints = [
  'while-opening',
  'after-take-over',
  'before-commit',
  'during-commit',
  'after-commit',
  'before-send',
  'after-send',
  'before-claim',
  'after-claim',
] as const

export type FaultPoint = (typeof faultPoints)[number]

export interface Fault {
  readonly point: FaultPoint
  /** It strikes when the point is passed for the n-th time. */
  readonly nth: number
  /** How long after the point is passed, where the point is a stretch of time. */
  readonly delayMs: number
}

/** Ends this process as a power cut would, when it passes the point for the n-th time. */
export class FaultTrigger {
  readonly #fault: Fault | null
  #passed = 0

  constructor(fault: Fault | null) {
    this.#fault = fault
  }

  pass(point: FaultPoint): void {
    if (this.#fault?.point !== point) return
    this.#passed += 1
    if (this.#passed === this.#fault.nth) process.kill(process.pid, 'SIGKILL')
  }

  /** The work that begins now goes on in another thread. */
  passSoon(point: FaultPoint): void {
    if (this.#fault?.point !== point) return
    this.#passed += 1
    if (this.#passed !== this.#fault.nth) return
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), this.#fault.delayMs)
  }
}

export function storeWithFaults(store: Store, trigger: FaultTrigger): Store {
  async function claimed<Claim>(claim: () => Promise<Claim>): Promise<Claim> {
    trigger.pass('before-claim')
    const result = await claim()
    trigger.pass('after-claim')
    return result
  }

  return {
    ...store,
    async commit(batch) {
      trigger.pass('before-commit')
      const writing = store.commit(batch)
      trigger.passSoon('during-commit')
      const result = await writing
      trigger.pass('after-commit')
      return result
    },
    claimParked: (laneId, limit) => claimed(() => store.claimParked(laneId, limit)),
    claimInOrder: (laneId, limit) => claimed(() => store.claimInOrder(laneId, limit)),
    claimDue: (nowMs, limit) => claimed(() => store.claimDue(nowMs, limit)),
    async takeOver(nowMs) {
      const count = await store.takeOver(nowMs)
      trigger.pass('after-take-over')
      return count
    },
  }
}

export function senderWithFaults(sender: Sender, trigger: FaultTrigger): Sender {
  return {
    async send(request) {
      trigger.pass('before-send')
      const outcome = await sender.send(request)
      trigger.pass('after-send')
      return outcome
    },
    close: () => sender.close(),
  }
}
