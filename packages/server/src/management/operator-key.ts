import type { ApiKey } from '../domain/api-key.ts'
import { previewOf } from './api-key-text.ts'
import { hashApiKey } from './hash-api-key.ts'

/** Names the operator's key in the audit log; no generated id has so early a time. */
export const operatorKeyId = '00000000000070008000000000000001'

const minLength = 16

/**
 * The key that an operator sets by `POSTHORN_ADMIN_KEY`. It lives as long as the setting and stands
 * in no store. Throws when it is too short to be safe.
 */
export function createOperatorKey(text: string): ApiKey {
  if (text.length < minLength) {
    throw new RangeError(`An admin key has at least ${minLength} characters.`)
  }
  return {
    kind: 'key',
    id: operatorKeyId,
    workspaceId: null,
    name: 'Operator',
    hash: hashApiKey(text),
    preview: previewOf(text),
    scopes: ['admin'],
    createdAtMs: 0,
    createdBy: null,
    expiresAtMs: null,
    revokedAtMs: null,
    deletedAtMs: null,
  }
}
