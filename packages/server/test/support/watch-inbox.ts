import type { TestContext } from 'node:test'
import type { ReceivedSummary } from '../../src/dev/inbox/received-log.ts'

/** What an open page knows, by id: filled as the inbox at `origin` tells of it. */
export function watchInbox(t: TestContext, origin: string): ReadonlyMap<number, ReceivedSummary> {
  const summaries = new Map<number, ReceivedSummary>()
  const stop = new AbortController()
  t.after(() => stop.abort())
  // The stream ends with the server or with the test; what it then says is of no interest.
  void follow(origin, summaries, stop.signal).catch(() => undefined)
  return summaries
}

async function follow(
  origin: string,
  summaries: Map<number, ReceivedSummary>,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${origin}/inbox/stream`, { signal })
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8')
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      if (!event.startsWith('data: ')) continue
      const batch: ReceivedSummary[] = JSON.parse(event.slice('data: '.length))
      for (const summary of batch) summaries.set(summary.id, summary)
    }
  }
}
