import type { ApiKey, Session } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './session.ts'

export type Scope = ApiKey['scopes'][number]

/** What the person may do. The server decides; this only keeps from the page what it would refuse. */
export interface Capabilities {
  /** Sees every workspace. */
  readonly isOperator: boolean
  /** See events that were rejected, which is for whoever publishes. */
  readonly mayReadRejected: boolean
  readonly mayManageWebhooks: boolean
  readonly mayRotateSecrets: boolean
  /** Retry, replay and recover. */
  readonly mayReplay: boolean
  readonly mayManageKeys: boolean
  /** What an API key that the person makes may be good for. */
  readonly grantableScopes: readonly Scope[]
  readonly mayAdminister: boolean
}

export function useCapabilities(): Capabilities {
  const { data: session } = useQuery(sessionQuery)
  return capabilitiesOf(session ?? null)
}

/** @param session - null: nobody is signed in */
export function capabilitiesOf(session: Session | null): Capabilities {
  const { portal = null, scopes = [] } = session ?? {}
  if (portal !== null) return ofPortal(new Set(portal.capabilities))
  const mayAdminister = scopes.includes('admin')
  const mayManage = mayAdminister || scopes.includes('manage')
  return {
    isOperator: session?.workspace === null,
    mayReadRejected: mayManage || scopes.includes('read'),
    mayManageWebhooks: mayManage,
    mayRotateSecrets: mayManage,
    mayReplay: mayManage,
    mayManageKeys: mayAdminister,
    grantableScopes: mayAdminister ? ['publish', 'read', 'manage', 'admin'] : [],
    mayAdminister,
  }
}

type PortalCapability = NonNullable<Session['portal']>['capabilities'][number]

function ofPortal(granted: ReadonlySet<PortalCapability>): Capabilities {
  const mayManageKeys = granted.has('manage_keys')
  return {
    isOperator: false,
    mayReadRejected: false,
    mayManageWebhooks: granted.has('manage_webhooks'),
    mayRotateSecrets: granted.has('rotate_secrets'),
    mayReplay: granted.has('replay'),
    mayManageKeys,
    grantableScopes: mayManageKeys ? ['publish', 'read', 'manage'] : [],
    mayAdminister: false,
  }
}
