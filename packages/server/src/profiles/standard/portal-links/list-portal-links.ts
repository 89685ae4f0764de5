import { defineRoute } from '../../../http/route.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { portalLinkSchema, showPortalLink } from './portal-link-schema.ts'

export const listPortalLinksRoute = defineRoute({
  method: 'GET',
  path: '/v1/portal-links',
  operationId: 'listPortalLinks',
  tag: 'Portal links',
  summary: 'List links to the customer portal',
  description: 'Newest first, until a day after they have ended. Never shows a secret.',
  scope: 'manage',
  query: closedObject({ ...cursorQuery, workspace: workspaceField }),
  answer: { status: 200, description: 'A page of links.', schema: cursorAnswer(portalLinkSchema) },
  async handle({ caller, query }, { engine, store, clock }) {
    const { id: workspaceId } = workspaceNamed(caller, query.workspace, engine.catalog)
    const list = JSON.stringify(['portal-links', workspaceId])
    const { before, limit } = readCursorPage(list, query)
    const items = await store.listPortalLinks(workspaceId, { before, limit: limit + 1 })
    const nowMs = clock.nowMs()
    return cursorPageOf(list, { items, limit }, (link) => showPortalLink(link, nowMs))
  },
})
