import type { SchemaMisfit } from '../../../domain/errors.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import { misfit } from '../misfit.ts'

/** Each webhook that a request may give, and the one type of event that it gets. */
export const webhookTypes = {
  completed_webhook: 'endgrate.completed',
  configuration_webhook: 'endgrate.configuration',
  data_webhook: 'endgrate.data',
  error_webhook: 'endgrate.error',
} as const

export type WebhookName = keyof typeof webhookTypes

export interface WantedWebhook {
  readonly eventType: string
  readonly url: string
  /** Where the URL stands in the request. */
  readonly path: SchemaMisfit['path']
  /** JSON in the bytes that came; null: none was given. */
  readonly metadata: Uint8Array | null
}

interface GivenWebhook {
  readonly endpoint?: string
  readonly url?: string
  /** Of `data_webhook` alone. */
  readonly continuous?: boolean
}

export type GivenWebhooks = { readonly [name in WebhookName]?: GivenWebhook }

/** Webhooks are held in memory with their metadata. */
const mostMetadataBytes = 16 * 1024

/**
 * The webhooks that a request gives.
 *
 * @param members - those of the body, in the bytes that came: metadata is cut out of them, so that
 *   no number in it is read and written again
 * @param misfits - what is wrong with them is added here
 */
export function readWebhooks(
  body: GivenWebhooks,
  members: ReadonlyMap<string, Buffer>,
  misfits: SchemaMisfit[],
): WantedWebhook[] {
  // The keys are those of the table above.
  const names = Object.keys(webhookTypes) as WebhookName[]
  return names.flatMap((name) => {
    const given = body[name]
    const bytes = members.get(name)
    if (given === undefined || bytes === undefined) return []
    const field = given.endpoint === undefined && given.url !== undefined ? 'url' : 'endpoint'
    const path = [name, field]
    const metadata = new Map(objectMembers(bytes)).get('metadata') ?? null
    if (metadata !== null && metadata.length > mostMetadataBytes) {
      const problem = `has to have at most ${mostMetadataBytes} bytes`
      misfits.push(misfit([name, 'metadata'], problem))
    }
    const url = given[field]
    if (url === undefined) {
      misfits.push(misfit(path, 'is missing'))
      return []
    }
    return { eventType: webhookTypes[name], path, url, metadata }
  })
}
