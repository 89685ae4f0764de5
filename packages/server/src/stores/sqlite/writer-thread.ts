import { workerData } from 'node:worker_threads'
import { serve } from './worker-server.ts'
import { openWriter } from './writer.ts'
import { writerMethods } from './writer-methods.ts'

/** The thread that writes: every change of the database is made here, one after the other. */

// `openSqliteStore` starts this thread with these.
const { path, nowMs } = workerData as { path: string; nowMs: number }

serve(() => {
  const writer = openWriter(path, nowMs)
  return { methods: writerMethods(writer), close: () => writer.close() }
})
