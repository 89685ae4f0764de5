/** Why a body could not be had: longer than the limit, or the sender went away. */
export type BodyFault = 'too_large' | 'unreadable'

/** The bytes of a Web request, of which no more than the limit are ever held. */
export async function readWebBody(
  request: Request,
  maxBodyBytes: number,
): Promise<Uint8Array | BodyFault> {
  if (Number(request.headers.get('content-length')) > maxBodyBytes) return 'too_large'
  if (request.body === null) return new Uint8Array()
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return concatenate(chunks, length)
      length += value.length
      if (length > maxBodyBytes) {
        await reader.cancel()
        return 'too_large'
      }
      chunks.push(value)
    }
  } catch {
    return 'unreadable'
  }
}

export function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}
