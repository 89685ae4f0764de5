import type { ServerResponse } from 'node:http'
import type { ReceivedSummary } from './received-log.ts'

/** Sends summaries to every open page, as server-sent events. */
export interface SummaryStream {
  /** Takes over a response and keeps it open. `state` is what a page that opens has to know. */
  open(response: ServerResponse, state: object, summaries: readonly ReceivedSummary[]): void
  push(summary: ReceivedSummary): void
  close(): void
}

/** A burst reaches the page as a few messages: nobody reads faster, and a browser would choke. */
const gatherMs = 50

interface Client {
  readonly response: ServerResponse
  /** By id: a page that reads slowly gets only the latest of each. */
  readonly waiting: Map<number, ReceivedSummary>
}

const waitingAtMost = 200

export function createSummaryStream(): SummaryStream {
  const clients = new Set<Client>()
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    timer = null
    for (const client of clients) send(client)
  }

  function send({ response, waiting }: Client): void {
    if (waiting.size === 0 || response.writableNeedDrain) return
    response.write(`data: ${JSON.stringify([...waiting.values()])}\n\n`)
    waiting.clear()
  }

  return {
    open(response, state, summaries) {
      const client = { response, waiting: new Map(summaries.map((each) => [each.id, each])) }
      clients.add(client)
      response.on('drain', () => send(client))
      response.on('close', () => clients.delete(client))
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      // Tells the page that what it holds is replaced by what follows.
      response.write(`retry: 1000\nevent: restart\ndata: ${JSON.stringify(state)}\n\n`)
      send(client)
    },
    push(summary) {
      for (const { waiting } of clients) {
        waiting.set(summary.id, summary)
        for (const oldest of waiting.keys()) {
          if (waiting.size <= waitingAtMost) break
          waiting.delete(oldest)
        }
      }
      timer ??= setTimeout(flush, gatherMs)
    },
    close() {
      if (timer !== null) clearTimeout(timer)
      for (const { response } of clients) response.end()
    },
  }
}
