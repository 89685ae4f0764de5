import type { Attempt } from './attempt-view.tsx'

type Explained = Pick<Attempt, 'error' | 'duration_ms'> & {
  readonly response: Pick<NonNullable<Attempt['response']>, 'status_code'> | null
}

const byStatus = new Map([
  [400, 'The receiver did not understand the request (400). Its answer may say why.'],
  [401, 'The receiver asked for credentials (401). Is the address behind a login?'],
  [
    403,
    'The receiver refused the request (403): often a firewall, or a signature that did not verify.',
  ],
  [404, 'There is nothing at this address (404). Check the path of the URL.'],
  [405, 'The receiver takes no POST at this address (405).'],
  [408, 'The receiver gave up waiting (408).'],
  [410, 'The receiver says that it is gone for good (410).'],
  [413, 'The body was too large for the receiver (413).'],
  [429, 'The receiver wants fewer requests (429).'],
])

/** What went wrong in words that say where to look; null for a success. */
export function explainAttempt({ error, response, duration_ms }: Explained): string | null {
  if (error === null) return null
  if (response === null) {
    return error === 'Connection timeout'
      ? `The receiver did not answer within ${Math.round(duration_ms / 1000)} s. Answer first, and do the work afterwards.`
      : `${error}.`
  }
  const { status_code: status } = response
  const known = byStatus.get(status)
  if (known !== undefined) return known
  if (status >= 500) return `The receiver failed (${status}). Its own log should say why.`
  if (status >= 300 && status < 400) {
    return `The receiver answered with a redirect (${status}), which is not followed. Use the final URL.`
  }
  return `The receiver answered ${status}; only 2xx counts as delivered.`
}
