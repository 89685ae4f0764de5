import { Queue, Worker } from 'bullmq'

import { concurrency, retryLimit } from './job.ts'
import type { Attempt, Job, JobQueue, QueueOptions } from './job.ts'

const queueName = 'deliveries'

/** BullMQ: a job is an attempt, its return value the record; finished jobs stay, as is the default. */
export async function openBullmq({ databasePort, deliver }: QueueOptions): Promise<JobQueue> {
  const connection = { host: '127.0.0.1', port: databasePort }
  const queue = new Queue<Job, Attempt>(queueName, {
    connection,
    defaultJobOptions: {
      attempts: retryLimit + 1,
      backoff: { type: 'exponential', delay: 1000 },
    },
  })
  const worker = new Worker<Job, Attempt>(queueName, (job) => deliver(job.data), {
    connection: { ...connection, maxRetriesPerRequest: null },
    concurrency,
  })
  worker.on('error', (error) => console.error(error))
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()])
  return {
    add: async (job) => {
      await queue.add('deliver', job)
    },
    addMany: async (jobs) => {
      await queue.addBulk(jobs.map((data) => ({ name: 'deliver', data })))
    },
    countRecorded: () => queue.getCompletedCount(),
    close: async () => {
      await worker.close()
      await queue.close()
    },
  }
}
