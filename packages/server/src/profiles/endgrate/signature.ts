import type { SignatureScheme } from '../../domain/signature-scheme.ts'

/**
 * [seed] Base64 of an HMAC-SHA1 over the body, its key the API key as text. Which one, where there
 * are several, the page does not say: it is the one that initiated the session.
 */
export const endgrateSignatures: readonly SignatureScheme[] = [
  {
    header: 'X-Endgrate-Signature',
    algorithm: 'hmac-sha1',
    key: 'utf8',
    content: 'body',
    encoding: 'base64',
  },
]
