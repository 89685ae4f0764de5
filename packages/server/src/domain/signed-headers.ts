import type { RenderedRequest } from './delivery-profile.ts'
import {
  sign,
  type SignatureList,
  type SignatureScheme,
  type SignedMessage,
  type SigningSecret,
} from './signature-scheme.ts'

/**
 * Appends the signatures of one attempt, in the order of the schemes, and what their receivers need
 * before them: id and timestamp, each once. A scheme that no secret fits is not sent.
 *
 * While secrets overlap, a list holds the signatures of all of them, the newest first. A header that
 * is no list holds one bare value, and every receiver compares it with the secret that it has: it
 * stays the oldest secret's until that expires or a newer one is activated, so that nobody's
 * deliveries fail on the day of a rotation. A receiver that wants to change over earlier finds the
 * newest secret's signature beside it, in `<header>-Next`.
 *
 * List schemes may share a header, as `v1` and `v1a` of Standard Webhooks do: they share its list.
 *
 * @param headers - names and values in turn
 * @param id - of the message, as the profile spells it
 */
export function appendSignedHeaders(
  headers: string[],
  schemes: readonly SignatureScheme[],
  { secrets, timestampS, body }: Pick<RenderedRequest, 'secrets' | 'timestampS' | 'body'>,
  id: string,
): void {
  const draft = { headers, secrets, id, timestampS, body }
  for (const scheme of schemes) {
    if (scheme.list === undefined) appendBareValue(draft, scheme)
    else appendList(draft, scheme, scheme.list)
  }
}

interface Draft extends SignedMessage {
  readonly headers: string[]
  /** Newest first. */
  readonly secrets: readonly SigningSecret[]
}

function appendBareValue(draft: Draft, scheme: SignatureScheme): void {
  let newest: string | null = null
  let oldest: string | null = null
  for (const secret of draft.secrets) {
    if (secret.inListsOnly) continue
    oldest = sign(scheme, draft, secret) ?? oldest
    newest ??= oldest
  }
  if (oldest === null || newest === null) return
  appendCompanions(draft, scheme)
  draft.headers.push(scheme.header, oldest)
  if (newest !== oldest) draft.headers.push(`${scheme.header}-Next`, newest)
}

function appendList(draft: Draft, scheme: SignatureScheme, list: SignatureList): void {
  const { separator, timestampPrefix } = list
  let entries: string | null = null
  for (const secret of draft.secrets) {
    const signature = sign(scheme, draft, secret)
    if (signature === null) continue
    entries = entries === null ? signature : entries + separator + signature
  }
  if (entries === null) return
  appendCompanions(draft, scheme)
  const { headers, timestampS } = draft
  const at = indexOfValue(headers, scheme.header)
  if (at !== -1) headers[at] += separator + entries
  else if (timestampPrefix === undefined) headers.push(scheme.header, entries)
  else headers.push(scheme.header, timestampPrefix + timestampS + separator + entries)
}

function appendCompanions({ headers, id, timestampS }: Draft, scheme: SignatureScheme): void {
  const { idHeader, timestampHeader } = scheme
  if (idHeader !== undefined) appendOnce(headers, idHeader, id)
  if (timestampHeader !== undefined) appendOnce(headers, timestampHeader, String(timestampS))
}

function appendOnce(headers: string[], name: string, value: string): void {
  if (indexOfValue(headers, name) === -1) headers.push(name, value)
}

/** -1 when the list has no such header. A value may read like a name, so values are passed over. */
function indexOfValue(headers: readonly string[], name: string): number {
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at] === name) return at + 1
  }
  return -1
}
