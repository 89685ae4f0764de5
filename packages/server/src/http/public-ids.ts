import { isId, type Id } from '../domain/ids.ts'

/** How ids are told apart in `/v1`: `hook_` and the 32 hex digits of the id. */
export const idPrefixes = {
  workspace: 'ws_',
  key: 'key_',
  operator: 'operator_',
  webhook: 'hook_',
  event: 'evt_',
  testEvent: 'evt_test_',
  delivery: 'del_',
  auditEntry: 'aud_',
  recovery: 'rec_',
  erasure: 'era_',
  portal: 'portal_',
} as const

export type PublicIdKind = keyof typeof idPrefixes

export function formatPublicId(kind: PublicIdKind, id: Id): string {
  return idPrefixes[kind] + id
}

/** null when the text is no id of this kind; it then names nothing, like an id that is not there. */
export function parsePublicId(kind: PublicIdKind, text: string): Id | null {
  const prefix = idPrefixes[kind]
  if (!text.startsWith(prefix)) return null
  const id = text.slice(prefix.length)
  return isId(id) ? id : null
}

/** A test event is known by its prefix too, so that receivers can tell it from a real one. */
export function formatEventId(event: { readonly id: Id; readonly isTest: boolean }): string {
  return formatPublicId(event.isTest ? 'testEvent' : 'event', event.id)
}

export function parseEventId(text: string): Id | null {
  return parsePublicId('event', text) ?? parsePublicId('testEvent', text)
}
