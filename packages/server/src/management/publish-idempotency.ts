import { createHash, hash } from 'node:crypto'
import type { Idempotency } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { PublishRequest } from '../engine/engine.ts'

export const longestIdempotencyKey = 256

const hashBytes = 16

/**
 * What makes the repeat of a publish safe: the key, and a fingerprint of everything that was
 * published under it. Half of a SHA-256 each, which is more than chance can make meet.
 */
export function idempotencyOf(
  key: string,
  published: Omit<PublishRequest, 'idempotency'>,
): Idempotency {
  return { key: keyHash(published.workspaceId, key), fingerprint: fingerprintOf(published) }
}

function keyHash(workspaceId: Id, key: string): Uint8Array {
  return hash('sha256', `${workspaceId}\0${key}`, 'buffer').subarray(0, hashBytes)
}

/** No part but the last can contain NUL, so that no two publishes are one to the hash. */
function fingerprintOf({
  type,
  channels,
  subject,
  occurredAtMs,
  data,
}: Omit<PublishRequest, 'idempotency'>) {
  return createHash('sha256')
    .update(`${type}\0${occurredAtMs ?? ''}\0${channels.join('\0')}\0\0`)
    .update(subject === null ? '' : `${subject}\0`)
    .update(data)
    .digest()
    .subarray(0, hashBytes)
}
