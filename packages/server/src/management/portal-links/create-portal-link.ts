import { allows } from '../../domain/api-key.ts'
import type { Caller } from '../../domain/caller.ts'
import { RequestError } from '../../domain/errors.ts'
import type { Id } from '../../domain/ids.ts'
import type { PortalBrand, PortalCapability, PortalLink } from '../../domain/portal-link.ts'
import { auditEntry } from '../audit-entry.ts'
import type { ManagementContext } from '../management-context.ts'
import { formatPortalSecret, hashPortalSecret, portalSecretBytes } from './portal-secret.ts'
import { parseWebUrl } from './web-origin.ts'

export interface NewPortalLink {
  readonly workspaceId: Id
  readonly capabilities: readonly PortalCapability[]
  readonly lifetimeMs: number
  readonly frameAncestors: readonly string[]
  readonly brand: PortalBrand
}

export interface CreatedPortalLink {
  readonly link: PortalLink
  /** Nowhere kept: whoever asked sees it this once. */
  readonly secret: string
}

/**
 * Throws `validation_error` for an origin or a logo that cannot be, and `forbidden` for a capability
 * that the caller itself does not have.
 */
export async function createPortalLink(
  context: ManagementContext,
  wanted: NewPortalLink,
  caller: Caller,
): Promise<CreatedPortalLink> {
  const { allowHttp } = context.settings.targetRules
  const { workspaceId, lifetimeMs, frameAncestors, brand } = wanted
  const capabilities = grantedBy(caller, wanted.capabilities)
  for (const [index, origin] of frameAncestors.entries()) assertOrigin(origin, index, allowHttp)
  const secret = formatPortalSecret(context.randomBytes(portalSecretBytes))
  const nowMs = context.clock.nowMs()
  const link: PortalLink = {
    id: context.ids.next(),
    workspaceId,
    createdBy: { kind: caller.kind, id: caller.id },
    capabilities,
    frameAncestors,
    brand: { ...brand, logoUrl: readLogoUrl(brand.logoUrl, allowHttp) },
    secretHash: hashPortalSecret(secret),
    sessionHash: null,
    createdAtMs: nowMs,
    expiresAtMs: endOf(caller, nowMs + lifetimeMs),
    usedAtMs: null,
    revokedAtMs: null,
  }
  const audit = auditEntry(context, {
    workspaceId,
    actor: caller,
    action: 'portal_link.create',
    targetId: link.id,
    detail: { capabilities, frameAncestors, expiresAtMs: link.expiresAtMs },
  })
  await context.store.insertPortalLink(link, audit)
  return { link, secret }
}

/** Every portal may read. To manage keys takes what it takes elsewhere: the scope `admin`. */
function grantedBy(
  caller: Caller,
  wanted: readonly PortalCapability[],
): readonly PortalCapability[] {
  if (wanted.includes('manage_keys') && !allows(caller, 'admin')) {
    throw new RequestError(
      'forbidden',
      'Only a key with the scope "admin" may grant "manage_keys". Use such a key, or leave it out.',
      { field: 'capabilities', value: 'manage_keys' },
    )
  }
  return [...new Set<PortalCapability>(['read', ...wanted])]
}

/** A link does not outlive the key that made it. */
function endOf(caller: Caller, wantedMs: number): number {
  return caller.kind === 'key' ? Math.min(wantedMs, caller.expiresAtMs ?? wantedMs) : wantedMs
}

function assertOrigin(text: string, index: number, allowHttp: boolean): void {
  if (parseWebUrl(text, allowHttp)?.origin === text) return
  throw new RequestError(
    'validation_error',
    `\`frame_ancestors[${index}]\` has to be an origin such as https://app.example.com: a scheme, a host and, if it is not the usual one, a port.`,
    { field: `frame_ancestors[${index}]`, value: text },
  )
}

function readLogoUrl(text: string | null, allowHttp: boolean): string | null {
  if (text === null) return null
  const url = parseWebUrl(text, allowHttp)
  if (url !== null) return url.href
  throw new RequestError(
    'validation_error',
    '`brand.logo_url` has to be an address such as https://example.com/logo.svg.',
    { field: 'brand.logo_url' },
  )
}
