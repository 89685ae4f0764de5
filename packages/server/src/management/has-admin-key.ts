import type { ApiKey } from '../domain/api-key.ts'
import type { ManagementContext } from './management-context.ts'

/** Whether a key that stands in the store is good for the whole server. */
export function hasAdminKey({
  engine,
  clock,
}: Pick<ManagementContext, 'engine' | 'clock'>): boolean {
  const nowMs = clock.nowMs()
  const isGood = ({ scopes, revokedAtMs, expiresAtMs }: ApiKey): boolean =>
    scopes.includes('admin') && revokedAtMs === null && (expiresAtMs ?? Infinity) > nowMs
  return engine.catalog.keysOf(null).some(isGood)
}
