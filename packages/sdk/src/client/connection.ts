export interface ConnectionOptions {
  /** Where the server is, such as `https://posthorn.example.com`. */
  readonly url: string
  /**
   * An API key. It is a secret: keep it out of pages that a browser loads. null: a page of the
   * server itself, whose cookie says who asks.
   */
  readonly key: string | null
  /**
   * Which of the browser's sessions asks, where `key` is null: the id of a portal link. The
   * dashboard's own by default.
   */
  readonly session?: string | undefined
  /** In place of the runtime's own. */
  readonly fetch?: typeof fetch | undefined
  /** How long a call may take, its retries and the pauses before them included; 30,000 by default. */
  readonly timeoutMs?: number | undefined
  /** How many times more than once a publish is tried; 3 by default. */
  readonly retries?: number | undefined
}

/** {@link ConnectionOptions}, checked and complete. */
export interface Connection {
  /** What paths that begin with `/` are appended to. */
  readonly baseUrl: string
  /** What says who asks. */
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  readonly timeoutMs: number
  readonly retries: number
}

const longestTimerMs = 2 ** 31 - 1

/** Throws a TypeError for what can never work, before it looks like a network that fails. */
export function readConnection(options: ConnectionOptions): Connection {
  const { key, session = '1', fetch = globalThis.fetch, timeoutMs = 30_000, retries = 3 } = options
  const { protocol, origin, pathname, username, password, search, hash } = new URL(options.url)
  if (!/^https?:$/.test(protocol) || `${username}${password}${search}${hash}` !== '') {
    throw new TypeError('url must be an http or https URL without user, query and fragment')
  }
  if (key !== null && !/^[\x21-\x7e]+$/.test(key)) throw new TypeError('key must be an API key')
  if (!(timeoutMs > 0 && timeoutMs <= longestTimerMs)) {
    throw new TypeError(`timeoutMs must be above 0 and at most ${longestTimerMs}`)
  }
  if (!(retries >= 0)) throw new TypeError('retries must be a number from 0 on')
  const baseUrl = origin + pathname.replace(/\/$/, '')
  return { baseUrl, headers: headersFor(key, session), fetch, timeoutMs, retries }
}

function headersFor(key: string | null, session: string): Record<string, string> {
  // The server takes a cookie for a change only beside this header, which other sites cannot add.
  return key === null ? { 'posthorn-session': session } : { authorization: `Bearer ${key}` }
}
