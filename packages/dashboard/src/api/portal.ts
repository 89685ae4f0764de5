/** The portal link that this page belongs to, as its address says; null: it is the dashboard. */
export const portalId = portalIdIn(window.location.pathname)

/** What the addresses of all pages begin with. */
export const basePath = portalId === null ? '/dashboard' : `/portal/${portalId}`

/** Whether the page stands inside a page of somebody else's. */
export const isFramed = window.self !== window.top

function portalIdIn(path: string): string | null {
  return /^\/portal\/([\w-]+)(?:\/|$)/.exec(path)?.[1] ?? null
}
