import type { JobLoop } from './job-loop.ts'
import { createErasureRunner, type ErasureRunnerOptions } from './erasure-runner.ts'
import { createRecoveryRunner, type RecoveryRunnerOptions } from './recovery-runner.ts'
import { createRetention, type RetentionOptions } from './retention.ts'

export type JobsOptions = RecoveryRunnerOptions & ErasureRunnerOptions & RetentionOptions

/** What goes on in the background, by itself or because somebody asked for it once. */
export interface Jobs extends JobLoop {
  /** To be called before anything is sent. */
  prepare(): Promise<void>
}

export function createJobs(options: JobsOptions): Jobs {
  const asked = [createRecoveryRunner(options), createErasureRunner(options)] as const
  const loops = [...asked, createRetention(options)]
  return {
    prepare: () => asked[1].prepare(),
    start() {
      for (const loop of loops) loop.start()
    },
    wake() {
      for (const loop of asked) loop.wake()
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
