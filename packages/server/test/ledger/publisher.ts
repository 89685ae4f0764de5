import { createApiCall, textOf } from '../support/api-client.ts'
import { realPause } from '../support/manual-clock.ts'
import { testAdminKey } from '../support/server-process.ts'
import type { Published } from './history.ts'

export interface PublisherOptions {
  /** Where a server is now; null: nowhere. */
  readonly urlNow: () => string | null
  /** Its events go out side by side. */
  readonly plainWorkspace: string
  /** One client for each, so that what it publishes has an order. */
  readonly strictWorkspaces: readonly string[]
}

export interface Publishers {
  readonly published: ReadonlyMap<number, Published>
  readonly acknowledged: number
  /** Resolves when every client has got its last answer. Rejects when one got an answer it should not. */
  stop(): Promise<void>
  /** They ask nothing more, whether they were answered or not. */
  abandon(): void
}

/** Clients that repeat with the same idempotency key until they are answered. */
const patientClients = 8
/** Clients that leave it at a lost answer. */
const impatientClients = 4
/** One event in so many is of a type that nobody knows. */
const refuseEvery = 40
const restMs = 2
/** A server that stands still is left for another one. */
const longestAnswerMs = 2000
const whileThereIsNoServerMs = 10

export function startPublishers(options: PublisherOptions): Publishers {
  const published = new Map<number, Published>()
  let acknowledged = 0
  let next = 0
  let isStopping = false
  let isAbandoned = false

  /** null: the answer was lost, or says that nobody can tell. */
  async function publishOnce(workspace: string, number: number): Promise<Published | null> {
    const url = options.urlNow()
    if (url === null) return null
    const isRefused = number % refuseEvery === 0
    const body = { workspace, type: isRefused ? 'nobody.knows' : 'user.created', data: { number } }
    const call = createApiCall(url, testAdminKey, longestAnswerMs)
    const key = { 'idempotency-key': `number-${number}` }
    const answer = await call('POST', '/v1/events', body, key).catch(() => null)
    if (answer === null || answer.status === 503) return null
    if (answer.status === 202) {
      return { workspace, outcome: 'acknowledged', eventId: textOf(answer.body.id) }
    }
    if (answer.status === 400 && isRefused) return { workspace, outcome: 'refused', eventId: null }
    throw new Error(`Event ${number} was answered ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  async function publishOn(workspace: string, isPatient: boolean): Promise<void> {
    while (!isStopping) {
      while (options.urlNow() === null && !isStopping) await realPause(whileThereIsNoServerMs)
      const number = next++
      published.set(number, { workspace, outcome: 'unknown', eventId: null })
      let answer = await publishOnce(workspace, number)
      while (answer === null && isPatient && !isAbandoned) {
        await realPause(whileThereIsNoServerMs)
        answer = await publishOnce(workspace, number)
      }
      if (answer !== null) published.set(number, answer)
      if (answer?.outcome === 'acknowledged') acknowledged += 1
      await realPause(restMs)
    }
  }

  const clients = [
    ...Array.from({ length: patientClients }, () => publishOn(options.plainWorkspace, true)),
    ...Array.from({ length: impatientClients }, () => publishOn(options.plainWorkspace, false)),
    ...options.strictWorkspaces.map((workspace) => publishOn(workspace, true)),
  ]
  const ended = Promise.all(clients)
  // Whoever stops the clients is told; until then the others go on.
  ended.catch(() => undefined)
  return {
    published,
    get acknowledged() {
      return acknowledged
    },
    async stop() {
      isStopping = true
      await ended
    },
    abandon() {
      isStopping = true
      isAbandoned = true
    },
  }
}
