import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface PortalLinkOperations {
  /** The answer is the only one that holds the `url`, whose fragment is a secret. */
  create(link: BodyOf<'createPortalLink'>): Promise<AnswerOf<'createPortalLink'>>
  list(query?: QueryOf<'listPortalLinks'>): Promise<AnswerOf<'listPortalLinks'>>
  get(linkId: string): Promise<AnswerOf<'getPortalLink'>>
  /** Ends the link and its session. */
  revoke(linkId: string): Promise<AnswerOf<'revokePortalLink'>>
  /** For the portal's own pages: exchanges the link for this browser's session, once. */
  openSession(linkId: string, secret: string): Promise<AnswerOf<'openPortalSession'>>
}

export function createPortalLinkOperations(call: OperationCaller): PortalLinkOperations {
  return {
    create: (body) => call('createPortalLink', { body }),
    list: (query) => call('listPortalLinks', { query }),
    get: (id) => call('getPortalLink', { params: { id } }),
    revoke: (id) => call('revokePortalLink', { params: { id } }),
    openSession: (id, secret) => call('openPortalSession', { params: { id }, body: { secret } }),
  }
}
