import { Pool } from 'pg'
import { PgBoss } from 'pg-boss'
import type { Job as QueuedJob } from 'pg-boss'

import { retryLimit } from './job.ts'
import type { Job, JobQueue, QueueOptions } from './job.ts'

const queueName = 'deliveries'
const workers = 4
const batchSize = 50

/** pg-boss: woken by LISTEN/NOTIFY, four workers that fetch fifty jobs each; the output is the record. */
export async function openPgBoss({ databasePort, deliver }: QueueOptions): Promise<JobQueue> {
  const connectionString = `postgres://postgres@127.0.0.1:${databasePort}/postgres`
  const boss = new PgBoss({ connectionString, max: 20, useListenNotify: true })
  boss.on('error', (error) => console.error(error))
  await boss.start()
  await boss.createQueue(queueName, { notify: true, retryLimit, retryBackoff: true, retryDelay: 1 })
  await boss.work(
    queueName,
    {
      batchSize,
      localConcurrency: workers,
      perJobResults: true,
      // Without it a worker rests after every fetch, however much is waiting.
      burstWhenBatchFull: true,
    },
    (jobs: QueuedJob<Job>[]) =>
      Promise.all(
        jobs.map(async ({ id, data }) => {
          try {
            return { id, status: 'completed' as const, output: await deliver(data) }
          } catch (error) {
            return { id, status: 'failed' as const, output: { message: String(error) } }
          }
        }),
      ),
  )
  const reader = new Pool({ connectionString, max: 1 })
  return {
    add: async (job) => {
      await boss.send(queueName, job)
    },
    addMany: async (jobs) => {
      await boss.insert(
        queueName,
        jobs.map((data) => ({ data })),
      )
    },
    countRecorded: async () => {
      const { rows } = await reader.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pgboss.job WHERE name = $1 AND state = 'completed'`,
        [queueName],
      )
      return rows[0]?.count ?? 0
    },
    close: async () => {
      await boss.stop()
      await reader.end()
    },
  }
}
