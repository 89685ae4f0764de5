import type { ListedEvent } from '@posthorn/sdk/client'
import { sessionHeaders } from './client.ts'
import { readServerSentEvents } from './read-server-sent-events.ts'

export interface EventFollower {
  /** The stream begins: what was published before is not in it. */
  onBegin(): void
  onEvent(event: ListedEvent): void
  /** More were published than are told one by one. */
  onLeftOut(): void
  /** It ended, or could not be had, and is asked for again. */
  onEnd(): void
  /** Nobody is signed in any more. */
  onSignedOut(): void
}

export interface FollowedEvents {
  /** null: all of them. */
  readonly workspace: string | null
  /** undefined: any. */
  readonly type: string | undefined
}

const againMs = 2000
const againAfterRefusalMs = 5000

/**
 * Tells of events as they are published, until the signal says so. Not by an `EventSource`, which
 * sends no header and so cannot say which session asks.
 */
export async function followEvents(
  { workspace, type }: FollowedEvents,
  follower: EventFollower,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({
    ...(workspace === null ? {} : { workspace }),
    ...(type === undefined ? {} : { type }),
  })
  while (!signal.aborted) {
    let pauseMs = againAfterRefusalMs
    try {
      const url = `/v1/events/stream?${query.toString()}`
      const { ok, status, body } = await fetch(url, { headers: sessionHeaders, signal })
      if (status === 401) return follower.onSignedOut()
      if (ok && body !== null) {
        follower.onBegin()
        pauseMs = againMs
        for await (const { name, data } of readServerSentEvents(body)) {
          // The server says what it is.
          if (name === 'event') follower.onEvent(JSON.parse(data) as ListedEvent)
          if (name === 'left-out') follower.onLeftOut()
        }
      } else await body?.cancel()
    } catch {
      // The network is gone, or nobody wants more: the loop's condition tells which.
    }
    if (signal.aborted) return
    follower.onEnd()
    await pause(pauseMs, signal)
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, durationMs)
    signal.addEventListener('abort', done)
  })
}
