import { RequestError } from '../../../domain/errors.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { unknownTypes } from '../../../management/subscribed-types.ts'
import { rulesOf } from '../../../management/webhook-fields.ts'
import { ownWorkspace, type OwnCall } from '../../own-webhooks.ts'

/** Throws `validation_error` that lists every type which a webhook of the profile cannot have. */
export function assertKnownTypes(
  call: OwnCall,
  names: readonly string[],
  context: ManagementContext,
): void {
  const workspace = ownWorkspace(call, context)
  const rules = rulesOf(context, call.surface.name)
  const unknown = unknownTypes(context, { workspace, rules, names })
  if (unknown.length === 0) return
  throw new RequestError('validation_error', `Invalid event types: ${unknown.join(', ')}`, {
    field: 'events',
    reason: 'unknown_event_type',
  })
}
