import { isIPv6 } from 'node:net'
import { inboxHookPath } from './inbox/register-inbox.ts'

/** Where this machine's own programs reach a server that listens on `host`. */
export function originOf(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

export function inboxHookUrl(origin: string): string {
  return `${origin}${inboxHookPath}`
}
