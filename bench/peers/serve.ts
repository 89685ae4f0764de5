// Serves one peer:  node serve.ts <name> <settings as JSON>.  Prints {"port":N} when it is ready.
import { createDeliver } from './deliver.ts'
import type { WebhookTarget } from './deliver.ts'
import type { JobQueue, QueueOptions } from './job.ts'
import { createPublishServer } from './publish-server.ts'

/** What the runner hands over. A webhook's id is its place in the list. */
interface PeerSettings {
  readonly databasePort: number
  /** `secret` in base64. */
  readonly webhooks: readonly { readonly url: string; readonly secret: string }[]
  readonly workspaces: readonly { readonly token: string; readonly webhooks: readonly number[] }[]
}

async function openQueue(name: string, options: QueueOptions): Promise<JobQueue> {
  switch (name) {
    case 'bullmq':
      return (await import('./bullmq.ts')).openBullmq(options)
    case 'pg-boss':
      return (await import('./pg-boss.ts')).openPgBoss(options)
    case 'graphile-worker':
      return (await import('./graphile-worker.ts')).openGraphileWorker(options)
    default:
      throw new Error(`There is no peer "${name}"`)
  }
}

const [name = '', json = '{}'] = process.argv.slice(2)
// The runner and this program are kept together; PeerSettings is the contract.
const settings = JSON.parse(json) as PeerSettings
const targets: WebhookTarget[] = settings.webhooks.map(({ url, secret }) => ({
  url,
  secret: Buffer.from(secret, 'base64'),
}))
const queue = await openQueue(name, {
  databasePort: settings.databasePort,
  deliver: createDeliver(targets),
})
const server = createPublishServer(
  queue,
  new Map(settings.workspaces.map(({ token, webhooks }) => [token, webhooks])),
)
const address = await server.listen({ host: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ port: Number(new URL(address).port) }))

process.once('SIGTERM', () => {
  // Its database is deleted next; there is nothing to give back.
  process.exit(0)
})
