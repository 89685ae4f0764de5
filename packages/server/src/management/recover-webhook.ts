import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import { firstIdAt, timeOfIdMs, type Id } from '../domain/ids.ts'
import { wantsType } from '../domain/matching.ts'
import type { RecoveredStatus, Recovery } from '../domain/recovery.ts'
import type { Webhook } from '../domain/webhook.ts'
import { auditEntry } from './audit-entry.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { rulesOfWebhook } from './served-webhook.ts'

export interface RecoveryRequest {
  readonly webhookId: Id
  readonly sinceMs: number
  /** null: now. */
  readonly untilMs: number | null
  /** null: every type that the webhook wants. */
  readonly types: readonly string[] | null
  readonly status: RecoveredStatus
}

/**
 * Begins to send a webhook what it did not get, in the background. It gets only what it would get
 * today: types and channels are a promise to receivers, which a recovery keeps too.
 *
 * Throws `not_found`, `validation_error` for types that it does not want and for a time that is
 * none, `conflict` when it takes nothing or another recovery of it has not ended.
 */
export async function recoverWebhook(
  context: ManagementContext,
  request: RecoveryRequest,
  actor: Actor | null,
): Promise<Recovery> {
  const webhook = getWebhook(context, request.webhookId)
  assertRecoverable(context, webhook)
  request.types?.forEach((type, index) => {
    if (!wantsType(webhook, type)) throw unwantedType(index)
  })
  const recovery = recoveryOf(context, { request, webhook }, actor?.id ?? null)
  const { status, types, sinceMs, untilMs } = recovery
  const audit = auditEntry(context, {
    workspaceId: webhook.workspaceId,
    actor,
    action: 'webhook.recover',
    targetId: webhook.id,
    detail: { recoveryId: recovery.id, status, types, sinceMs, untilMs },
  })
  if ((await context.store.insertRecovery(recovery, audit)) === 'under-way') {
    throw new RequestError(
      'conflict',
      'Another recovery of this webhook has not ended. Wait for it, or cancel it.',
    )
  }
  context.wakeJobs()
  return recovery
}

/** Throws `conflict` when it takes nothing. */
export function assertRecoverable(context: ManagementContext, webhook: Webhook): void {
  rulesOfWebhook(context, webhook)
  if (webhook.state === 'active') return
  throw new RequestError(
    'conflict',
    `The webhook is ${webhook.state}. Switch it on, then recover what it did not get.`,
  )
}

function recoveryOf(
  { ids, clock }: ManagementContext,
  { request, webhook }: { readonly request: RecoveryRequest; readonly webhook: Webhook },
  createdBy: Id | null,
): Recovery {
  const nowMs = clock.nowMs()
  const id = ids.next()
  const { sinceMs, types, status } = request
  // Just beyond everything that was accepted so far, in the millisecond of this call too.
  const nextMs = timeOfIdMs(id) + 1
  const untilMs = Math.min(request.untilMs ?? nextMs, nextMs)
  if (sinceMs >= untilMs) {
    throw new RequestError(
      'validation_error',
      '`since` has to lie before `until`, and before now.',
      {
        field: 'since',
      },
    )
  }
  return {
    id,
    workspaceId: webhook.workspaceId,
    webhookId: webhook.id,
    state: 'running',
    reason: null,
    status,
    types,
    sinceMs,
    untilMs,
    cursor: firstIdAt(sinceMs),
    examined: 0,
    queued: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    createdBy,
  }
}

function unwantedType(index: number): RequestError {
  const field = `types[${index}]`
  return new RequestError(
    'validation_error',
    `\`${field}\` is a type that the webhook does not want.`,
    {
      field,
    },
  )
}
