import { hash } from 'node:crypto'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'

const idBytes = 16
const tagBytes = 8

/**
 * The place after an entry of a list, opaque to callers.
 *
 * @param list - names the list: what it lists, whose, by which filters. A cursor is good for no
 *   other one, so that a filter that changes between pages is noticed.
 */
export function formatCursor(list: string, lastId: Id): string {
  const id = Buffer.from(lastId, 'hex')
  return Buffer.concat([id, tagOf(list, id)]).toString('base64url')
}

/** The id of the entry that a page ended with. Throws `validation_error` for a cursor that is not this list's. */
export function readCursor(list: string, cursor: string): Id {
  const bytes = Buffer.from(cursor, 'base64url')
  const id = bytes.subarray(0, idBytes)
  if (bytes.toString('base64url') !== cursor || !tagOf(list, id).equals(bytes.subarray(idBytes))) {
    throw new RequestError(
      'validation_error',
      'This cursor belongs to another list or other filters. Start again without one.',
      { field: 'cursor' },
    )
  }
  return id.toString('hex')
}

/** Guards against mistakes, not against forgery: a list is read with the caller's rights anyway. */
function tagOf(list: string, id: Buffer): Buffer {
  return hash('sha256', `${list}\n${id.toString('hex')}`, 'buffer').subarray(0, tagBytes)
}
