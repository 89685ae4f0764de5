import { Agent } from 'undici'

import { importSecret, signedHeaders } from '../signing.ts'
import { concurrency } from './job.ts'
import type { Deliver } from './job.ts'

export interface WebhookTarget {
  readonly url: string
  readonly secret: Uint8Array
}

/** Delivers with undici's `request` over kept connections, signed, under one deadline. */
export function createDeliver(targets: readonly WebhookTarget[]): Deliver {
  const agent = new Agent({ connections: concurrency, headersTimeout: 10_000, bodyTimeout: 10_000 })
  const webhooks = targets.map(({ url, secret }) => ({
    origin: new URL(url).origin,
    path: new URL(url).pathname,
    key: importSecret(secret),
  }))
  return async (job) => {
    const webhook = webhooks[job.webhookId]
    if (!webhook) throw new Error(`There is no webhook ${job.webhookId}`)
    const startedAt = performance.now()
    const body = JSON.stringify({
      id: job.eventId,
      type: job.type,
      created_at: job.createdAt,
      data: job.data,
    })
    const answer = await agent.request({
      origin: webhook.origin,
      path: webhook.path,
      method: 'POST',
      headers: signedHeaders(webhook.key, { id: job.eventId, type: job.type }, body),
      body,
    })
    await answer.body.text()
    if (answer.statusCode >= 300) throw new Error(`The receiver answered ${answer.statusCode}`)
    return { status: answer.statusCode, durationMs: performance.now() - startedAt }
  }
}
