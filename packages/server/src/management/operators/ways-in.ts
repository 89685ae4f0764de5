import type { ApiKey } from '../../domain/api-key.ts'
import type { Operator } from '../../domain/operator.ts'
import type { ManagementContext } from '../management-context.ts'

type Context = Pick<ManagementContext, 'engine' | 'clock' | 'settings'>

/** Whether anybody but this operator could administer the server. */
export function hasOtherWayIn(context: Context, { id }: Pick<Operator, 'id'>): boolean {
  const others = context.engine.catalog.operators().filter((operator) => operator.id !== id)
  return others.length > 0 || context.settings.hasOperatorKey || hasAdminKey(context)
}

/** Whether a key that stands in the store is good for the whole server. */
export function hasAdminKey({ engine, clock }: Pick<Context, 'engine' | 'clock'>): boolean {
  const nowMs = clock.nowMs()
  const isGood = ({ scopes, revokedAtMs, expiresAtMs }: ApiKey): boolean =>
    scopes.includes('admin') && revokedAtMs === null && (expiresAtMs ?? Infinity) > nowMs
  return engine.catalog.keysOf(null).some(isGood)
}
