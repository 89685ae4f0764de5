import type { Actor } from './caller.ts'
import type { Id } from './ids.ts'

/**
 * - `read`: look at webhooks, events, deliveries and event types; every portal has it
 * - `manage_webhooks`: create, change, pause, test and delete webhooks
 * - `rotate_secrets`: replace the secrets of webhooks
 * - `replay`: send again what was or was not delivered
 * - `manage_keys`: the API keys of the workspace, apart from those with the scope `admin`
 */
export const portalCapabilities = [
  'read',
  'manage_webhooks',
  'rotate_secrets',
  'replay',
  'manage_keys',
] as const
export type PortalCapability = (typeof portalCapabilities)[number]

/** A link and its session live no longer. */
export const longestPortalLinkMs = 60 * 60 * 1000

/** How a portal looks; null: as Posthorn does. */
export interface PortalBrand {
  readonly name: string | null
  readonly logoUrl: string | null
  /** `#rrggbb` */
  readonly color: string | null
}

/** Leads a customer's browser to the pages of one workspace; good for one session. */
export interface PortalLink {
  readonly id: Id
  readonly workspaceId: Id
  /** The link ends with whoever made it. */
  readonly createdBy: Actor
  readonly capabilities: readonly PortalCapability[]
  /** Origins of the pages that may show it in a frame; empty: none may. */
  readonly frameAncestors: readonly string[]
  readonly brand: PortalBrand
  /** SHA-256 of the secret in the link, as 64 hex digits. It has 256 random bits: no slow hash is needed. */
  readonly secretHash: string
  /** The same of the session's secret; null: it was not opened yet, or was closed. */
  readonly sessionHash: string | null
  readonly createdAtMs: number
  /** Of the link and of its session. */
  readonly expiresAtMs: number
  /** When the session was opened. */
  readonly usedAtMs: number | null
  readonly revokedAtMs: number | null
}

/**
 * - `unused`: waits for the one browser that it is good for
 * - `open`: its session is open
 * - `closed`: whoever had the session has closed it
 * - `expired`, `revoked`: neither link nor session is good any more
 */
export const portalLinkStates = ['unused', 'open', 'closed', 'expired', 'revoked'] as const
export type PortalLinkState = (typeof portalLinkStates)[number]

export function stateOfLink(link: PortalLink, nowMs: number): PortalLinkState {
  if (link.revokedAtMs !== null) return 'revoked'
  if (link.expiresAtMs <= nowMs) return 'expired'
  if (link.usedAtMs === null) return 'unused'
  return link.sessionHash === null ? 'closed' : 'open'
}

/** A browser that came by a link. What it may do is told by its capabilities: it has no scopes. */
export interface PortalSession extends Pick<
  PortalLink,
  'workspaceId' | 'capabilities' | 'brand' | 'expiresAtMs'
> {
  readonly kind: 'portal'
  /** Of the link. */
  readonly id: Id
  readonly scopes: readonly []
}

export function portalSessionOf(link: PortalLink): PortalSession {
  const { id, workspaceId, capabilities, brand, expiresAtMs } = link
  return { kind: 'portal', id, workspaceId, scopes: [], capabilities, brand, expiresAtMs }
}
