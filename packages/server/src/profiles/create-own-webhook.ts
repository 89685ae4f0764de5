import {
  createWebhook,
  type NewWebhook,
  type WebhookWithSecret,
} from '../management/create-webhook.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { ownWorkspace, type OwnCall } from './own-webhooks.ts'

/** What the APIs of products ask about a new webhook. Each of them is active from the start. */
type Wanted = Pick<NewWebhook, 'url' | 'eventTypes'> &
  Partial<Pick<NewWebhook, 'name' | 'description'>>

/** A webhook of the surface's profile, in the key's workspace. Throws what {@link createWebhook} throws. */
export async function createOwnWebhook(
  call: OwnCall,
  { url, eventTypes, name = null, description = '' }: Wanted,
  context: ManagementContext,
): Promise<WebhookWithSecret> {
  const { caller, surface } = call
  const workspace = ownWorkspace(call, context)
  const unasked = { secret: null, active: true, channels: [], retryDelaysMs: null }
  const wanted = { workspace, profile: surface.name, url, eventTypes, name, description }
  return await createWebhook(context, { ...wanted, ...unasked }, caller)
}
