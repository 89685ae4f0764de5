import {
  closePortalSession,
  getPortalLink,
  insertPortalLink,
  listPortalLinks,
  openPortalSession,
  revokePortalLink,
} from '../operations/portal-links.ts'
import type { PortalLinkStore } from '../portal-link-store.ts'
import type { Database } from './database.ts'

export function portalLinkMethods({ read, write }: Database): PortalLinkStore {
  return {
    insertPortalLink: (link, audit) => write(() => insertPortalLink(link, audit)),
    getPortalLink: (linkId) => read(getPortalLink(linkId)),
    listPortalLinks: (workspaceId, page) => read(listPortalLinks(workspaceId, page)),
    openPortalSession: (opening, audit) => write(() => openPortalSession(opening, audit)),
    closePortalSession: (linkId, sessionHash, audit) =>
      write(() => closePortalSession(linkId, sessionHash, audit)),
    revokePortalLink: (linkId, atMs, audit) => write(() => revokePortalLink(linkId, atMs, audit)),
  }
}
