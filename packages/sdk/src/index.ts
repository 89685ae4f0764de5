export { EventFormatError, parseEvent } from './events/parse-event.ts'
export type { AnyEvents, WebhookEvent, WebhookEventOf } from './events/webhook-event.ts'
export type { HeaderSource } from './signature/header-source.ts'
export type { RawBody } from './signature/raw-body.ts'
export type { Secrets } from './signature/secret-key.ts'
export { sign, type SignOptions } from './signature/sign.ts'
export {
  type Ed25519Scheme,
  type HmacScheme,
  schemes,
  type SignatureAlgorithm,
  type SignatureScheme,
  type SignedPart,
} from './signature/signature-scheme.ts'
export type {
  Refused,
  Verification,
  VerificationFault,
  Verified,
} from './signature/verification.ts'
export { createVerifier, type Verifier, verify, type VerifyOptions } from './signature/verify.ts'
