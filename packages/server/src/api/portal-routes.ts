import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PortalLink } from '../domain/portal-link.ts'
import { parsePublicId } from '../http/public-ids.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { DashboardFiles } from './dashboard-files.ts'
import { showBrand } from '../profiles/standard/portal-links/portal-link-schema.ts'
import { notBuilt, sendPage, type PageDetails } from './dashboard-page.ts'

type PortalRequest = FastifyRequest<{ Params: { portalId: string } }>

/**
 * The portal's pages, at `/portal/{portalId}` and below: the dashboard's document, which may stand in
 * frames of the pages that its link names. To fetch it uses nothing up, as what scans mails for links
 * does. Who has no link to show gets the same document, in no frame.
 *
 * @param files - null: they were not built
 */
export function addPortalRoutes(
  app: FastifyInstance,
  files: DashboardFiles | null,
  { store }: Pick<ManagementContext, 'store'>,
): void {
  const answer = async (request: PortalRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (files === null) throw notBuilt()
    const linkId = parsePublicId('portal', request.params.portalId)
    const link = linkId === null ? null : await store.getPortalLink(linkId)
    return sendPage(files.page, reply, detailsOf(link))
  }
  app.get('/portal/:portalId', answer)
  app.get('/portal/:portalId/*', answer)
}

/** A link that is used up or over keeps its frame, in which the page says so. */
function detailsOf(link: PortalLink | null): PageDetails {
  if (link === null) return { frameAncestors: [], imageOrigins: [], brand: '' }
  const { frameAncestors, brand } = link
  return {
    frameAncestors,
    imageOrigins: brand.logoUrl === null ? [] : [new URL(brand.logoUrl).origin],
    brand: JSON.stringify(showBrand(brand)),
  }
}
