import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { Pool } from 'pg'

import { concurrency, retryLimit } from './job.ts'
import type { Job, JobQueue, QueueOptions } from './job.ts'

const task = 'deliver'

/** It tells of every job it runs; at thousands a second that would be measured too. */
const errorsOnly = new Logger(() => (level, message) => {
  if (String(level) === 'error') console.error(message)
})

/**
 * graphile-worker: with the batching that its page on performance advises. It deletes finished jobs,
 * so the record is a row that the task inserts.
 */
export async function openGraphileWorker(options: QueueOptions): Promise<JobQueue> {
  const connectionString = `postgres://postgres@127.0.0.1:${options.databasePort}/postgres`
  const pool = new Pool({ connectionString, max: 40 })
  await pool.query(
    `CREATE TABLE attempts (
       event_id uuid NOT NULL, webhook_id int NOT NULL, status int NOT NULL,
       duration_ms float8 NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
     )`,
  )
  const runner = await run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    preset: {
      worker: {
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    taskList: {
      [task]: async (payload) => {
        // The payload of this task is what `add` below gave.
        const job = payload as Job
        const { status, durationMs } = await options.deliver(job)
        await pool.query({
          name: 'record',
          text: 'INSERT INTO attempts (event_id, webhook_id, status, duration_ms) VALUES ($1, $2, $3, $4)',
          values: [job.eventId, job.webhookId, status, durationMs],
        })
      },
    },
    logger: errorsOnly,
  })
  const producer = await makeWorkerUtils({ pgPool: pool, logger: errorsOnly })
  return {
    add: async (job) => {
      await producer.addJob(task, job, { maxAttempts: retryLimit + 1 })
    },
    addMany: async (jobs) => {
      await producer.addJobs(
        jobs.map((payload) => ({ identifier: task, payload, maxAttempts: retryLimit + 1 })),
      )
    },
    countRecorded: async () => {
      const { rows } = await pool.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM attempts',
      )
      return rows[0]?.count ?? 0
    },
    close: async () => {
      await runner.stop()
      await producer.release()
      await pool.end()
    },
  }
}
