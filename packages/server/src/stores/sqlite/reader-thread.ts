import { workerData } from 'node:worker_threads'
import { openForReading } from './connection.ts'
import { readerMethods } from './reader-methods.ts'
import { serve } from './worker-server.ts'

/** The thread that reads listings, so that a long one delays no commit. */

// `openSqliteStore` starts this thread with it.
const { path } = workerData as { path: string }

serve(() => {
  const db = openForReading(path)
  return { methods: readerMethods(db), close: () => db.close() }
})
