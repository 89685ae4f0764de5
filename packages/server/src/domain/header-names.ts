/** RFC 9110, 5.6.2; no longer than anybody needs. */
export const headerNamePattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$"

/** Every delivery has these already, or HTTP itself keeps them. */
const keptByHttp = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
])

const namePattern = new RegExp(headerNamePattern)

export function isHeaderName(text: string): boolean {
  return namePattern.test(text)
}

/** @param name - in lower case */
export function isKeptByHttp(name: string): boolean {
  return keptByHttp.has(name) || name.startsWith('proxy-')
}
