import type { Session } from '@posthorn/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { posthorn } from './client.ts'
import { isSignedOut } from './describe-error.ts'
import { portalId } from './portal.ts'

export const sessionKey = ['session']
const portalCheckEveryMs = 30_000

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: readSession,
  staleTime: Infinity,
  // A portal's session is short, and may be ended by whoever gave the link.
  refetchInterval: ({ state }) => (portalId !== null && state.data ? portalCheckEveryMs : false),
})

async function readSession(): Promise<Session | null> {
  try {
    return await posthorn.session.get()
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

/** Who is signed in, as people call them. */
export function nameOf({ key, operator }: Session): string {
  return key?.name ?? operator?.name ?? ''
}
