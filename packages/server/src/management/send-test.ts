import type { Id } from '../domain/ids.ts'
import { anyType } from '../domain/matching.ts'
import type { ProfileRules, TestEvent } from '../domain/profile-rules.ts'
import type { Finish } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import { findEventType } from './find-event-type.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { rulesOfWebhook } from './served-webhook.ts'

/**
 * Sends what the profile tests with, or the webhook's first type with its example data, in one
 * attempt, whether or not the webhook is active: so that its owner can try it before switching it on.
 * Resolves when the attempt has ended, however it did. Throws `not_found`, `conflict` when its
 * profile is not enabled, and `unavailable` when the event could not be written.
 */
export async function sendTest(context: ManagementContext, webhookId: Id): Promise<Finish> {
  const webhook = getWebhook(context, webhookId)
  const { type, data } = testEventOf(context, webhook)
  return context.engine.sendTest({ webhookId, type, data: Buffer.from(JSON.stringify(data)) })
}

function testEventOf(context: ManagementContext, webhook: Webhook): TestEvent {
  const rules = rulesOfWebhook(context, webhook)
  if (rules.testEvent !== null) return rules.testEvent
  const type = testedType(rules, webhook)
  const { workspaceId, profile } = webhook
  const found = findEventType(context, workspaceId, { name: type, firstIn: profile })
  return { type, data: found?.example ?? {} }
}

/** `*` is no type that an event can have: the first one of the profile's catalogue stands for it. */
function testedType({ eventTypes }: ProfileRules, webhook: Webhook): string {
  const named = webhook.eventTypes.find((name) => name !== anyType)
  return named ?? eventTypes[0]?.name ?? 'test'
}
