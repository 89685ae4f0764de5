export interface ServerSentEvent {
  /** `message` where the server gives no name. */
  readonly name: string
  readonly data: string
}

/** The events in a stream of bytes, each when it is whole; what else a stream may hold is left out. */
export async function* readServerSentEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let name = ''
  let data: string[] = []
  for await (const line of linesOf(stream)) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (field === 'event') name = value
    if (field === 'data') data.push(value)
    if (line !== '') continue
    if (data.length > 0) yield { name: name || 'message', data: data.join('\n') }
    name = ''
    data = []
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  // Not every browser can walk through a stream with `for await`.
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield line.replace(/\r$/, '')
    }
  } finally {
    await reader.cancel()
  }
}
