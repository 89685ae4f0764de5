/** Parsed JSON that a test looks into: every member may be there or not. */
export interface JsonNode {
  readonly [key: string]: JsonNode | undefined
}

/** The text that has to stand there. */
export function textOf(node: unknown): string {
  if (typeof node === 'string') return node
  throw new Error(`Expected a text, not ${JSON.stringify(node)}`)
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  // What came is up to the test to judge, field by field.
  readonly body: JsonNode
}

export type ApiCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiAnswer>

/**
 * Calls a running server with a key. A string is sent as it is, anything else as JSON. An answer that
 * takes longer than `timeoutMs` is given up.
 */
export function createApiCall(url: string, key: string | null, timeoutMs?: number): ApiCall {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : { text },
    }
  }
}
