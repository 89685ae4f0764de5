import assert from 'node:assert/strict'
import { createApiCall, type ApiAnswer, type ApiCall, type JsonNode } from './api-client.ts'
import { stringAt } from './string-at.ts'
import type { TestApp } from './test-app.ts'
import type { KeyScope } from '../../src/domain/api-key.ts'
import { toUuid } from '../../src/domain/ids.ts'
import { parsePublicId } from '../../src/http/public-ids.ts'
import { createKey } from '../../src/management/create-key.ts'

export const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

export interface NewKey {
  /** As this API spells it. */
  readonly id: string
  readonly text: string
  /** With this key: each has 30 requests a minute of its own. */
  readonly call: ApiCall
}

/** A key of the workspace, of which no event tells. */
export async function newKey(
  app: TestApp,
  scopes: readonly KeyScope[] = ['manage'],
  workspace: string = app.workspace,
): Promise<NewKey> {
  const workspaceId = parsePublicId('workspace', workspace)
  const wanted = { workspaceId, name: 'client', scopes, expiresAtMs: null, isUntold: true }
  const { apiKey, text } = await createKey(app.context, wanted, null)
  return { id: toUuid(apiKey.id), text, call: createApiCall(app.url, text) }
}

export interface CreatedWebhook {
  readonly id: string
  readonly secret: string
}

/** For `lookup.completed` unless the fields say otherwise. */
export async function createWebhook(
  app: TestApp,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<CreatedWebhook> {
  const wanted = { url: 'https://example.com/webhook', events: ['lookup.completed'], ...fields }
  const { status, body } = await app.call('POST', '/api/webhooks', wanted)
  assert.equal(status, 201, JSON.stringify(body))
  return { id: stringAt(body, 'id'), secret: stringAt(body, 'secret') }
}

/** @param data - a string is sent as it is, anything else as JSON */
export async function publish(
  app: TestApp,
  type: string,
  data: string | object = {},
): Promise<void> {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  const { status, body } = await app.call('POST', '/v1/events', `{"type":"${type}","data":${text}}`)
  assert.equal(status, 202, JSON.stringify(body))
}

export function itemsOf({ status, body }: ApiAnswer): JsonNode[] {
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(Array.isArray(body), JSON.stringify(body))
  return Object.values(body)
}

export async function deliveriesOf(app: TestApp, { id }: { id: string }): Promise<JsonNode[]> {
  const { call } = await newKey(app, ['read'])
  return itemsOf(await call('GET', `/api/webhooks/deliveries?webhook_id=${id}`))
}
