import type { RenderedRequest } from './delivery-profile.ts'
import { sign, type SignatureScheme, type SignedMessage } from './signature-scheme.ts'

/**
 * Appends the signatures of one attempt, in the order of the schemes, and what their receivers need
 * beside them: id and timestamp, each once. A scheme that no secret fits is not sent.
 *
 * While secrets overlap, a list holds the signatures of all of them, the newest first. A header that
 * is no list holds one signature, and every receiver compares it with the secret that it has: it
 * stays the oldest secret's until that expires, so that nobody's deliveries fail on the day of a
 * rotation. A receiver that wants to change over earlier finds the newest secret's signature beside
 * it, in `<header>-Next`.
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
  const message = { id, timestampS, body }
  for (const scheme of schemes) {
    const signatures: string[] = []
    for (const secret of secrets) {
      const signature = sign(scheme, message, secret)
      if (signature !== null) signatures.push(signature)
    }
    appendScheme(headers, scheme, { message, signatures })
  }
}

interface Signed {
  readonly message: SignedMessage
  /** Newest first. */
  readonly signatures: readonly string[]
}

function appendScheme(headers: string[], scheme: SignatureScheme, signed: Signed): void {
  const { message, signatures } = signed
  const [newest] = signatures
  const oldest = signatures.at(-1)
  if (newest === undefined || oldest === undefined) return
  const { header, idHeader, timestampHeader, list } = scheme
  if (idHeader !== undefined) appendOnce(headers, idHeader, message.id)
  if (timestampHeader !== undefined) {
    appendOnce(headers, timestampHeader, String(message.timestampS))
  }
  if (list === undefined) {
    headers.push(header, oldest)
    if (signatures.length > 1) headers.push(`${header}-Next`, newest)
    return
  }
  const { separator, timestampPrefix } = list
  const entries = signatures.join(separator)
  const at = indexOfValue(headers, header)
  if (at !== -1) headers[at] += separator + entries
  else if (timestampPrefix === undefined) headers.push(header, entries)
  else headers.push(header, timestampPrefix + message.timestampS + separator + entries)
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
