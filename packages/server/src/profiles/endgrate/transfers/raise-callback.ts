import type { RaisedEvent } from '../../../domain/event.ts'
import type { Id } from '../../../domain/ids.ts'
import { composeObject, type ObjectPart } from '../../../domain/json/compose-object.ts'
import { raiseEvent } from '../../../domain/raise-event.ts'

/** An event with JSON in it that must not change by a digit. */
export function raiseCallback(raised: {
  readonly id: Id
  readonly workspaceId: Id
  readonly type: string
  /** Empty: it concerns the product, not the receivers of a session. */
  readonly channels: readonly string[]
  readonly data: readonly ObjectPart[]
}): RaisedEvent {
  const { id, workspaceId, type, channels } = raised
  return {
    ...raiseEvent({ id, workspaceId, type, data: {} }),
    channels,
    data: composeObject(raised.data),
  }
}
