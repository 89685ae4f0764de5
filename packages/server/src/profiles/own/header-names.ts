import { single, type FieldKind } from '../../config/field-kind.ts'

/** Every delivery has these already, or HTTP itself keeps them. */
const taken = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
])

/** RFC 9110, 5.6.2 */
const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/

export function isFreeHeader(name: string): boolean {
  const lower = name.toLowerCase()
  return tokenPattern.test(name) && !taken.has(lower) && !lower.startsWith('proxy-')
}

export const headerName: FieldKind<string> = single({
  allowed: 'the name of a header such as X-Acme-Signature, and none that every request has',
  accept: (value) => (typeof value === 'string' && isFreeHeader(value) ? value : undefined),
})

/** Printable ASCII without spaces at its ends: what a header may carry as it is. */
export const headerText: FieldKind<string> = single({
  allowed: 'printable ASCII text of at most 100 characters, without spaces at its ends',
  accept: (value) =>
    typeof value === 'string' && /^[!-~](?:[ -~]{0,98}[!-~])?$/.test(value) ? value : undefined,
})
