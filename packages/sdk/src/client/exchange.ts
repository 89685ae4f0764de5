import { errorOfAnswer, PosthornError } from './posthorn-error.ts'

/**
 * One request and the JSON of its answer. Throws a {@link PosthornError} when none came, or when it
 * is not a success.
 */
export async function exchange(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
): Promise<unknown> {
  const { response, text } = await send(fetch, url, init)
  const answer = parseJson(text)
  if (response.ok && answer !== undefined) return answer
  throw errorOfAnswer(response, answer)
}

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit) {
  try {
    // A redirect would turn a POST into a GET.
    const response = await fetch(url, { ...init, redirect: 'manual' })
    return { response, text: await response.text() }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PosthornError('network_error', `No answer from ${url}: ${reason}`, { cause })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
