import assert from 'node:assert/strict'
import { createApiCall, type ApiCall } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import type { ReceivedRequest, Receiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import type { TestApp } from '../../../../test/support/test-app.ts'
import type { KeyScope } from '../../../domain/api-key.ts'
import { parsePublicId } from '../../../http/public-ids.ts'
import { createKey } from '../../../management/create-key.ts'

export interface Customer {
  /** The API key itself. */
  readonly key: string
  readonly call: ApiCall
}

/** Somebody with an API key of the workspace, of which no event tells. */
export async function newCustomer(
  app: TestApp,
  scopes: readonly KeyScope[] = ['manage'],
  workspace: string = app.workspace,
): Promise<Customer> {
  const workspaceId = parsePublicId('workspace', workspace)
  const wanted = { workspaceId, name: 'customer', scopes, expiresAtMs: null, isUntold: true }
  const { text } = await createKey(app.context, wanted, null)
  return { key: text, call: createApiCall(app.url, text) }
}

/** @param fields - a string is sent as it is, anything else as JSON */
export async function initiate(
  call: ApiCall,
  fields: string | object = {},
  path = '/api/session/initiate',
): Promise<string> {
  const { status, body } = await call('POST', path, fields)
  assert.equal(status, 200, JSON.stringify(body))
  return stringAt(body, 'session_id')
}

/** All four webhooks at one receiver, a path for each. */
export function allWebhooks({ url }: Pick<Receiver, 'url'>, metadata?: object): object {
  const names = ['completed', 'configuration', 'data', 'error']
  const extra = metadata === undefined ? {} : { metadata }
  return Object.fromEntries(
    names.map((name) => [`${name}_webhook`, { endpoint: `${url}/${name}`, ...extra }]),
  )
}

/** @param data - a string is published as it is, anything else as JSON */
export async function publish(
  app: TestApp,
  sessionId: string,
  type: string,
  data: string | object = {},
): Promise<void> {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  const event = `{"type":"${type}","channels":["${sessionId}"],"data":${text}}`
  const { status, body } = await app.call('POST', '/v1/events', event)
  assert.equal(status, 202, JSON.stringify(body))
}

/** What the receiver has been sent, once that is so many requests. */
export function received(receiver: Receiver, count: number): Promise<readonly ReceivedRequest[]> {
  return eventually(`${count} callbacks`, () => {
    assert.ok(receiver.requests.length <= count, 'There are more callbacks than there should be')
    return receiver.requests.length === count && [...receiver.requests]
  })
}

export function signatureOf({ headers }: ReceivedRequest): string {
  return stringAt(headers, 'x-endgrate-signature')
}
