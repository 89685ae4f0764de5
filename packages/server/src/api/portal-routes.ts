import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { stateOfLink, type PortalLink } from '../domain/portal-link.ts'
import { parsePublicId } from '../http/public-ids.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { DashboardFiles } from './dashboard-files.ts'
import { notBuilt, sendPage, type PagePermissions } from './dashboard-page.ts'

type PortalRequest = FastifyRequest<{ Params: { portalId: string } }>

/**
 * The portal's pages, at `/portal/{portalId}` and below: the dashboard's document, which may stand in
 * frames of the pages that its link names. To fetch it uses nothing up, as what scans mails for links
 * does. Who has no link to show, or an old one, gets the same document, in no frame.
 *
 * @param files - null: they were not built
 */
export function addPortalRoutes(
  app: FastifyInstance,
  files: DashboardFiles | null,
  { store, clock }: Pick<ManagementContext, 'store' | 'clock'>,
): void {
  const answer = async (request: PortalRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (files === null) throw notBuilt()
    const linkId = parsePublicId('portal', request.params.portalId)
    const link = linkId === null ? null : await store.getPortalLink(linkId)
    return sendPage(files.page, reply, permissionsOf(link, clock.nowMs()))
  }
  app.get('/portal/:portalId', answer)
  app.get('/portal/:portalId/*', answer)
}

function permissionsOf(link: PortalLink | null, nowMs: number): PagePermissions {
  if (link === null || ['expired', 'revoked'].includes(stateOfLink(link, nowMs))) {
    return { frameAncestors: [], imageOrigins: [] }
  }
  const { frameAncestors, brand } = link
  const imageOrigins = brand.logoUrl === null ? [] : [new URL(brand.logoUrl).origin]
  return { frameAncestors, imageOrigins }
}
