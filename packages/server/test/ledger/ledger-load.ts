import { createApiCall, textOf, type ApiCall } from '../support/api-client.ts'
import { eventually } from '../support/eventually.ts'
import { testAdminKey } from '../support/server-process.ts'
import type { Subscriber, Verdict } from './history.ts'
import { judge } from './history.ts'
import type { DatabaseState } from './database-state.ts'
import { startLedgerReceiver } from './ledger-receiver.ts'
import { startPublishers, type Publishers } from './publisher.ts'

export interface LedgerReport {
  readonly verdict: Verdict
  /** By what was done, and where. */
  readonly faults: ReadonlyMap<string, number>
  /** Of servers that were alive and did not become ready again by themselves. Has to be 0. */
  readonly restarts: number
  readonly published: number
  readonly acknowledged: number
  readonly refused: number
  /** Of the servers, when they were asked to stop in the end. */
  readonly exitCodes: readonly (number | null)[]
  /** What the database itself says at the end. */
  readonly database: DatabaseState
  readonly seconds: number
}

/** Attempts on the wire at one time: so many may be made again after one kill. */
export const ledgerConcurrency = 64

/** As long as others need to know that a server is gone, and to send what it held, and as much again. */
const drainPatienceMs = 90_000

/** Clients that publish without a pause, and receivers that write down what comes. */
export interface LedgerLoad extends AsyncDisposable {
  readonly acknowledged: number
  /**
   * The clients have their last answers, and nothing is pending any more: not for the servers, and not
   * in the database, where what a server held that has ended is known to none.
   */
  drain(urls: readonly string[], waiting?: () => Promise<number>): Promise<void>
  /** To be called when everything has ended. */
  report(rest: Pick<LedgerReport, 'faults' | 'restarts' | 'exitCodes' | 'database'>): LedgerReport
}

export interface LoadOptions {
  /** Of every server. */
  readonly urls: readonly string[]
  /** Where a client finds one; null: nowhere at this moment. */
  readonly urlNow: () => string | null
  readonly strictLanes: number
}

export async function startLoad({ urls, urlNow, strictLanes }: LoadOptions): Promise<LedgerLoad> {
  const startMs = performance.now()
  const receiver = await startLedgerReceiver()
  const call = createApiCall(urls[0] ?? '', testAdminKey)
  const { plainWorkspace, strictWorkspaces, subscribers } = await subscribe(
    call,
    receiver.url,
    strictLanes,
  )
  for (const url of urls) await knows(url, strictWorkspaces.at(-1) ?? plainWorkspace)
  const publishers = startPublishers({ urlNow, plainWorkspace, strictWorkspaces })
  return {
    get acknowledged() {
      return publishers.acknowledged
    },
    async drain(urls, waiting = async () => 0) {
      await publishers.stop()
      let left: readonly number[] = []
      const isDrained = async () => {
        left = await Promise.all([...urls.map(countPending), waiting()])
        return left.every((count) => count === 0)
      }
      await eventually('every delivery to end', isDrained, drainPatienceMs).catch((error) => {
        throw new Error(`Servers and database have ${left.join(', ')} left`, { cause: error })
      })
    },
    report(rest) {
      const history = { published: publishers.published, arrivals: receiver.arrivals }
      return {
        verdict: judge(history, subscribers),
        ...countOutcomes(publishers),
        ...rest,
        seconds: (performance.now() - startMs) / 1000,
      }
    },
    async [Symbol.asyncDispose]() {
      publishers.abandon()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

async function subscribe(call: ApiCall, receiverUrl: string, strictLanes: number) {
  const subscribers: Subscriber[] = []

  async function workspaceWith(name: string, webhooks: readonly string[], isStrict: boolean) {
    const { body } = await call('POST', '/v1/workspaces', { name })
    const workspace = textOf(body.id)
    for (const webhook of webhooks) {
      const { status } = await call('POST', '/v1/webhooks', {
        workspace,
        url: `${receiverUrl}/${webhook}`,
        events: ['user.created'],
        ordering: isStrict ? 'strict' : 'none',
      })
      if (status !== 201) throw new Error(`The webhook was answered ${status}`)
      subscribers.push({ webhook, workspace, isStrict })
    }
    return workspace
  }

  const plainWorkspace = await workspaceWith('plain', ['plain-a', 'plain-b'], false)
  const strictWorkspaces: string[] = []
  for (let lane = 0; lane < strictLanes; lane++) {
    strictWorkspaces.push(await workspaceWith(`strict-${lane}`, [`strict-${lane}`], true))
  }
  return { plainWorkspace, strictWorkspaces, subscribers }
}

/** Servers that share a database learn from each other within a second. */
async function knows(url: string, workspace: string): Promise<void> {
  const call = createApiCall(url, testAdminKey)
  await eventually('a server to know every workspace', async () => {
    return (await call('GET', `/v1/workspaces/${workspace}`)).status === 200
  })
}

/** What a server has in memory and sees in the database; Infinity when it sees nothing. */
async function countPending(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const depths = [...metrics.matchAll(/^posthorn_(?:commit_)?queue_depth(?:\{.*\})? (\d+)$/gm)]
  const inMemory = 2
  if (depths.length <= inMemory) return Infinity
  return depths.reduce((sum, [, depth]) => sum + Number(depth), 0)
}

function countOutcomes({ published }: Publishers) {
  const outcomes = [...published.values()].map(({ outcome }) => outcome)
  return {
    published: outcomes.length,
    acknowledged: outcomes.filter((outcome) => outcome === 'acknowledged').length,
    refused: outcomes.filter((outcome) => outcome === 'refused').length,
  }
}
