import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readServerSentEvents } from './read-server-sent-events.ts'

const bytes = new TextEncoder().encode(
  'retry: 2000\n\nevent: event\ndata: {"name":"Zoë"}\n\n: still here\n\nevent: left-out\r\ndata:{}\r\n\r\ndata: a\ndata: b\n\ndata: not whole',
)
const wanted = [
  { name: 'event', data: '{"name":"Zoë"}' },
  { name: 'left-out', data: '{}' },
  { name: 'message', data: 'a\nb' },
]

/** The bytes in chunks of this size. */
function streamOf(size: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) {
        controller.enqueue(bytes.slice(at, at + size))
      }
      controller.close()
    },
  })
}

test('events are read whole, however the stream is cut', async () => {
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const events = []
    for await (const event of readServerSentEvents(streamOf(size))) events.push(event)
    assert.deepEqual(events, wanted)
  }
})

test('a stream that nobody reads any more is let go', async () => {
  let isCanceled = false
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      isCanceled = true
    },
  })
  for await (const { data } of readServerSentEvents(stream)) {
    assert.equal(data, '1')
    break
  }
  assert.ok(isCanceled)
})
