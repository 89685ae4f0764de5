import type { Refusal } from './refusal.ts'

export interface RefusalLogOptions {
  readonly monotonicMs: () => number
  /** @param leftOut - how many refusals since the last line have none of their own */
  readonly write: (refusal: Refusal, leftOut: number) => void
}

/** The same host and rule are told again after this time. */
const repeatMs = 10 * 60_000
const windowMs = 60_000
/** In each window, over all hosts: names cost a hostile owner nothing. */
const linesPerWindow = 20
const rememberedHosts = 1000

/**
 * Tells the operator what the webhook's owner is not told. Owners choose hosts and how often they
 * are tried, so what they can make it write is bounded.
 */
export function createRefusalLog(options: RefusalLogOptions): (refusal: Refusal) => void {
  const { monotonicMs, write } = options
  /** When each was last told, oldest first. */
  const toldAtMs = new Map<string, number>()
  let windowStartMs = -Infinity
  let lines = 0
  let leftOut = 0

  function hasRoom(nowMs: number): boolean {
    if (nowMs - windowStartMs >= windowMs) {
      windowStartMs = nowMs
      lines = 0
    }
    return lines < linesPerWindow
  }

  return (refusal) => {
    const nowMs = monotonicMs()
    const subject = `${refusal.rule} ${refusal.host}`
    const lastMs = toldAtMs.get(subject)
    const isRepeat = lastMs !== undefined && nowMs - lastMs < repeatMs
    if (isRepeat || !hasRoom(nowMs)) {
      leftOut++
      return
    }
    toldAtMs.delete(subject)
    toldAtMs.set(subject, nowMs)
    for (const oldest of toldAtMs.keys()) {
      if (toldAtMs.size <= rememberedHosts) break
      toldAtMs.delete(oldest)
    }
    lines++
    write(refusal, leftOut)
    leftOut = 0
  }
}
