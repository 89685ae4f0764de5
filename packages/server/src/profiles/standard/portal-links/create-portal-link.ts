import { Type } from 'typebox'
import { longestPortalLinkMs } from '../../../domain/portal-link.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { publicOrigin } from '../../../http/public-origin.ts'
import { defineRoute } from '../../../http/route.ts'
import { createPortalLink } from '../../../management/portal-links/create-portal-link.ts'
import { answerObject } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { portalLinkBody, portalLinkFields, showPortalLink } from './portal-link-schema.ts'

export const createPortalLinkRoute = defineRoute({
  method: 'POST',
  path: '/v1/portal-links',
  operationId: 'createPortalLink',
  tag: 'Portal links',
  summary: 'Create a link to the customer portal',
  description:
    'For one browser of one customer: the first that opens it has a session of the workspace’s pages, in a tab or in a frame, until the link ends. Make one whenever your customer comes; the answer is the only place where its `url` is ever shown.',
  scope: 'manage',
  body: portalLinkBody,
  answer: {
    status: 201,
    description: 'The new link.',
    schema: answerObject({
      ...portalLinkFields,
      url: Type.String({
        description: 'Where to send the browser. What follows the `#` is a secret.',
        examples: [
          'https://hooks.example.com/portal/portal_019a8f3b2c4d7e5f8a1b3c5d7e9f0000#kq3m0v5…',
        ],
      }),
    }),
  },
  async handle({ caller, body, request }, context) {
    const { engine, clock, settings } = context
    const { capabilities, expires_in_seconds: expiresInS, frame_ancestors = [], brand } = body
    const { link, secret } = await createPortalLink(
      context,
      {
        workspaceId: workspaceNamed(caller, body.workspace, engine.catalog).id,
        capabilities,
        lifetimeMs: expiresInS === undefined ? longestPortalLinkMs : expiresInS * 1000,
        frameAncestors: frame_ancestors,
        brand: {
          name: brand?.name ?? null,
          logoUrl: brand?.logo_url ?? null,
          color: brand?.color ?? null,
        },
      },
      caller,
    )
    const origin = settings.publicUrl ?? publicOrigin(request)
    return {
      ...showPortalLink(link, clock.nowMs()),
      url: `${origin}/portal/${formatPublicId('portal', link.id)}#${secret}`,
    }
  },
})
