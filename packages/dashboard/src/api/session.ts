import type { Session } from '@posthorn/sdk/client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { posthorn } from './client.ts'
import { isSignedOut } from './describe-error.ts'

export const sessionKey = ['session']

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: readSession,
  staleTime: Infinity,
})

async function readSession(): Promise<Session | null> {
  try {
    return await posthorn.session.get()
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

/** What the person may do. The server decides; this only keeps from the page what it would refuse. */
export interface Capabilities {
  readonly isOperator: boolean
  readonly mayManage: boolean
  readonly mayAdminister: boolean
}

export function useCapabilities(): Capabilities {
  const { data: session } = useQuery(sessionQuery)
  const scopes = session?.key.scopes ?? []
  const mayAdminister = scopes.includes('admin')
  return {
    isOperator: session?.workspace === null && session !== null,
    mayManage: mayAdminister || scopes.includes('manage'),
    mayAdminister,
  }
}
