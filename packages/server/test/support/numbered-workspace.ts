import assert from 'node:assert/strict'
import { createApiCall, textOf } from './api-client.ts'
import type { Receiver } from './receiver.ts'
import { testAdminKey } from './server-process.ts'

/** A workspace with one webhook that wants everything. Its events are told apart by a number. */
export interface NumberedWorkspace {
  readonly id: string
  /** The status of the answer; 0: there was none. The number is its idempotency key as well. */
  publish(at: string, n: number): Promise<number>
}

export async function createNumberedWorkspace(
  url: string,
  receiver: Receiver,
): Promise<NumberedWorkspace> {
  const call = createApiCall(url, testAdminKey)
  const created = await call('POST', '/v1/workspaces', { name: 'Test', open_catalogue: true })
  const id = textOf(created.body.id)
  const webhook = { workspace: id, url: receiver.url, events: ['*'] }
  const answer = await call('POST', '/v1/webhooks', webhook)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return {
    id,
    async publish(at, n) {
      const event = { workspace: id, type: 'user.created', data: { n } }
      try {
        const key = { 'idempotency-key': `n${n}` }
        return (await createApiCall(at, testAdminKey)('POST', '/v1/events', event, key)).status
      } catch {
        return 0
      }
    },
  }
}

/** In the order of arrival. */
export function numbersIn({ requests }: Receiver): number[] {
  return requests.map(({ body }) => Number(/"n":(\d+)/.exec(body.toString())?.[1]))
}

export interface Load {
  /** Resolves to the numbers of all events that were accepted. */
  end(): Promise<ReadonlySet<number>>
}

/**
 * Publishes without a pause to servers that may change meanwhile. A client goes to another one, with
 * the same key, until one has said that it has the event.
 */
export function publishAlways(workspace: NumberedWorkspace, urls: () => readonly string[]): Load {
  const accepted = new Set<number>()
  let isOver = false
  let next = 0

  async function publishOn(): Promise<void> {
    while (!isOver) {
      const n = next++
      for (let tries = 0; !accepted.has(n); tries += 1) {
        const at = urls()
        const url = at[(n + tries) % at.length]
        if (url !== undefined && (await workspace.publish(url, n)) === 202) accepted.add(n)
      }
    }
  }

  const load = Promise.all([publishOn(), publishOn(), publishOn()])
  return {
    async end() {
      isOver = true
      await load
      return accepted
    },
  }
}
