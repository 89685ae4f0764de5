import type { RaisedEvent } from './event.ts'
import { timeOfIdMs, type Id } from './ids.ts'

/** An event that happened at the moment in its id. `data` becomes JSON in the order of its keys. */
export function raiseEvent(raised: {
  readonly id: Id
  readonly workspaceId: Id
  readonly type: string
  readonly data: object
}): RaisedEvent {
  const { id, workspaceId, type, data } = raised
  const atMs = timeOfIdMs(id)
  return {
    id,
    workspaceId,
    type,
    data: new TextEncoder().encode(JSON.stringify(data)),
    channels: [],
    subject: null,
    occurredAtMs: atMs,
    acceptedAtMs: atMs,
    isTest: false,
  }
}
