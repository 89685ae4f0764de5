import type { Sender } from '../../src/domain/sender.ts'
import type { Store } from '../../src/stores/store.ts'

/** Where a server can strike itself, at a moment that a signal from outside seldom meets. */
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
  /** `SIGKILL`: it ends, as by a power cut. `SIGSTOP`: it stands still until somebody wakes it. */
  readonly signal: 'SIGKILL' | 'SIGSTOP'
  readonly point: FaultPoint
  /** It strikes when the point is passed for the n-th time. */
  readonly nth: number
  /** How long after the point is passed, where the point is a stretch of time. */
  readonly delayMs: number
}

/** Strikes this process when it passes the point for the n-th time. */
export class FaultTrigger {
  readonly #beforeStrike: () => void
  #fault: Fault | null = null
  #passed = 0

  constructor(beforeStrike: () => void) {
    this.#beforeStrike = beforeStrike
  }

  /** In place of the one before it; null: of none. */
  arm(fault: Fault | null): void {
    this.#fault = fault
    this.#passed = 0
  }

  pass(point: FaultPoint): void {
    const fault = this.#reached(point)
    if (fault !== null) this.#strike(fault)
  }

  /** The work that begins now goes on in another thread, or another process. */
  passSoon(point: FaultPoint): void {
    const fault = this.#reached(point)
    if (fault !== null) setTimeout(() => this.#strike(fault), fault.delayMs)
  }

  #reached(point: FaultPoint): Fault | null {
    if (this.#fault?.point !== point) return null
    this.#passed += 1
    return this.#passed === this.#fault.nth ? this.#fault : null
  }

  #strike({ signal }: Fault): void {
    this.#beforeStrike()
    process.kill(process.pid, signal)
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
