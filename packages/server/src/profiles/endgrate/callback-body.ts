import { composeObject, type ObjectPart } from '../../domain/json/compose-object.ts'
import { objectMembers } from '../../domain/json/object-members.ts'
import { pythonJson } from '../../domain/json/python-json.ts'

/** The documented fields of each callback, in the document's order. */
const documentedFields = {
  'endgrate.configuration': [
    'success',
    'session_id',
    'endgrate',
    'schemas',
    'passthrough_schemas',
    'metadata',
  ],
  'endgrate.data': [
    'success',
    'transfer_id',
    'session_id',
    'metadata',
    'endgrate',
    'completed',
    'transfer_data',
    'transfer_errors',
  ],
  'endgrate.completed': [
    'success',
    'transfer_id',
    'session_id',
    'metadata',
    'endgrate',
    'completed',
  ],
  'endgrate.error': [
    'success',
    'pk',
    'transfer_id',
    'session_id',
    'timestamp',
    'error_resolve_text',
    'error_type',
    'resolved',
    'endgrate',
    'metadata',
  ],
} as const

export type EndgrateCallbackType = keyof typeof documentedFields

export function isEndgrateCallbackType(type: string): type is EndgrateCallbackType {
  return Object.hasOwn(documentedFields, type)
}

/** For what no document names, such as a type of an operator's own. */
const undocumentedFields = ['success', 'session_id'] as const

export interface EndgrateCallback {
  /** One of the documented four, or any other. */
  readonly type: string
  /** The JSON object that was published, in the bytes that came. */
  readonly data: Uint8Array
  /** null: the event belongs to no session. */
  readonly sessionId: string | null
  /** JSON of any kind, as it was given with the webhook; null: none was given. */
  readonly metadata: Uint8Array | null
}

/**
 * The body of a callback. [seed] Receivers sign what Python's `json.dumps` makes of the body that
 * they have parsed, so the body is in Python's spelling.
 */
export function endgrateBody(callback: EndgrateCallback): Buffer {
  return pythonJson(endgratePayload(callback))
}

/**
 * What a callback tells, each value in the bytes that came.
 *
 * The documented fields come first, each in its place, so that a receiver sees the body that the
 * document shows. What else was published follows in the order in which it came: nothing is lost.
 * A documented field that was not published is left out rather than made up. Four fields are not
 * simply the publisher's:
 *
 * - `success` is true unless published. An error callback may say either, and so may any other.
 * - `session_id` and `metadata` are the session's and the webhook's, whatever was published, for
 *   receivers find their user by them. Without metadata the key is absent, as the document says.
 * - `completed` of `endgrate.completed` is true, as there is nothing else that it could say. That
 *   of `endgrate.data` is the publisher's, who alone knows whether the batch is the last.
 *
 * The body of any other type begins with `success` and `session_id` and ends with `metadata`.
 */
export function endgratePayload({ type, data, sessionId, metadata }: EndgrateCallback): Buffer {
  const fields = new Map<string, ObjectPart[1]>(objectMembers(data))
  if (!fields.has('success')) fields.set('success', true)
  if (sessionId !== null) fields.set('session_id', sessionId)
  fields.delete('metadata')
  if (metadata !== null) fields.set('metadata', metadata)
  if (type === 'endgrate.completed') fields.set('completed', true)

  const parts: ObjectPart[] = []
  for (const key of fieldsInPlace(type)) {
    const value = fields.get(key)
    if (value === undefined) continue
    parts.push([key, value])
    fields.delete(key)
  }
  return composeObject([...parts, ...fields])
}

function fieldsInPlace(type: string): readonly string[] {
  return isEndgrateCallbackType(type) ? documentedFields[type] : undocumentedFields
}
