import type { JobLoop } from './job-loop.ts'
import { createRecoveryRunner, type RecoveryRunnerOptions } from './recovery-runner.ts'

export type JobsOptions = RecoveryRunnerOptions

/** What goes on in the background when nobody asks: recoveries. */
export type Jobs = JobLoop

export function createJobs(options: JobsOptions): Jobs {
  const loops = [createRecoveryRunner(options)]
  return {
    start() {
      for (const loop of loops) loop.start()
    },
    wake() {
      for (const loop of loops) loop.wake()
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
