import { RequestError } from '../../domain/errors.ts'
import { parseUuid } from '../../domain/ids.ts'
import { parsePublicId } from '../../http/public-ids.ts'
import type { Call, Route } from '../../http/route.ts'

/**
 * The route for keys of an organization alone. A client that sends `X-Org-Id` wants to be sure that
 * its key is that organization's: the header chooses nothing, and one that differs is refused. The id
 * may be spelled as a UUID or as `/v1` spells it.
 */
export function guardOrganization(route: Route): Route {
  return {
    ...route,
    async handle(call, context) {
      assertOrganization(call)
      return route.handle(call, context)
    },
  }
}

function assertOrganization({ caller, request }: Pick<Call, 'caller' | 'request'>): void {
  const workspaceId = caller?.workspaceId ?? null
  if (workspaceId === null) {
    throw new RequestError('unauthorized', 'This API key belongs to no organization.')
  }
  const named = request.headers['x-org-id']
  if (named === undefined) return
  const text = String(named)
  if ((parseUuid(text) ?? parsePublicId('workspace', text)) === workspaceId) return
  throw new RequestError('forbidden', 'X-Org-Id is not the organization of this API key')
}
