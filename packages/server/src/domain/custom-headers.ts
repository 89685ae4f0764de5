import { isKeptByHttp } from './header-names.ts'

export const mostCustomHeaders = 20
export const longestHeaderValue = 4096
/** Names and values together: receivers have limits of their own, the usual one is 8 KiB. */
export const mostHeaderCharacters = 6 * 1024

/** Visible ASCII, and spaces inside. */
export const headerValuePattern = '^[!-~]+(?: +[!-~]+)*$'

/** What is shown and logged in place of a value. No value can read so: it is not ASCII. */
export const maskedValue = '••••'

/** What a proxy, a framework or a cloud takes for the word of somebody whom it trusts. */
const trusted = new Set([
  'forwarded',
  'metadata',
  'metadata-flavor',
  'traceparent',
  'tracestate',
  'via',
  'x-google-metadata-request',
  'x-http-method',
  'x-http-method-override',
  'x-metadata-token',
  'x-method-override',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
])

const reservedPrefixes = ['content-', 'webhook-', 'x-aws-ec2-metadata-', 'x-forwarded-']

const valuePattern = new RegExp(headerValuePattern)

/** One spelling for names that a receiver may not tell apart: CGI and WSGI read `_` as `-`. */
export function headerKey(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

/** Whether no webhook may set it, whatever its profile sends. */
export function isReservedHeader(name: string): boolean {
  const key = headerKey(name)
  if (isKeptByHttp(key) || trusted.has(key)) return true
  return reservedPrefixes.some((prefix) => key.startsWith(prefix))
}

export function isHeaderValue(value: string): boolean {
  return value.length <= longestHeaderValue && valuePattern.test(value)
}

/** Flat lists: name, value, name, value … */
export interface DressedHeaders {
  readonly sent: readonly string[]
  /** The same, without the values that are nobody else's business. */
  readonly shown: readonly string[]
}

/**
 * A profile's headers with a webhook's own after them. A name that the profile uses stays the
 * profile's: it may have begun to use it later, and what verifies a delivery must not come twice.
 */
export function appendCustomHeaders(
  ofProfile: readonly string[],
  custom: readonly string[],
): DressedHeaders {
  const taken = new Set<string>()
  for (let at = 0; at < ofProfile.length; at += 2) taken.add(headerKey(ofProfile[at] ?? ''))
  const sent = [...ofProfile]
  const shown = [...ofProfile]
  for (let at = 0; at + 1 < custom.length; at += 2) {
    const name = custom[at] ?? ''
    if (taken.has(headerKey(name))) continue
    sent.push(name, custom[at + 1] ?? '')
    shown.push(name, maskedValue)
  }
  return { sent, shown }
}
