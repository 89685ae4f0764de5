import { Type, type Static } from 'typebox'
import {
  longestPortalLinkMs,
  portalCapabilities,
  portalLinkStates,
  stateOfLink,
  type PortalBrand,
  type PortalLink,
} from '../../../domain/portal-link.ts'
import type { Caller } from '../../../domain/caller.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import { notFound, reaches } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { printablePattern } from '../../../management/printable.ts'
import {
  answerObject,
  closedObject,
  idOf,
  nullable,
  oneOf,
  timestamp,
  workspaceField,
} from '../schemas.ts'

export const capabilitySchema = oneOf(portalCapabilities, {
  description:
    '`read`: look at webhooks, events, deliveries, statistics and event types; every portal has it. `manage_webhooks`: create, change, pause, test and delete webhooks. `rotate_secrets`: replace their secrets. `replay`: retry, replay and recover. `manage_keys`: the workspace’s API keys, without those that have the scope `admin`.',
})

const brandName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: printablePattern,
  description: 'What the portal is called.',
  examples: ['Acme'],
})
const logoUrl = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'An image that the browser loads from where it is.',
  examples: ['https://acme.example/logo.svg'],
})
const color = Type.String({
  pattern: '^#[0-9a-fA-F]{6}$',
  description: 'Of buttons and links.',
  examples: ['#4f46e5'],
})

export const brandSchema = answerObject(
  { name: nullable(brandName), logo_url: nullable(logoUrl), color: nullable(color) },
  { description: 'How the portal looks; null: as Posthorn does.' },
)

export const portalLinkBody = closedObject({
  workspace: workspaceField,
  capabilities: Type.Array(capabilitySchema, {
    maxItems: portalCapabilities.length,
    uniqueItems: true,
    description: 'What the portal may do beside `read`. `manage_keys` takes a key that is `admin`.',
    examples: [['manage_webhooks', 'rotate_secrets', 'replay']],
  }),
  expires_in_seconds: Type.Optional(
    Type.Integer({
      minimum: 60,
      maximum: longestPortalLinkMs / 1000,
      description: 'How long the link is good, and the session that comes of it; 3600 unless told.',
    }),
  ),
  frame_ancestors: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
      maxItems: 10,
      uniqueItems: true,
      description:
        'The origins of the pages that may show the portal in a frame, exactly; none unless told.',
      examples: [['https://app.acme.example']],
    }),
  ),
  brand: Type.Optional(
    closedObject({
      name: Type.Optional(nullable(brandName)),
      logo_url: Type.Optional(nullable(logoUrl)),
      color: Type.Optional(nullable(color)),
    }),
  ),
})

export const portalLinkFields = {
  id: idOf('portal', 'The link’s id, which is no secret.'),
  workspace: idOf('workspace', 'Whose pages it leads to.'),
  state: oneOf(portalLinkStates, {
    description:
      '`unused`: waits for its browser. `open`: one has exchanged it for a session. `closed`: which has signed out. `expired` and `revoked`: neither link nor session is good any more.',
  }),
  capabilities: Type.Array(capabilitySchema),
  frame_ancestors: Type.Array(Type.String()),
  brand: brandSchema,
  created_at: timestamp('When it was created.'),
  expires_at: timestamp('When the link ends, and its session.'),
  used_at: nullable(timestamp('When'), { description: 'When it was exchanged; null: it was not.' }),
  revoked_at: nullable(timestamp('When'), {
    description: 'When it was revoked; null: it was not.',
  }),
}

export const portalLinkSchema = answerObject(portalLinkFields, {
  title: 'PortalLink',
  description: 'A link to the customer portal of a workspace.',
})

export function showPortalLink(link: PortalLink, nowMs: number): Static<typeof portalLinkSchema> {
  return {
    id: formatPublicId('portal', link.id),
    workspace: formatPublicId('workspace', link.workspaceId),
    state: stateOfLink(link, nowMs),
    capabilities: [...link.capabilities],
    frame_ancestors: [...link.frameAncestors],
    brand: showBrand(link.brand),
    created_at: formatTimestamp(link.createdAtMs),
    expires_at: formatTimestamp(link.expiresAtMs),
    used_at: formatTimestampOrNull(link.usedAtMs),
    revoked_at: formatTimestampOrNull(link.revokedAtMs),
  }
}

export function showBrand({ name, logoUrl, color }: PortalBrand): Static<typeof brandSchema> {
  return { name, logo_url: logoUrl, color }
}

/** The link that a path names. Throws `not_found`. */
export async function findPortalLink(
  caller: Caller,
  publicId: string,
  { store }: ManagementContext,
): Promise<PortalLink> {
  const id = parsePublicId('portal', publicId)
  const link = id === null ? null : await store.getPortalLink(id)
  if (link === null || !reaches(caller, link.workspaceId)) throw notFound('portal link')
  return link
}
