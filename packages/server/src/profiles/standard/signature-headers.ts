import type { RenderedRequest } from '../../domain/delivery-profile.ts'
import { sign, type SignatureScheme, type SigningSecret } from '../../domain/signature-scheme.ts'
import { formatEventId } from '../../http/public-ids.ts'

/** [seed] */
export const pageScheme: SignatureScheme = {
  header: 'X-Webhook-Signature',
  algorithm: 'sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
  prefix: '',
  list: false,
}

const nextPageScheme: SignatureScheme = { ...pageScheme, header: 'X-Webhook-Signature-Next' }

export const standardWebhooksScheme: SignatureScheme = {
  header: 'webhook-signature',
  algorithm: 'sha256',
  key: 'standard-webhooks',
  content: 'id.timestamp.body',
  encoding: 'base64',
  prefix: 'v1,',
  list: true,
}

/**
 * Appends the signatures of one attempt.
 *
 * While secrets overlap, `webhook-signature` lists all of them. `X-Webhook-Signature` holds one bare
 * value, and every receiver compares it with the secret that it has: it stays the oldest secret's
 * until that expires, so that nobody's deliveries fail on the day of a rotation. A receiver that
 * wants to change over earlier finds the newest secret's signature beside it.
 */
export function appendSignatures(headers: string[], request: RenderedRequest): void {
  const { secrets, timestampS, body } = request
  const message = { id: formatEventId(request.event), timestampS, body }
  if (secrets.length < 2) {
    appendHeader(headers, pageScheme.header, sign(pageScheme, message, secrets))
  } else {
    appendHeader(headers, pageScheme.header, sign(pageScheme, message, secrets.slice(-1)))
    appendHeader(headers, nextPageScheme.header, sign(nextPageScheme, message, secrets))
  }
  if (!secrets.some(fitsStandardWebhooks)) return
  headers.push('webhook-id', message.id, 'webhook-timestamp', String(timestampS))
  appendHeader(
    headers,
    standardWebhooksScheme.header,
    sign(standardWebhooksScheme, message, secrets),
  )
}

function appendHeader(headers: string[], name: string, value: string | null): void {
  if (value !== null) headers.push(name, value)
}

function fitsStandardWebhooks(secret: SigningSecret): boolean {
  return secret.standardWebhooks !== null
}
