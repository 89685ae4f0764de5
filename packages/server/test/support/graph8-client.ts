import assert from 'node:assert/strict'
import type { ApiAnswer, JsonNode } from './api-client.ts'
import { stringAt } from './string-at.ts'
import type { TestApp } from './test-app.ts'

export const webhooksPath = '/api/v1/webhooks'

export interface CreatedWebhook {
  readonly path: string
  readonly secret: string
}

/** For `campaign.created` unless the fields say otherwise. */
export async function createWebhook(
  app: TestApp,
  fields: Readonly<Record<string, unknown>>,
): Promise<CreatedWebhook> {
  const wanted = { url: 'https://example.com/hooks', events: ['campaign.created'], ...fields }
  const { status, body } = await app.call('POST', webhooksPath, wanted)
  assert.equal(status, 201, JSON.stringify(body))
  const path = `${webhooksPath}/${stringAt(body.data, 'id')}`
  return { path, secret: stringAt(body.data, 'secret') }
}

/** @param data - a string is sent as it is, anything else as JSON */
export async function publish(
  app: TestApp,
  type: string,
  data: string | object = {},
): Promise<string> {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  const { status, body } = await app.call('POST', '/v1/events', `{"type":"${type}","data":${text}}`)
  assert.equal(status, 202, JSON.stringify(body))
  return stringAt(body, 'id')
}

export function itemsOf({ status, body }: ApiAnswer): JsonNode[] {
  assert.equal(status, 200, JSON.stringify(body))
  return Object.values(body.data ?? {}).filter((item) => item !== undefined)
}

export async function deliveriesOf(
  app: TestApp,
  { path }: Pick<CreatedWebhook, 'path'>,
  query = '',
): Promise<JsonNode[]> {
  return itemsOf(await app.call('GET', `${path}/deliveries${query}`))
}
