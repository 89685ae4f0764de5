import type { Signature } from '@posthorn/sdk/client'

/** What somebody has pasted: a request as it came, and the secret that should fit it. */
export interface SignatureClaim {
  readonly scheme: Signature
  readonly body: string
  /** The header's value. */
  readonly signature: string
  readonly secret: string
  /** Empty where the scheme signs none. */
  readonly id: string
  /** Unix seconds; empty where the scheme signs none, or where they stand in the signature. */
  readonly timestamp: string
}

/** A pasted line such as `X-Webhook-Signature: 1f2e…` without its name. */
export function valueOfPastedHeader(pasted: string): string {
  return pasted.trim().replace(/^[A-Za-z][A-Za-z0-9-]*:\s*/, '')
}

/** The seconds, wherever they stand; empty when there are none. */
export function timestampOf({ scheme, signature, timestamp }: SignatureClaim): string {
  const { timestamp_prefix: prefix, separator } = scheme
  if (prefix === null) return timestamp.trim()
  const entries = separator === null ? [signature] : signature.split(separator)
  return entries.find((entry) => entry.startsWith(prefix))?.slice(prefix.length) ?? ''
}
