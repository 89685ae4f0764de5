import type { SignatureScheme } from '../../domain/signature-scheme.ts'

/** [seed] */
export const pageScheme: SignatureScheme = {
  header: 'X-Webhook-Signature',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
}

/** Standard Webhooks 1.0.0, `v1`. */
export const standardWebhooksScheme: SignatureScheme = {
  header: 'webhook-signature',
  idHeader: 'webhook-id',
  timestampHeader: 'webhook-timestamp',
  algorithm: 'hmac-sha256',
  key: 'whsec',
  content: 'id.timestamp.body',
  encoding: 'base64',
  prefix: 'v1,',
  list: { separator: ' ' },
}

/** The page's code and every Standard Webhooks library verify one and the same request. */
export const standardSignatures: readonly SignatureScheme[] = [pageScheme, standardWebhooksScheme]
