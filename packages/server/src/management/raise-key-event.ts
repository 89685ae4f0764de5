import type { ApiKey } from '../domain/api-key.ts'
import type { RaisedEvent } from '../domain/event.ts'
import { raiseEvent } from '../domain/raise-event.ts'
import { findEventType } from './find-event-type.ts'
import type { ManagementContext } from './management-context.ts'

interface KeyEvent {
  readonly type: 'apikey.created' | 'apikey.revoked'
  readonly data: object
}

/**
 * What happens to a key of a workspace, as an event of that workspace. Nobody asks for it by making
 * or revoking a key, so it is raised only where a catalogue knows its type (Encrata's does, and a
 * workspace may add it): elsewhere even a webhook for `*` is not sent types that nobody documents.
 */
export function raiseKeyEvent(
  context: Pick<ManagementContext, 'engine' | 'profiles' | 'ids'>,
  { workspaceId }: ApiKey,
  { type, data }: KeyEvent,
): RaisedEvent[] {
  if (workspaceId === null || findEventType(context, workspaceId, { name: type }) === undefined)
    return []
  return [raiseEvent({ id: context.ids.next(), workspaceId, type, data })]
}
