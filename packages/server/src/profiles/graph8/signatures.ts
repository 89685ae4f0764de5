import type { SignatureScheme } from '../../domain/signature-scheme.ts'

/** [seed] The key is the whole secret, `whsec_` included. */
const pageScheme: SignatureScheme = {
  header: 'X-Webhook-Signature',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
}

/**
 * What later versions of the product send as well: it signs the time too. The time is that of the
 * attempt, because receivers refuse what is older than five minutes, and the last retry would be.
 */
const studioScheme: SignatureScheme = {
  header: 'X-Studio-Signature',
  timestampHeader: 'X-Studio-Timestamp',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'timestamp.body',
  encoding: 'hex',
  prefix: 'sha256=',
}

export const graph8Signatures: readonly SignatureScheme[] = [pageScheme, studioScheme]
