import type { Id } from './ids.ts'

/**
 * - `publish`: hand in events
 * - `read`: look at webhooks, events and deliveries
 * - `manage`: change webhooks, retry and replay; includes `read`
 * - `admin`: everything, in the key's workspace or, without one, everywhere
 */
export const keyScopes = ['admin', 'publish', 'manage', 'read'] as const
export type KeyScope = (typeof keyScopes)[number]

export interface ApiKey {
  readonly kind: 'key'
  readonly id: Id
  /** null: the server's own, good for every workspace. */
  readonly workspaceId: Id | null
  readonly name: string
  /** SHA-256 of the whole key as 64 hex digits. A key has 256 random bits, so no slow hash is needed. */
  readonly hash: string
  /** The last four characters, to tell keys apart. */
  readonly preview: string
  readonly scopes: readonly KeyScope[]
  readonly createdAtMs: number
  readonly createdBy: Id | null
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
  /** Revoked for good and not listed any more. The row stays so that every node hears of it. */
  readonly deletedAtMs: number | null
}

export function allows({ scopes }: Pick<ApiKey, 'scopes'>, scope: KeyScope): boolean {
  if (scopes.includes('admin') || scopes.includes(scope)) return true
  return scope === 'read' && scopes.includes('manage')
}
