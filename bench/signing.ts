import { createHmac, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** A secret, imported once: a string as key would cost five times the signature itself. */
export function importSecret(secret: Uint8Array): KeyObject {
  return createSecretKey(secret)
}

/** What every contestant sends: the two signatures that Posthorn's standard profile sends. */
export function signedHeaders(
  key: KeyObject,
  event: { readonly id: string; readonly type: string },
  body: string,
): Record<string, string> {
  const seconds = Math.floor(Date.now() / 1000)
  const standard = createHmac('sha256', key).update(`${event.id}.${seconds}.${body}`)
  return {
    'content-type': 'application/json',
    'user-agent': 'bench/1',
    'webhook-id': event.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${standard.digest('base64')}`,
    'x-webhook-signature': createHmac('sha256', key).update(body).digest('hex'),
    'x-event-type': event.type,
  }
}
