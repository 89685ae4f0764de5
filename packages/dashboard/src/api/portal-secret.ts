import { portalId } from './portal.ts'

/*
 * The secret of a portal link stands behind the `#` of its address until this page has read it. From
 * then on it is here alone, and here only until it was exchanged.
 */

let secret: string | null = null
const listeners = new Set<() => void>()

/** Takes the secret out of the address, now and whenever a link is opened in this very tab. */
export function hidePortalSecret(): void {
  if (portalId === null) return
  readSecret()
  window.addEventListener('hashchange', readSecret)
}

export function portalSecret(): string | null {
  return secret
}

export function forgetPortalSecret(): void {
  change(null)
}

export function onPortalSecret(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function readSecret(): void {
  const { hash, pathname, search } = window.location
  // The other thing that may stand there: where "Skip to the content" leads.
  if (hash.length < 2 || hash === '#content') return
  window.history.replaceState(window.history.state, '', pathname + search)
  change(hash.slice(1))
}

function change(value: string | null): void {
  secret = value
  for (const listener of listeners) listener()
}
