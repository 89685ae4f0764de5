const localNames = /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether a `Host` header names this machine as seen from itself. */
export function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && localNames.test(host.toLowerCase().replace(/:\d{1,5}$/, ''))
}
