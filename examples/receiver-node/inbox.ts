import type { WebhookEvent } from '@posthorn/sdk'
import { DatabaseSync } from 'node:sqlite'

/** Events that were answered and still have to be worked on: a crash in between loses none. */
export interface Inbox {
  /** False: it came before. When this returns, the event is on disk, and the sender may be answered. */
  add(event: WebhookEvent): boolean
  /** Begins with what an earlier run left undone. */
  start(): void
}

export interface InboxOptions {
  readonly path: string
  /** May run again for an event when it was interrupted: give its id to what it calls. */
  readonly work: (event: WebhookEvent) => Promise<void>
}

const retryAfterMs = 10_000
const lookEveryMs = 1000

/** What is done stays in the table, so that a repeat is known for one. */
const schema = `
  CREATE TABLE IF NOT EXISTS inbox (
    id TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    due_at_ms INTEGER NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0
  )`

export function openInbox({ path, work }: InboxOptions): Inbox {
  const database = new DatabaseSync(path)
  database.exec(schema)
  const insert = database.prepare(
    'INSERT INTO inbox (id, event, due_at_ms) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const next = database.prepare(
    'SELECT id, event FROM inbox WHERE is_done = 0 AND due_at_ms <= ? ORDER BY due_at_ms LIMIT 1',
  )
  const finish = database.prepare('UPDATE inbox SET is_done = 1 WHERE id = ?')
  const postpone = database.prepare('UPDATE inbox SET due_at_ms = ? WHERE id = ?')
  let isWorking = false

  async function workThrough(): Promise<void> {
    if (isWorking) return
    isWorking = true
    for (;;) {
      const row = next.get(Date.now())
      if (row === undefined) break
      await workOn(row)
    }
    isWorking = false
  }

  async function workOn({ id, event }: Record<string, unknown>): Promise<void> {
    try {
      await work(JSON.parse(String(event)))
      finish.run(String(id))
    } catch (error) {
      console.error(`The work on ${String(id)} failed and will be tried again:`, error)
      postpone.run(Date.now() + retryAfterMs, String(id))
    }
  }

  return {
    add(event) {
      const isNew = insert.run(event.id, JSON.stringify(event), Date.now()).changes === 1
      // Not now: the answer goes out first.
      if (isNew) setImmediate(() => void workThrough())
      return isNew
    },
    start() {
      setInterval(() => void workThrough(), lookEveryMs)
    },
  }
}
