import { type BodyFault, concatenate } from './read-web-body.ts'

/** What is needed of Node's `IncomingMessage`, which Express's request is. */
export interface NodeRequest {
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly readableEnded: boolean
  readonly destroyed: boolean
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  on(event: 'end' | 'close' | 'error', listener: () => void): unknown
  off(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  off(event: 'end' | 'close' | 'error', listener: () => void): unknown
  resume(): unknown
}

/**
 * The bytes of a Node request that nobody has read, of which no more than the limit are ever held.
 * Listeners and not `for await`: leaving that loop early destroys the socket before the answer.
 */
export function readNodeBody(
  request: NodeRequest,
  maxBodyBytes: number,
): Promise<Uint8Array | BodyFault> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const settle = (result: Uint8Array | BodyFault) => {
      request.off('data', onData)
      request.off('end', onEnd)
      request.off('close', onClose)
      resolve(result)
    }
    const onData = (chunk: Uint8Array) => {
      length += chunk.length
      chunks.push(chunk)
      if (length <= maxBodyBytes) return
      settle('too_large')
      // The rest is thrown away as it comes: a sender reads the answer when it has sent its body.
      request.resume()
    }
    const onEnd = () => settle(concatenate(chunks, length))
    const onClose = () => settle('unreadable')
    if (Number(request.headers['content-length']) > maxBodyBytes) return resolve('too_large')
    if (request.destroyed) return resolve('unreadable')
    request.on('end', onEnd)
    request.on('close', onClose)
    // An error is followed by `close`; without a listener it would end the process.
    request.on('error', () => {})
    request.on('data', onData)
  })
}
