import { commit, entryOf, sampleEvent, sampleWebhook, startMs } from '../../contract/samples.ts'
import { openSqliteStore } from '../open-sqlite-store.ts'

/**
 * A process to be killed: publishes to the directory it is given, without end, and prints the
 * workspace and event of each publish once it is acknowledged.
 */
const directory = process.argv[2] ?? ''
const store = await openSqliteStore({ directory, nowMs: () => startMs })
for (;;) {
  const entries = Array.from({ length: 10 }, () => entryOf(sampleEvent(), [sampleWebhook()]))
  await commit(store, entries)
  const lines = entries.map(({ event }) => `${event.workspaceId} ${event.id}\n`)
  process.stdout.write(lines.join(''))
}
