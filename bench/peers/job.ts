/** One event on its way to one webhook, as it lies in the queue. */
export interface Job {
  readonly eventId: string
  readonly type: string
  readonly createdAt: string
  readonly data: unknown
  readonly webhookId: number
}

/** What is kept of an attempt that succeeded. */
export interface Attempt {
  readonly status: number
  readonly durationMs: number
}

/** Makes one attempt; rejects when it is to be tried again. */
export type Deliver = (job: Job) => Promise<Attempt>

/** A queue as a team would use it. Adding resolves when the queue has the jobs. */
export interface JobQueue {
  add(job: Job): Promise<void>
  addMany(jobs: readonly Job[]): Promise<void>
  /** Attempts that the queue's own database holds as done. */
  countRecorded(): Promise<number>
  close(): Promise<void>
}

export interface QueueOptions {
  readonly databasePort: number
  readonly deliver: Deliver
}

/** Every queue retries as often, whatever it calls it. */
export const retryLimit = 4
export const concurrency = 100
